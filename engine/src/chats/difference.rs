//! Where what came is otherwise than what was expected.

use serde::Serialize;
use similar::{Algorithm, ChangeTag, capture_diff_slices};

/// One thing that is otherwise, as lines, so that they can be laid side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The key of the file that says so, such as `texts`; of what the visitor does, its own key.
    pub what: &'static str,
    /// What the file says.
    pub expected: Vec<String>,
    /// What came.
    pub found: Vec<String>,
}

/// Where a line of a [`Difference`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In what the file says and in what came.
    Both,
    /// Only in what the file says.
    Expected,
    /// Only in what came.
    Found,
}

impl Difference {
    /// Both sides as one list of lines. What cannot be shown, such as a colour that a bot says, is told from what
    /// is drawn around it: it becomes U+FFFD.
    pub fn lines(&self) -> Vec<(Side, String)> {
        let (old, new) = (visible(&self.expected), visible(&self.found));
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        let changes = ops.iter().flat_map(|op| op.iter_changes(&old, &new));
        let sided = changes.map(|change| {
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Expected,
                ChangeTag::Insert => Side::Found,
            };
            (side, change.value())
        });
        sided.collect()
    }

    pub(super) fn of(
        what: &'static str,
        expected: impl IntoIterator<Item = String>,
        found: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { what, expected: expected.into_iter().collect(), found: found.into_iter().collect() }
    }
}

fn visible(texts: &[String]) -> Vec<String> {
    let shown = |line: &str| {
        line.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect::<String>()
    };
    texts.iter().flat_map(|text| text.split('\n')).map(shown).collect()
}
