//! What measurements of the server share: programs built for speed, an empty folder, and the answer that is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::command::{answer, cargo, command, quietly};
use crate::fault::Fault;
use crate::machine::disk;
use crate::workspace::{Workspace, make_folder};

/// The program of the server.
const SERVER: &str = "parlour";

/// Builds the server as it is shipped; its program.
pub(super) fn server_for_speed(workspace: &Workspace) -> Result<PathBuf, Fault> {
    build(workspace, "parlour-server", SERVER)
}

/// Builds the server and the program `measure` of the tests, runs it with the server, an empty folder and `given`,
/// and prints the one JSON object that it answers with, or the sentence made of it. `refused` is the fault of a
/// measurement that did not come to its end: what happened, and what to do.
pub(super) fn print(
    workspace: &Workspace,
    (measure, given): (&str, String),
    refused: (&str, &str),
    sentence: Option<fn(&Value) -> String>,
) -> Result<(), Fault> {
    // One after the other: with the tests beside it the server would be built with what only they may have.
    let measure = build(workspace, "parlour-tests", measure)?;
    let server = server_for_speed(workspace)?;
    let found = in_folder(workspace, |folder| found(command(measure).arg(server).arg(folder).arg(given)))?
        .ok_or_else(|| Fault::wrong(refused.0, refused.1))?;
    println!("{}", sentence.map_or_else(|| found.to_string(), |sentence| sentence(&found)));
    Ok(())
}

/// The JSON object that a program prints, if it runs and succeeds.
fn found(measure: &mut Command) -> Option<Value> {
    serde_json::from_str(&answer(measure)?).ok()
}

/// Builds a program of a package for speed; its file.
fn build(workspace: &Workspace, package: &str, name: &str) -> Result<PathBuf, Fault> {
    disk::demand_space(workspace)?;
    let mut build = cargo(workspace);
    build.args(["build", "--locked", "--release", "--package", package, "--bin", name]);
    quietly(build, &format!("building {name} for speed"), &workspace.log("bench")?)?;
    Ok(workspace.compiled.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Measures in an empty folder, which is removed then: a store of an earlier run would be loaded on.
fn in_folder<T>(workspace: &Workspace, measure: impl FnOnce(&Path) -> T) -> Result<T, Fault> {
    let folder = workspace.kept().join("bench");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Fault::file(&folder, &error))?;
    }
    make_folder(&folder)?;
    let found = measure(&folder);
    fs::remove_dir_all(&folder).map_err(|error| Fault::file(&folder, &error))?;
    Ok(found)
}

/// A figure of an answer by its name; nothing is 0.
pub(super) fn figure(found: &Value, name: &str) -> f64 {
    found.get(name).and_then(Value::as_f64).unwrap_or_default()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_no_json_or_of_a_program_that_failed_is_none() {
        let prints = |text: &str, code: &str| {
            let mut shell = command("sh");
            shell.args(["-c", "printf '%s' \"$0\"; exit \"$1\"", text, code]);
            found(&mut shell)
        };
        assert_eq!(prints("{\"rows\":5}", "0"), Some(serde_json::json!({"rows": 5})));
        assert_eq!(prints("{\"rows\":5}", "1"), None);
        assert_eq!(prints("five rows", "0"), None);
    }

    #[test]
    fn a_figure_that_is_not_there_is_nothing() {
        let found = serde_json::json!({"rows": 5});
        assert!((figure(&found, "rows") - 5.0).abs() < f64::EPSILON);
        assert!(figure(&found, "columns").abs() < f64::EPSILON);
    }
}
