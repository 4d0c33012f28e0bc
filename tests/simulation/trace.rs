//! What happened, as a number for comparing two runs and as lines for whoever looks for a fault.

use std::fmt::Display;

/// Lines that are kept: the last ones tell how it ended.
const LINES: usize = 40_000;

/// Grows with every happening.
pub(crate) struct Trace {
    hash: u64,
    is_kept: bool,
    lines: std::collections::VecDeque<String>,
}

impl Trace {
    pub(crate) fn new(is_kept: bool) -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, is_kept, lines: std::collections::VecDeque::new() }
    }

    /// FNV-1a over what happened when.
    pub(crate) fn note(&mut self, now: u64, what: &str, detail: impl Display) {
        let detail = detail.to_string();
        self.count(now, what, &detail);
        if self.is_kept {
            if self.lines.len() == LINES {
                self.lines.pop_front();
            }
            self.lines.push_back(format!("{:>9.3} s  {what} {detail}", seconds(now)));
        }
    }

    /// As [`Self::note`], without a line.
    pub(crate) fn count(&mut self, now: u64, what: &str, detail: &str) {
        for byte in now.to_le_bytes().into_iter().chain(what.bytes()).chain(detail.bytes()) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = &String> {
        self.lines.iter()
    }
}

#[allow(clippy::cast_precision_loss, reason = "shown to a person")]
fn seconds(now: u64) -> f64 {
    now.saturating_sub(crate::world::START) as f64 / 1_000.0
}
