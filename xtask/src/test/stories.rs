//! Running Playwright, and reading what came of each story.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::command::{command, streamed};
use crate::fault::Fault;
use crate::test::counts::{Counts, Outcome};
use crate::workspace::make_folder;

/// Failed stories of one run that are told once more, each alone: a machine with more to do than cores lets a
/// browser wait longer than a story does. More of them are a fault of ours.
const SECOND_TRIES: usize = 8;
/// Failed stories the table names.
const NAMED: usize = 12;

/// Runs `playwright`, which writes its report where the variable `report_variable` says: into `folder`.
///
/// Up to eight stories that failed are told again, one at a time. What holds then is counted as passed and named
/// in the table: a story that is not sure of its end is a finding.
pub(crate) fn tell(mut playwright: Command, report_variable: &str, folder: &Path) -> Result<Outcome, Fault> {
    make_folder(folder)?;
    let mut again = same(&playwright);
    let (first, succeeded) = told(&mut playwright, report_variable, &folder.join("report.json"))?;
    if first.failed.is_empty() || first.failed.len() > SECOND_TRIES {
        return Ok(first.outcome(succeeded));
    }
    println!("\n{} failed, and is told once more, alone", first.failed.len());
    again.args(["--last-failed", "--workers=1"]);
    let (second, succeeded) = told(&mut again, report_variable, &folder.join("report-again.json"))?;
    Ok(first.with(second).outcome(succeeded))
}

fn same(playwright: &Command) -> Command {
    let mut same = command(playwright.get_program());
    same.args(playwright.get_args());
    for (name, value) in playwright.get_envs() {
        match value {
            Some(value) => same.env(name, value),
            None => same.env_remove(name),
        };
    }
    if let Some(folder) = playwright.get_current_dir() {
        same.current_dir(folder);
    }
    same
}

fn told(playwright: &mut Command, variable: &str, report: &Path) -> Result<(Stories, bool), Fault> {
    // A report of an earlier run must not be counted for this one.
    if report.exists() {
        fs::remove_file(report).map_err(|error| Fault::file(report, &error))?;
    }
    let status = streamed(playwright.env(variable, report), |_| {})?;
    let stories = fs::read_to_string(report).ok().and_then(|text| Stories::read(&text)).unwrap_or_default();
    Ok((stories, status.success()))
}

/// What a report says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stories {
    counts: Counts,
    /// Each by the name it is found by.
    failed: Vec<String>,
    /// Those that held at the second try only.
    unsteady: Vec<String>,
}

impl Stories {
    /// Reads Playwright's JSON report. A story that it tried again by itself failed.
    fn read(text: &str) -> Option<Self> {
        let report: Value = serde_json::from_str(text).ok()?;
        let stats = report.get("stats")?;
        let figure = |name: &str| stats.get(name).and_then(Value::as_u64);
        let counts = Counts {
            passed: figure("expected")?,
            failed: figure("unexpected")? + figure("flaky")?,
            skipped: figure("skipped")?,
        };
        let mut failed = Vec::new();
        for suite in list(&report, "suites") {
            let file = suite.get("file").and_then(Value::as_str).unwrap_or("a file without a name");
            collect(suite, file, &mut failed);
        }
        Some(Self { counts, failed, unsteady: Vec::new() })
    }

    /// With what came of the failed ones at a second try. One that was not told again stays failed.
    fn with(self, second: Self) -> Self {
        let Counts { passed, failed, .. } = second.counts;
        if passed + failed != self.counts.failed {
            return self;
        }
        let (failed_twice, unsteady): (Vec<_>, Vec<_>) =
            self.failed.into_iter().partition(|name| second.failed.contains(name));
        let counts = Counts { passed: self.counts.passed + passed, failed, ..self.counts };
        Self { counts, failed: failed_twice, unsteady }
    }

    fn outcome(self, succeeded: bool) -> Outcome {
        let mut outcome =
            Outcome::of_runner(self.counts, succeeded || !self.unsteady.is_empty(), "Playwright");
        outcome.notes.extend(self.failed.iter().take(NAMED).map(|name| format!("failed: {name}")));
        outcome.notes.extend(self.unsteady.iter().map(|name| format!("held only at the second try: {name}")));
        outcome
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn collect(suite: &Value, file: &str, failed: &mut Vec<String>) {
    for story in list(suite, "specs") {
        let title = story.get("title").and_then(Value::as_str).unwrap_or("a story without a title");
        for test in list(story, "tests") {
            let status = test.get("status").and_then(Value::as_str);
            if matches!(status, Some("unexpected" | "flaky")) {
                let project = test.get("projectName").and_then(Value::as_str).unwrap_or_default();
                let project = if project.is_empty() { String::new() } else { format!("[{project}] ") };
                failed.push(format!("{project}{file} › {title}"));
            }
        }
    }
    for inner in list(suite, "suites") {
        collect(inner, file, failed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{"suites":[{"file":"outbox.spec.mjs","specs":[
        {"title":"it waits","tests":[{"status":"expected","projectName":""}]}],"suites":[{"specs":[
        {"title":"it is sent","tests":[{"status":"unexpected","projectName":""},{"status":"flaky","projectName":"firefox"}]}]}]}],
        "stats":{"duration":12.5,"expected":9,"skipped":1,"unexpected":1,"flaky":1}}"#;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts { passed, failed, skipped }
    }

    fn report(failed: &[&str], passed: u64) -> Stories {
        Stories {
            counts: counts(passed, failed.len() as u64, 0),
            failed: failed.iter().map(|name| (*name).to_owned()).collect(),
            unsteady: Vec::new(),
        }
    }

    #[test]
    fn a_report_is_counted_and_names_what_failed() {
        let stories = Stories::read(REPORT).unwrap();
        assert_eq!(stories.counts, counts(9, 2, 1));
        assert_eq!(
            stories.failed,
            ["outbox.spec.mjs › it is sent", "[firefox] outbox.spec.mjs › it is sent"]
        );
        assert_eq!(stories.outcome(false).notes[0], "failed: outbox.spec.mjs › it is sent");
        assert_eq!(Stories::read("{}"), None);
        assert_eq!(Stories::read("not json"), None);
    }

    #[test]
    fn a_story_that_holds_at_the_second_try_passed_and_is_named() {
        let outcome = report(&["a", "b"], 7).with(report(&["b"], 1)).outcome(false);
        assert_eq!(outcome.counts, counts(8, 1, 0));
        assert_eq!(outcome.notes, ["failed: b", "held only at the second try: a"]);
        let outcome = report(&["a"], 7).with(report(&[], 1)).outcome(true);
        assert_eq!(outcome.counts, counts(8, 0, 0));
    }

    #[test]
    fn a_story_that_was_not_told_again_has_failed() {
        for second in [report(&[], 0), report(&[], 1), Stories::default()] {
            let outcome = report(&["a", "b"], 7).with(second).outcome(false);
            assert_eq!(outcome.counts, counts(7, 2, 0));
        }
    }

    #[test]
    fn a_second_run_has_what_the_first_one_was_given() {
        let mut first = command("node");
        first.args(["cli.js", "test"]).env("PARLOUR_BIN", "parlour").current_dir("/");
        let again = same(&first);
        assert_eq!(again.get_program(), first.get_program());
        assert!(again.get_args().eq(first.get_args()));
        assert!(again.get_envs().any(|(name, value)| name == "PARLOUR_BIN" && value.is_some()));
        assert_eq!(again.get_current_dir(), first.get_current_dir());
    }
}
