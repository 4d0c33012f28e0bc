//! What the harness wrote, counted as tests.

use serde_json::Value;

use crate::test::{Counts, Outcome};

/// Each claim of `checks` in `figures.json` is one test. A harness that wrote nothing, or that failed beside
/// its claims, has failed.
pub(crate) fn outcome(figures: &str, succeeded: bool) -> Outcome {
    let figures: Value = serde_json::from_str(figures).unwrap_or_default();
    let (mut counts, mut notes) = (Counts::default(), Vec::new());
    for check in figures.get("checks").and_then(Value::as_array).into_iter().flatten() {
        let claim = check.get("claim").and_then(Value::as_str).unwrap_or("a claim without words");
        if check.get("holds").and_then(Value::as_bool) == Some(true) {
            counts.passed += 1;
        } else {
            counts.failed += 1;
            notes.push(format!("does not hold: {claim}"));
        }
    }
    let mut outcome = Outcome::of_runner(counts, succeeded, "the soak");
    outcome.notes.extend(notes);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_claim_is_a_test_and_a_broken_one_is_named() {
        let text = r#"{"checks":[{"claim":"nothing is lost","holds":true},{"claim":"nothing is doubled","holds":false}]}"#;
        let outcome = outcome(text, false);
        assert_eq!((outcome.counts.passed, outcome.counts.failed), (1, 1));
        assert_eq!(outcome.notes, ["does not hold: nothing is doubled"]);
    }

    #[test]
    fn a_harness_that_wrote_nothing_has_failed() {
        for succeeded in [true, false] {
            assert_eq!(outcome("", succeeded).counts.failed, 1);
        }
    }

    #[test]
    fn a_harness_that_ended_badly_has_failed_though_all_it_claims_holds() {
        let text = r#"{"checks":[{"claim":"nothing is lost","holds":true}]}"#;
        assert_eq!(outcome(text, false).counts.failed, 1);
    }
}
