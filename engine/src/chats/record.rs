//! What was said, as a conversation that can be held again.

use parlour_protocol::Action;

use super::model::{Act, Chat, Expect, Head, ScriptedAnswer, Step, Wording};
use super::offered::act_of;
use super::seen::Seen;
use crate::Cvars;

/// Types that a conversation's texts, choices and pauses tell of.
const TOLD: &[&str] = &["text", "choice", "wait"];

/// Writes down a conversation while it is held.
#[derive(Clone, Debug)]
pub struct Recorder {
    chat: Chat,
    offered: Vec<Action>,
    cvars: Cvars,
    is_held: bool,
}

impl Recorder {
    /// Of a conversation that begins so.
    pub fn new(head: Head) -> Self {
        let cvars = head.cvars.clone();
        Self { chat: Chat { head, steps: Vec::new() }, offered: Vec::new(), cvars, is_held: false }
    }

    /// How the conversation began.
    pub fn opened(&mut self, seen: &Seen, answers: Vec<ScriptedAnswer>) {
        self.step(None, seen, answers);
    }

    /// What the visitor said, and what came of it.
    pub fn said(&mut self, text: &str, seen: &Seen, answers: Vec<ScriptedAnswer>) {
        let act = act_of(text, &self.offered);
        self.did(act, seen, answers);
    }

    /// What was done, and what came of it. Where a person has had the conversation and the bot answers, it was
    /// given back.
    pub fn did(&mut self, act: Act, seen: &Seen, answers: Vec<ScriptedAnswer>) {
        if self.is_held && !seen.actions.is_empty() {
            let act = Some(Act::GiveBack);
            self.chat.steps.push(Step { act, ..Step::default() });
            self.is_held = false;
        }
        self.step(Some(act), seen, answers);
    }

    /// What was written down so far.
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    fn step(&mut self, act: Option<Act>, seen: &Seen, answers: Vec<ScriptedAnswer>) {
        let is_held = seen.handover.unwrap_or_default();
        let mut expect = Expect {
            module: seen.module.as_ref().map(|module| module.name.clone()),
            handover: (is_held != self.is_held).then_some(is_held),
            silent: seen.actions.is_empty(),
            ..Expect::default()
        };
        if !expect.silent {
            expect.texts = Some(seen.texts().into_iter().map(Wording::Whole).collect());
            expect.choices = Some(seen.choices()).filter(|choices| !choices.is_empty());
            let kinds: Vec<String> = seen.actions.iter().map(|action| action.kind().to_owned()).collect();
            expect.kinds =
                Some(kinds).filter(|kinds| !kinds.iter().all(|kind| TOLD.contains(&kind.as_str())));
            self.offered.clone_from(&seen.actions);
        }
        if let Some(cvars) = &seen.cvars {
            let is_new = |(name, value): &(&String, &serde_json::Value)| self.cvars.get(*name) != Some(value);
            let new = cvars.iter().filter(is_new);
            expect.cvars = new.map(|(name, value)| (name.clone(), value.clone())).collect();
            let gone = self.cvars.keys().filter(|name| !cvars.contains_key(*name));
            expect.unset = gone.cloned().collect();
            self.cvars.clone_from(cvars);
        }
        self.is_held = is_held;
        self.chat.steps.push(Step { line: 0, act, answers, expect });
    }
}
