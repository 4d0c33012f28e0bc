//! Dependencies against deny.toml.

use std::process::Command;
use std::time::Duration;

use crate::command::{command, quietly_within, streamed};
use crate::fault::Fault;
use crate::test::counts::Outcome;
use crate::tools::cargo_deny;
use crate::workspace::{Workspace, read};

/// Checks that need nothing but the lock file and the crates.
const OFFLINE_CHECKS: [&str; 3] = ["bans", "licenses", "sources"];
/// Fetching the advisory database is given up after this.
const FETCH_LIMIT: Duration = Duration::from_secs(90);

/// Bans, licences and sources; advisories where their database can be fetched.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let program = cargo_deny::ensure(workspace)?;
    let mut outcome = Outcome::default();
    for check in OFFLINE_CHECKS {
        let mut deny = deny(workspace, &program);
        deny.args(["check", "--hide-inclusion-graph", check]);
        let held = streamed(&mut deny, |_| {})?.success();
        outcome += Outcome::one_step(held);
        if !held {
            outcome.notes.push(format!("cargo deny check {check} has findings"));
        }
    }
    outcome += advisories(workspace, &program)?;
    Ok(outcome)
}

fn advisories(workspace: &Workspace, program: &std::path::Path) -> Result<Outcome, Fault> {
    let log = workspace.log("advisories")?;
    let mut deny = deny(workspace, program);
    deny.args(["check", "--hide-inclusion-graph", "advisories"]).env("GIT_TERMINAL_PROMPT", "0");
    if quietly_within(deny, "checking advisories", &log, FETCH_LIMIT).is_ok() {
        return Ok(Outcome::one_step(true));
    }
    let said = String::from_utf8_lossy(&read(&log)?).into_owned();
    if was_checked(&said) {
        let mut outcome = Outcome::one_step(false);
        outcome.notes.push("cargo deny check advisories has findings".to_owned());
        return Ok(outcome);
    }
    let mut outcome = Outcome::default();
    outcome.counts.skipped = 1;
    outcome.notes.push("advisories: skipped, their database could not be fetched".to_owned());
    Ok(outcome)
}

/// cargo-deny sums up with this line only after it has looked.
fn was_checked(said: &str) -> bool {
    said.lines().any(|line| line.trim_start().starts_with("advisories "))
}

fn deny(workspace: &Workspace, program: &std::path::Path) -> Command {
    let mut deny = command(program);
    deny.current_dir(&workspace.root).args(["--workspace", "--locked"]);
    deny
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_database_is_told_from_a_finding() {
        assert!(was_checked("error[vulnerability]: …\n\nadvisories FAILED\n"));
        assert!(!was_checked("[ERROR] failed to fetch advisory database: couldn't connect\n"));
    }
}
