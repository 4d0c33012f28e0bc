//! Revealing a bot's bubbles one after the other, with the pauses it asked for.

use std::collections::VecDeque;

use parlour_protocol::{Action, AgentCard, Author};

use super::conversation::Machine;
use super::effect::Effect;
use crate::limits;
use crate::markup;
use crate::text::is_blank;
use crate::transcript::Content;

/// One action that waits to be shown.
pub(super) struct Step {
    pub(super) seq: u64,
    pub(super) within: u64,
    pub(super) at: u64,
    pub(super) author: Author,
    pub(super) agent: Option<AgentCard>,
    pub(super) lang: Option<String>,
    pub(super) action: Action,
    /// Bytes of its text that a screen reader was told while it was being made.
    pub(super) said: usize,
}

/// Actions not yet shown, in order of the log.
#[derive(Default)]
pub(super) struct Pacing {
    steps: VecDeque<Step>,
    until: Option<u64>,
}

impl Pacing {
    pub(super) fn is_running(&self) -> bool {
        self.until.is_some() || !self.steps.is_empty()
    }

    pub(super) fn reveals_at(&self) -> Option<u64> {
        self.until
    }

    pub(super) fn add(&mut self, step: Step) {
        self.steps.push_back(step);
    }

    pub(super) fn clear(&mut self) {
        self.steps.clear();
        self.until = None;
    }

    /// The next action to show now. A pause at the end counts: the next module's message may follow.
    fn next(&mut self, now: u64) -> Option<Step> {
        loop {
            if self.until.is_some_and(|until| now < until) && self.steps.len() <= limits::PACED_STEPS {
                return None;
            }
            self.until = None;
            let step = self.steps.pop_front()?;
            let Action::Wait { wait } = step.action else { return Some(step) };
            self.until = Some(now.saturating_add(u64::from(wait.min(limits::WAIT_CAP_MS))));
        }
    }
}

impl Machine {
    pub(super) fn reveal(&mut self, now: u64) {
        while let Some(step) = self.pacing.next(now) {
            let said = step.said;
            let text = self.show(step).unwrap_or_default();
            let text = text.get(said..).unwrap_or(&text);
            if !is_blank(text) {
                let text = markup::plain(markup::head(text, limits::ANNOUNCED_BYTES));
                self.effects.push(Effect::Announce { text });
            }
        }
    }

    /// Puts a bubble into the transcript and gives its text; nothing for an action without one.
    pub(super) fn show(&mut self, step: Step) -> Option<String> {
        let Step { seq, within, at, .. } = step;
        let text = match &step.action {
            Action::Text { text } if text.is_empty() => return None,
            Action::Wait { .. } => return None,
            // A control without words above it is no bubble.
            action if action.asks() && action.readable().is_empty() => return None,
            action => action.readable(),
        };
        let Step { author, action, agent, lang, .. } = step;
        let content = Content::Received { author, action, agent, lang };
        self.transcript.add_stored(seq, within, at, content);
        Some(text)
    }
}
