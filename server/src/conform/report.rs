//! What a run found.

use serde::Serialize;

use super::api::Api;
use super::case::Source;

/// All checks of one run, in their order.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The API that was checked.
    pub api: Api,
    /// One for each check that was asked for.
    pub checks: Vec<Check>,
}

/// One check and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Unique within its API.
    pub id: String,
    /// The operation of the API it belongs to.
    pub operation: String,
    /// What it claims, a sentence.
    pub claim: String,
    /// Where the fact comes from.
    pub source: Source,
    /// Where it is written.
    pub section: String,
    /// Whether a server must be so: [`Source::binds`].
    pub binding: bool,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail {
        /// Which request or webhook, without secrets.
        step: String,
        /// What must have come.
        expected: String,
        /// What came, its beginning, without secrets.
        found: String,
    },
    /// It was not made, or shows nothing of this server.
    Skipped {
        /// A sentence.
        reason: String,
    },
}

/// How many checks came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Hold.
    pub passed: usize,
    /// Do not hold and count.
    pub failed: usize,
    /// Do not hold and do not count: nobody says that it must be so.
    pub differs: usize,
    /// Say nothing.
    pub skipped: usize,
}

impl Check {
    /// Whether it fails the run; `strict` counts also what nobody says.
    pub fn is_wrong(&self, strict: bool) -> bool {
        matches!(self.outcome, Outcome::Fail { .. }) && (strict || self.binding)
    }
}

impl Report {
    /// Counts the checks; `strict` counts also what nobody says.
    pub fn tally(&self, strict: bool) -> Tally {
        let mut tally = Tally::default();
        for check in &self.checks {
            let count = match check.outcome {
                Outcome::Pass => &mut tally.passed,
                Outcome::Skipped { .. } => &mut tally.skipped,
                Outcome::Fail { .. } if check.is_wrong(strict) => &mut tally.failed,
                Outcome::Fail { .. } => &mut tally.differs,
            };
            *count += 1;
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_says_counts_only_where_it_is_asked_to() {
        let check = |source: Source| Check {
            id: "a".to_owned(),
            operation: "b".to_owned(),
            claim: "c".to_owned(),
            source,
            section: "d".to_owned(),
            binding: source.binds(),
            outcome: Outcome::Fail { step: String::new(), expected: String::new(), found: String::new() },
        };
        let checks =
            [Source::Seed, Source::Doc, Source::Spec, Source::Code, Source::Inferred, Source::Proposed];
        let report = Report { api: Api::Certainly, checks: checks.map(check).into() };
        assert_eq!(report.tally(false), Tally { failed: 4, differs: 2, ..Tally::default() });
        assert_eq!(report.tally(true), Tally { failed: 6, ..Tally::default() });
    }
}
