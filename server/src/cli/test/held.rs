//! A conversation that was held again.

use std::time::Duration;

use parlour_engine::Flow;
use parlour_engine::chats::{Coverage, Covered, Verdict};

/// What came of one.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The file as it was named.
    pub(super) file: String,
    /// What the file says it is about.
    pub(super) title: Option<String>,
    /// What was done in each step that was looked at, as the file writes it, and what came of it.
    pub(super) steps: Vec<(String, Verdict)>,
    /// Steps of the file.
    pub(super) count: usize,
    /// What could not be done or looked at, a sentence each.
    pub(super) skipped: Vec<String>,
    /// What of the flow it came through; nothing with a bot that is served.
    pub(super) coverage: Coverage,
    /// Why there was no answer.
    pub(super) unreachable: Option<String>,
    /// How long it took.
    pub(super) took: Duration,
}

impl Held {
    /// Whether nothing that was looked at differs.
    pub(super) fn holds(&self) -> bool {
        self.unreachable.is_none() && self.wrong().next().is_none()
    }

    /// The steps that differ, each with its number from 1.
    pub(super) fn wrong(&self) -> impl Iterator<Item = (usize, &str, &Verdict)> {
        let numbered = (1..).zip(&self.steps).map(|(number, (did, verdict))| (number, did.as_str(), verdict));
        numbered.filter(|(_, _, verdict)| !verdict.differences.is_empty())
    }
}

/// How much of the flow all of them together came through.
pub(super) fn covered(flow: &Flow, held: &[Held]) -> Covered {
    let mut coverage = Coverage::default();
    for held in held {
        coverage.add(&held.coverage);
    }
    coverage.of(flow)
}
