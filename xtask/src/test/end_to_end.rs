//! The whole path in Chromium: Playwright against the real server.

use std::fs;
use std::path::PathBuf;

use crate::build::dist;
use crate::command::{cargo, quietly, streamed};
use crate::fault::Fault;
use crate::test::counts::{Outcome, of_playwright_report};
use crate::tools::browser;
use crate::tools::npm::Npm;
use crate::tools::system_packages;
use crate::workspace::{Workspace, make_folder};

/// Writes long conversations into a store (`tests/e2e/stage/stored.mjs`); program and package have one name.
pub(crate) const SQLITE: &str = "sqlite3";

/// Runs `tests/e2e`.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    dist::ensure(workspace)?;
    let server = build_server(workspace)?;
    system_packages::ensure_program(workspace, SQLITE)?;
    let folder = workspace.kept().join("e2e");
    make_folder(&folder)?;
    let report = folder.join("report.json");
    // A report of an earlier run must not be counted for this one.
    if report.exists() {
        fs::remove_file(&report).map_err(|error| Fault::file(&report, &error))?;
    }
    let mut playwright = npm.playwright();
    playwright
        .current_dir(workspace.root.join("tests").join("e2e"))
        .args(["test", "--config", "playwright.config.mjs"])
        .env("PARLOUR_BIN", &server)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "))
        .env("PARLOUR_E2E_REPORT", &report);
    let status = streamed(&mut playwright, |_| {})?;
    let counts =
        fs::read_to_string(&report).ok().and_then(|text| of_playwright_report(&text)).unwrap_or_default();
    Ok(Outcome::of_runner(counts, status.success(), "Playwright"))
}

/// The server as a program, for tests.
pub(crate) fn build_server(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let mut build = cargo(workspace);
    build.args(["build", "--locked", "--package", "parlour-server", "--bin", "parlour"]);
    quietly(build, "building the server", &workspace.log("server")?)?;
    Ok(workspace.compiled.join("debug").join(format!("parlour{}", std::env::consts::EXE_SUFFIX)))
}
