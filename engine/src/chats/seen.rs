//! What came of a step, whoever answered.

use parlour_protocol::{Action, BotModule};

use crate::{Cvars, Effect, Flow, Outcome};

/// What came of a step. `None` is what whoever played it cannot see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// What was said, in order.
    pub actions: Vec<Action>,
    /// The modules that spoke, in order.
    pub modules: Vec<SeenModule>,
    /// Where the conversation stands; none before anything was said.
    pub module: Option<SeenModule>,
    /// Whether a connection was followed for want of a match.
    pub fallback: Option<bool>,
    /// All variables.
    pub cvars: Option<Cvars>,
    /// Whether a person has, or is asked to have, the conversation.
    pub handover: Option<bool>,
    /// Milliseconds until the answer was there; its own pauses come on top.
    pub took_ms: u64,
}

/// A module, as an answer names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenModule {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
}

impl SeenModule {
    /// Whether a file means this one by `reference`: its name or its number.
    pub(super) fn is(&self, reference: &str) -> bool {
        self.name == reference || self.id.to_string() == reference
    }
}

impl From<&BotModule> for SeenModule {
    fn from(module: &BotModule) -> Self {
        Self { id: module.id, name: module.name.clone() }
    }
}

impl Seen {
    /// Adds what came of a turn, or of the rest of it.
    pub fn add(&mut self, flow: &Flow, outcome: &Outcome) {
        for spoken in &outcome.spoken {
            self.modules.push(SeenModule::from(&spoken.module));
            self.actions.extend(spoken.actions.iter().cloned());
        }
        let module = outcome.conversation.module.and_then(|id| flow.module(id));
        self.module = module.map(|module| SeenModule::from(&module.card));
        self.cvars = Some(outcome.conversation.cvars.clone());
        let is_asked = |effect: &Effect| matches!(effect, Effect::Handover { .. });
        let asks = outcome.effects.iter().any(is_asked);
        self.handover = Some(self.handover.unwrap_or_default() || asks);
    }

    /// Everything that can be read of the answer, in order.
    pub(super) fn texts(&self) -> Vec<String> {
        self.actions.iter().map(Action::readable).filter(|text| !text.trim().is_empty()).collect()
    }

    /// What is offered last.
    pub(super) fn choices(&self) -> Vec<String> {
        let offers = self.actions.iter().rev().find_map(|action| match action {
            Action::Choice { options, .. } => Some(options.clone()),
            _ => None,
        });
        offers.unwrap_or_default()
    }

    /// The pauses of the answer in milliseconds.
    pub(super) fn waits(&self) -> Vec<u64> {
        let wait = |action: &Action| match action {
            Action::Wait { wait } => Some(u64::from(*wait)),
            _ => None,
        };
        self.actions.iter().filter_map(wait).collect()
    }
}
