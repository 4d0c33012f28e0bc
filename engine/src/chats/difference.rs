//! Where what came is otherwise than what was expected.

use serde::Serialize;

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

impl Difference {
    pub(super) fn of(
        what: &'static str,
        expected: impl IntoIterator<Item = String>,
        found: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { what, expected: expected.into_iter().collect(), found: found.into_iter().collect() }
    }
}
