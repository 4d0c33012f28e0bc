//! Durable messages a second: the release build of the server, on loopback, with its store on disk.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{answer, cargo, command, quietly};
use crate::fault::Fault;
use crate::machine::disk;
use crate::workspace::{Workspace, make_folder};

/// What is measured, and what measures it.
pub(super) struct Programs {
    pub(super) server: PathBuf,
    pub(super) measure: PathBuf,
}

/// Builds the server and a program of the tests for speed.
pub(super) fn programs(workspace: &Workspace, measure: &str) -> Result<Programs, Fault> {
    disk::demand_space(workspace)?;
    let mut build = cargo(workspace);
    build.args(["build", "--locked", "--release", "--package", "parlour-server", "--bin", "parlour"]);
    build.args(["--package", "parlour-tests", "--bin", measure]);
    quietly(build, "building the server for speed", &workspace.log("bench")?)?;
    let program = |name: &str| {
        workspace.compiled.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    };
    Ok(Programs { server: program("parlour"), measure: program(measure) })
}

/// Measures in an empty folder, which is removed then: a store of an earlier run would be loaded on.
pub(super) fn in_folder<T>(workspace: &Workspace, measure: impl FnOnce(&Path) -> T) -> Result<T, Fault> {
    let folder = workspace.kept().join("bench");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Fault::file(&folder, &error))?;
    }
    make_folder(&folder)?;
    let found = measure(&folder);
    fs::remove_dir_all(&folder).map_err(|error| Fault::file(&folder, &error))?;
    Ok(found)
}

/// Builds both programs, lets one load the other, and prints what was found.
pub(crate) fn run(workspace: &Workspace, seconds: u32, json: bool) -> Result<(), Fault> {
    let Programs { server, measure } = programs(workspace, "parlour-load")?;
    let found = in_folder(workspace, |folder| {
        answer(command(measure).arg(server).arg(folder).arg(seconds.to_string()))
    })?;
    let found = found.and_then(|text| serde_json::from_str::<Value>(&text).ok()).ok_or_else(|| {
        Fault::wrong("The server did not stand the load.", "Run `parlour serve` yourself to see why.")
    })?;
    if json {
        println!("{found}");
    } else {
        println!("{}", sentence(&found));
    }
    Ok(())
}

fn sentence(found: &Value) -> String {
    let number = |name: &str| found.get(name).and_then(Value::as_f64).unwrap_or_default();
    format!(
        "{:.0} durable messages/s at {:.0} connections over {:.0} s; p50 {:.1} ms, p99 {:.1} ms",
        number("messages_per_second"),
        number("connections"),
        number("seconds"),
        number("p50_ms"),
        number("p99_ms"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_one_sentence() {
        let found = serde_json::json!({
            "connections": 64, "seconds": 10, "messages": 45_000, "messages_per_second": 4_500.0,
            "p50_ms": 12.04, "p99_ms": 31.5,
        });
        assert_eq!(
            sentence(&found),
            "4500 durable messages/s at 64 connections over 10 s; p50 12.0 ms, p99 31.5 ms"
        );
    }
}
