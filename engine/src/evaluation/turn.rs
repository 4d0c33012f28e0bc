//! From what was heard to the modules that speak.

use parlour_protocol::EvaluatedConnection;
use serde_json::Value;

use super::cvars::{arrive, keep, note};
use super::follow::{Landing, everywhere, for_want_of_a_match, matching, own};
use super::outcome::{Conversation, Heard, Outcome, Spoken, Trail};
use super::speak::Voice;
use crate::condition::Said;
use crate::flow::Place;
use crate::input::Hearing;
use crate::language::Language;
use crate::{Flow, Module, limits};

/// Answers one turn.
///
/// What was said is held against the module's own connections in order, then against the flow's
/// (global) ones; if none holds, the module's fallback speaks, else the flow's. Modules that lead on
/// fall through, at most [`limits::FALL_THROUGHS`] of them. Before the first turn the starting module
/// is the one asked, and speaks itself if nothing holds.
///
/// A module that expects a kind of answer and gets another one asks again, unless a global connection
/// holds or its retries are used up.
///
/// `now_ms` is milliseconds since 1970, `seed` chooses among variations.
pub fn evaluate(
    flow: &Flow,
    conversation: &Conversation,
    heard: Heard<'_>,
    now_ms: u64,
    seed: u64,
) -> Outcome {
    let here = conversation.module.and_then(|id| flow.place(id));
    let mut turn = Turn {
        flow,
        now_ms,
        seed,
        text: match heard {
            Heard::Said(text) => text,
            Heard::Begun | Heard::MovedTo(_) => "",
        },
        outcome: Outcome {
            conversation: conversation.clone(),
            reply_to_module_id: match heard {
                Heard::Begun => None,
                Heard::MovedTo(_) | Heard::Said(_) => here.and(conversation.module),
            },
            spoken: Vec::new(),
            trail: Trail::default(),
            effects: Vec::new(),
            faults: Vec::new(),
        },
    };
    let landed = match heard {
        Heard::Begun => Some((flow.starting(), None)),
        Heard::MovedTo(id) => flow.place(id).map(|place| (place, None)),
        Heard::Said(_) => turn.answer(here),
    };
    if let Some(landed) = landed {
        turn.speak_from(landed);
    }
    turn.outcome
}

struct Turn<'a> {
    flow: &'a Flow,
    now_ms: u64,
    seed: u64,
    /// What the visitor said; empty if the turn began otherwise.
    text: &'a str,
    outcome: Outcome,
}

impl<'a> Turn<'a> {
    /// What `look` finds in what the visitor said: if it is a label in another language, first in
    /// what that label is in the flow's own.
    fn heard<T>(&self, look: impl Fn(&Said<'_>) -> Option<T>) -> Option<T> {
        let cvars = &self.outcome.conversation.cvars;
        let said = |text: &str| look(&Said::new(text, cvars, self.now_ms));
        let label = self.language().and_then(|language| language.own_label(self.text));
        label.and_then(said).or_else(|| said(self.text))
    }

    fn language(&self) -> Option<&'a Language> {
        self.flow.languages_by_tag().of(&self.outcome.conversation.cvars)
    }

    /// The module that answers; none if the one asked has said why it asks again.
    fn answer(&mut self, here: Option<Place>) -> Option<Landing> {
        let asked = here.unwrap_or_else(|| self.flow.starting());
        let module = self.flow.at(asked)?;
        let flow = self.flow;
        let skips_global = module.skip_global_connection_evaluation;
        let hearing = Hearing { now_ms: self.now_ms, language: self.language() };
        let Some(answer) = module.input.read(self.text, &hearing) else {
            let skips_global = skips_global || module.input.choices_only;
            let elsewhere = if skips_global { None } else { self.heard(|said| everywhere(flow, said)) };
            return elsewhere.or_else(|| self.ask_again(asked, module));
        };
        self.keep(module, answer);
        let found = self.heard(|said| matching(flow, module, said, skips_global));
        if found.is_none() && here.is_none() {
            return Some((asked, None));
        }
        found.or_else(|| Some(self.fallback(asked, module)))
    }

    /// A form's answers are kept one by one; what was left empty is forgotten.
    fn keep(&mut self, module: &Module, answer: Value) {
        let Outcome { conversation, faults, .. } = &mut self.outcome;
        for field in &module.input.fields {
            match answer.get(&field.name) {
                Some(value) => {
                    note(keep(&mut conversation.cvars, &field.name, value.clone()), module, faults);
                }
                None => {
                    conversation.cvars.remove(&field.name);
                }
            }
        }
        if let Some(name) = &module.save {
            note(keep(&mut conversation.cvars, name, answer), module, faults);
        }
    }

    fn fallback(&self, asked: Place, module: &Module) -> Landing {
        // Every module that waits has one (flow/check.rs); a flow edited under a conversation may not.
        let fallback = module.fallback().or_else(|| self.flow.fallback()).unwrap_or(asked);
        for_want_of_a_match(self.flow, module, fallback)
    }

    fn ask_again(&mut self, asked: Place, module: &Module) -> Option<Landing> {
        let conversation = &mut self.outcome.conversation;
        if conversation.module != Some(module.card.id) {
            return Some((asked, None));
        }
        conversation.retries = conversation.retries.saturating_add(1);
        if conversation.retries > module.retries {
            return Some(self.fallback(asked, module));
        }
        let actions = self.voice(module).complaint();
        if !actions.is_empty() {
            self.say(module, actions, Vec::new());
        }
        None
    }

    fn voice<'b>(&'b mut self, module: &'b Module) -> Voice<'b> {
        let language = self.language();
        let Outcome { conversation, faults, .. } = &mut self.outcome;
        Voice { module, cvars: &conversation.cvars, seed: self.seed, now_ms: self.now_ms, language, faults }
    }

    fn say(
        &mut self,
        module: &Module,
        actions: Vec<parlour_protocol::Action>,
        connections: Vec<EvaluatedConnection>,
    ) {
        self.outcome.spoken.push(Spoken { module: module.card.clone(), actions, connections });
    }

    fn speak_from(&mut self, landed: Landing) {
        let (flow, mut connections) = (self.flow, Vec::new());
        let (mut place, mut evaluated) = landed;
        self.outcome.conversation.retries = 0;
        if let Some(first) = evaluated {
            self.outcome.trail.through_connection_id = first.id;
            self.outcome.trail.is_global_module_match = first.is_global;
        }
        for step in 0..=limits::FALL_THROUGHS {
            let Some(module) = flow.at(place) else { return };
            if let Some(evaluated) = evaluated.take() {
                connections.push(evaluated.shown());
                self.outcome.trail.evaluated.push(evaluated);
            }
            self.outcome.conversation.module = Some(module.card.id);
            arrive(module, &mut self.outcome);
            let actions = self.voice(module).actions();
            if !actions.is_empty() {
                self.say(module, actions, core::mem::take(&mut connections));
            }
            if !module.leads_on() || step == limits::FALL_THROUGHS {
                return;
            }
            self.outcome.trail.through_bot_modules.push(module.card.id);
            (place, evaluated) = self.onwards(place, module);
        }
    }

    /// Where a module that waits for nobody leads: `next`, or what its connections find in what was
    /// said last and in the custom variables.
    fn onwards(&self, place: Place, module: &Module) -> Landing {
        if let Some(next) = module.next() {
            return for_want_of_a_match(self.flow, module, next);
        }
        let found = self.heard(|said| own(self.flow, module, said));
        found.unwrap_or_else(|| self.fallback(place, module))
    }
}
