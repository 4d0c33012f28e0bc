//! A whole conversation, played against a flow and looked at.

use super::compare::compare;
use super::coverage::Coverage;
use super::difference::Difference;
use super::model::{Chat, Step};
use super::player::Player;
use super::seen::Seen;
use crate::Flow;

/// What came of a conversation.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// One for each step, in order.
    pub verdicts: Vec<Verdict>,
    /// What of the flow it came through, also where it differs.
    pub coverage: Coverage,
}

/// What came of a step.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// From 1, where the file has the step.
    pub line: usize,
    /// Where it differs from what the file says; empty if it holds.
    pub differences: Vec<Difference>,
    /// Keys of the file that nothing could be said about.
    pub unseen: Vec<&'static str>,
    /// What was said and where the conversation stands.
    pub seen: Seen,
}

impl Verdict {
    /// What came of a step, held against what the file says of it. `differences` were found on the way.
    pub fn of(step: &Step, seen: Seen, mut differences: Vec<Difference>) -> Self {
        let (more, unseen) = compare(&step.expect, &seen);
        differences.extend(more);
        Self { line: step.line, differences, unseen, seen }
    }
}

impl Replayed {
    /// Whether every step holds.
    pub fn holds(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.differences.is_empty())
    }
}

/// Plays a conversation against a flow, to its end whatever differs on the way.
pub fn replay(flow: &Flow, chat: &Chat) -> Replayed {
    let mut player = Player::new(flow, &chat.head);
    let mut verdicts = Vec::new();
    // The conversation begins before its first step, which may answer at once.
    let mut opening = Vec::new();
    let looks = chat.steps.first().filter(|step| step.act.is_none());
    if chat.head.greets {
        let answers = looks.map(|step| step.answers.as_slice()).unwrap_or_default();
        let (seen, differences) = player.open(chat.head.reference.as_deref(), answers);
        match looks {
            Some(step) => verdicts.push(Verdict::of(step, seen, differences)),
            None => opening = differences,
        }
    }
    for step in &chat.steps {
        let Some(act) = &step.act else { continue };
        let (seen, differences) = player.act(act, &step.answers);
        let found = core::mem::take(&mut opening).into_iter().chain(differences).collect();
        verdicts.push(Verdict::of(step, seen, found));
    }
    Replayed { verdicts, coverage: player.coverage().clone() }
}
