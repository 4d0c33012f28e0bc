//! Tests that run on this machine. One selection of packages for all of them: another selection
//! has other features, and cargo would compile the dependencies again.

use std::process::Command;

use serde_json::Value;

use crate::command::{answer, cargo, streamed};
use crate::fault::Fault;
use crate::test::clippy::BROWSER_CRATE;
use crate::test::counts::{Counts, Outcome, of_libtest_line};
use crate::test::run::SEED;
use crate::workspace::Workspace;

/// Test targets that are areas of their own.
const OWN_AREAS: [&str; 3] = ["conformance", "simulation", "tidy"];

/// Everything but the targets that are areas of their own.
pub(crate) fn everything_else(workspace: &Workspace) -> Result<Outcome, Fault> {
    let mut tests = cargo_test(workspace);
    tests.args(["--no-fail-fast", "--lib", "--bins"]);
    let targets = test_targets(workspace, |package| package != BROWSER_CRATE)?;
    for target in targets.iter().filter(|name| !OWN_AREAS.contains(&name.as_str())) {
        tests.args(["--test", target]);
    }
    let mut outcome = counted(tests, "cargo test")?;
    let mut docs = cargo_test(workspace);
    docs.args(["--no-fail-fast", "--doc"]);
    // A workspace may have no doc test; its examples then are none, not a failure.
    let (counts, succeeded) = listen(docs)?;
    outcome.counts += counts;
    if !succeeded && counts.failed == 0 {
        outcome.counts.failed += 1;
        outcome.notes.push("doc tests do not compile".to_owned());
    }
    Ok(outcome)
}

/// One test target by name.
pub(crate) fn one_target(workspace: &Workspace, name: &str) -> Result<Outcome, Fault> {
    let mut tests = cargo_test(workspace);
    tests.args(["--test", name]);
    counted(tests, name)
}

pub(super) fn cargo_test(workspace: &Workspace) -> Command {
    let mut tests = cargo(workspace);
    tests.args(["test", "--locked", "--workspace", "--exclude", BROWSER_CRATE]);
    if let Some(seed) = workspace.seed {
        tests.env(SEED, seed.to_string());
    }
    tests
}

pub(super) fn counted(command: Command, runner: &str) -> Result<Outcome, Fault> {
    let (counts, succeeded) = listen(command)?;
    Ok(Outcome::of_runner(counts, succeeded, runner))
}

fn listen(mut command: Command) -> Result<(Counts, bool), Fault> {
    let mut counts = Counts::default();
    let status = streamed(&mut command, |line| {
        if let Some(more) = of_libtest_line(line) {
            counts += more;
        }
    })?;
    Ok((counts, status.success()))
}

/// The names of the test targets of some packages.
pub(crate) fn test_targets(workspace: &Workspace, of: impl Fn(&str) -> bool) -> Result<Vec<String>, Fault> {
    let mut metadata = cargo(workspace);
    metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
    answer(&mut metadata)
        .and_then(|text| names_of_test_targets(&text, of))
        .ok_or_else(|| Fault::wrong("`cargo metadata` failed.", "Run it yourself to see why."))
}

fn names_of_test_targets(metadata: &str, of: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let mut names = Vec::new();
    for package in metadata.get("packages")?.as_array()? {
        if !of(package.get("name")?.as_str()?) {
            continue;
        }
        for target in package.get("targets")?.as_array()? {
            if target.get("kind")?.as_array()?.iter().any(|kind| kind == "test") {
                names.push(target.get("name")?.as_str()?.to_owned());
            }
        }
    }
    names.sort();
    names.dedup();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_targets_are_found_by_their_package() {
        let metadata = r#"{"packages":[
            {"name":"parlour-server","targets":[{"kind":["lib"],"name":"parlour_server"},{"kind":["test"],"name":"chat"}]},
            {"name":"parlour-widget","targets":[{"kind":["test"],"name":"browser"}]},
            {"name":"parlour-tests","targets":[{"kind":["test"],"name":"tidy"},{"kind":["test"],"name":"chat"}]}]}"#;
        assert_eq!(names_of_test_targets(metadata, |name| name != BROWSER_CRATE).unwrap(), ["chat", "tidy"]);
        assert_eq!(names_of_test_targets(metadata, |name| name == BROWSER_CRATE).unwrap(), ["browser"]);
        assert_eq!(names_of_test_targets("{}", |_| true), None);
    }
}
