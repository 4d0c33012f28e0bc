//! Counting tests from what their runners print.

use std::ops::AddAssign;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Ran and held.
    pub(crate) passed: u64,
    /// Ran and did not hold, or could not run.
    pub(crate) failed: u64,
    /// Did not run, for a reason that is printed.
    pub(crate) skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// Whether no test ran at all.
    pub(crate) fn ran_nothing(self) -> bool {
        self.passed + self.failed == 0
    }
}

/// What an area came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Its tests.
    pub(crate) counts: Counts,
    /// Why something failed or was skipped, for the table.
    pub(crate) notes: Vec<String>,
}

impl Outcome {
    /// A step such as a formatter, which counts as one test.
    pub(crate) fn one_step(held: bool) -> Self {
        let counts = Counts { passed: u64::from(held), failed: u64::from(!held), skipped: 0 };
        Self { counts, notes: Vec::new() }
    }

    /// Adds what a runner's exit says beyond its counts: a compile error prints no count, and a
    /// runner that ran nothing has proved nothing.
    pub(crate) fn of_runner(counts: Counts, succeeded: bool, runner: &str) -> Self {
        let mut outcome = Self { counts, notes: Vec::new() };
        if !succeeded && counts.failed == 0 {
            outcome.counts.failed += 1;
            outcome.notes.push(format!("{runner} failed before or beside its tests"));
        } else if counts.ran_nothing() {
            outcome.counts.failed += 1;
            outcome.notes.push(format!("{runner} ran no test"));
        }
        outcome
    }

    /// Whether nothing failed.
    pub(crate) fn holds(&self) -> bool {
        self.counts.failed == 0
    }
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.counts += other.counts;
        self.notes.extend(other.notes);
    }
}

/// Reads `test result: ok. 12 passed; 0 failed; 3 ignored; …`, as libtest, doc tests and
/// wasm-bindgen's runner print it; `None` for any other line.
pub(crate) fn of_libtest_line(line: &str) -> Option<Counts> {
    let (_, figures) = line.split_once("test result: ")?;
    let figure = |name: &str| {
        figures.split(['.', ';']).find_map(|piece| {
            let mut words = piece.split_whitespace();
            let number = words.next()?.parse().ok()?;
            (words.next() == Some(name)).then_some(number)
        })
    };
    Some(Counts {
        passed: figure("passed")?,
        failed: figure("failed")?,
        skipped: figure("ignored").unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn a_libtest_line_is_counted() {
        let line =
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 1 filtered out; finished in 0.02s";
        assert_eq!(of_libtest_line(line), Some(counts(12, 0, 3)));
        let line = "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.4s";
        assert_eq!(of_libtest_line(line), Some(counts(2, 5, 0)));
    }

    #[test]
    fn a_coloured_libtest_line_is_counted() {
        let line =
            "test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(of_libtest_line(line), Some(counts(7, 0, 1)));
    }

    #[test]
    fn a_line_of_wasm_bindgens_runner_is_counted() {
        let line = "test result: ok. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.05s";
        assert_eq!(of_libtest_line(line), Some(counts(4, 0, 0)));
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in ["running 3 tests", "test a::b ... ok", "", "the test result: unclear"] {
            assert_eq!(of_libtest_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_runner_that_ran_nothing_failed() {
        let outcome = Outcome::of_runner(counts(0, 0, 4), true, "cargo test");
        assert_eq!(outcome.counts, counts(0, 1, 4));
        assert_eq!(outcome.notes, ["cargo test ran no test"]);
    }

    #[test]
    fn a_compile_error_is_one_failure() {
        let outcome = Outcome::of_runner(counts(3, 0, 0), false, "cargo test");
        assert_eq!(outcome.counts, counts(3, 1, 0));
    }

    #[test]
    fn failed_tests_are_not_counted_twice() {
        assert_eq!(Outcome::of_runner(counts(3, 2, 0), false, "cargo test").counts, counts(3, 2, 0));
        assert_eq!(Outcome::of_runner(counts(3, 0, 0), true, "cargo test").counts, counts(3, 0, 0));
    }
}
