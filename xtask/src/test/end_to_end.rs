//! The whole path in Chromium: Playwright against the real server.

use std::path::PathBuf;

use crate::build::dist;
use crate::command::{cargo, quietly};
use crate::fault::Fault;
use crate::test::counts::Outcome;
use crate::test::stories::tell;
use crate::tools::browser;
use crate::tools::npm::Npm;
use crate::tools::system_packages;
use crate::workspace::Workspace;

/// Writes long conversations into a store (`tests/e2e/stage/stored.mjs`); program and package have one name.
pub(crate) const SQLITE: &str = "sqlite3";
/// Tells the specs of browsers where their report goes.
pub(crate) const REPORT: &str = "PARLOUR_E2E_REPORT";

/// Runs `tests/e2e`.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    dist::ensure(workspace)?;
    let server = build_server(workspace)?;
    system_packages::ensure_program(workspace, SQLITE)?;
    let mut playwright = npm.playwright();
    playwright
        .current_dir(workspace.root.join("tests").join("e2e"))
        .args(["test", "--config", "playwright.config.mjs"])
        .env("PARLOUR_BIN", &server)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "));
    tell(playwright, REPORT, &workspace.kept().join("e2e"))
}

/// The server as a program, for tests.
pub(crate) fn build_server(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let mut build = cargo(workspace);
    build.args(["build", "--locked", "--package", "parlour-server", "--bin", "parlour"]);
    quietly(build, "building the server", &workspace.log("server")?)?;
    Ok(workspace.compiled.join("debug").join(format!("parlour{}", std::env::consts::EXE_SUFFIX)))
}
