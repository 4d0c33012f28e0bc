//! Evaluations a second of the bot engine, on one core.

use crate::command::cargo;
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Builds the measurement for release and runs it; it prints what it found.
pub(crate) fn run(workspace: &Workspace, json: bool) -> Result<(), Fault> {
    let mut measurement = cargo(workspace);
    measurement.args(["run", "--quiet", "--locked", "--release", "--package", "parlour-engine"]);
    measurement.args(["--example", "evaluations", "--"]);
    if json {
        measurement.arg("--json");
    }
    match measurement.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Fault::wrong(
            format!("The measurement ended with {status}."),
            "What it printed above says why.",
        )),
        Err(error) => Err(Fault::wrong(format!("cargo cannot be run: {error}."), "Is it on PATH?")),
    }
}
