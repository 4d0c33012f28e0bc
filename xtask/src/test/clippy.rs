//! Format and lints, of both targets.

use std::process::Command;

use crate::command::{cargo, streamed};
use crate::fault::Fault;
use crate::test::counts::Outcome;
use crate::tools::rust_target::{self, WASM};
use crate::workspace::Workspace;

/// The crate that only compiles for a browser.
pub(crate) const BROWSER_CRATE: &str = "parlour-widget";

/// rustfmt over every crate.
pub(crate) fn fmt(workspace: &Workspace) -> Result<Outcome, Fault> {
    let mut fmt = cargo(workspace);
    fmt.args(["fmt", "--all", "--check"]);
    step(fmt, "cargo fmt --all")
}

/// clippy for this machine, then for the browser.
pub(crate) fn both_targets(workspace: &Workspace) -> Result<Outcome, Fault> {
    rust_target::ensure(workspace, WASM)?;
    let mut native = cargo(workspace);
    native.args([
        "clippy",
        "--locked",
        "--keep-going",
        "--workspace",
        "--exclude",
        BROWSER_CRATE,
        "--all-targets",
    ]);
    native.args(["--", "-D", "warnings"]);
    let mut outcome = step(native, "clippy on this machine's target")?;

    let mut browser = cargo(workspace);
    browser.args([
        "clippy",
        "--locked",
        "--keep-going",
        "--target",
        WASM,
        "--lib",
        "--package",
        "parlour-core",
        // A page that tests bots plays written conversations too.
        "--package",
        "parlour-engine",
        "--features",
        "parlour-engine/chats",
        "--package",
        "parlour-page",
        "--package",
        "parlour-runtime",
        "--package",
        "parlour-tester",
    ]);
    browser.args(["--package", BROWSER_CRATE, "--", "-D", "warnings"]);
    outcome += step(browser, "clippy on wasm32")?;

    let mut browser_tests = cargo(workspace);
    browser_tests.args([
        "clippy",
        "--locked",
        "--keep-going",
        "--target",
        WASM,
        "--tests",
        "--package",
        BROWSER_CRATE,
    ]);
    browser_tests.args(["--", "-D", "warnings"]);
    outcome += step(browser_tests, "clippy on the widget's browser tests")?;
    Ok(outcome)
}

fn step(mut command: Command, name: &str) -> Result<Outcome, Fault> {
    let held = streamed(&mut command, |_| {})?.success();
    let mut outcome = Outcome::one_step(held);
    if !held {
        outcome.notes.push(format!("{name} has findings"));
    }
    Ok(outcome)
}
