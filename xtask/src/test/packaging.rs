//! The packed npm package in projects as people have them: Playwright builds and opens them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::build::fingerprint::Fingerprint;
use crate::command::{command, quietly_within};
use crate::fault::Fault;
use crate::machine::node;
use crate::package;
use crate::test::counts::Outcome;
use crate::test::end_to_end::build_server;
use crate::test::stories::tell;
use crate::tools::browser;
use crate::tools::npm::Npm;
use crate::workspace::{Workspace, make_folder, read, write};

/// Installing the bundlers is given up after this: 600 MB, 45 s where the registry is near.
const INSTALL_LIMIT: Duration = Duration::from_mins(5);
/// Milliseconds npm waits for one answer, and how often it asks again: it must not hang where nobody answers.
const FETCH: [&str; 3] = ["--fetch-timeout=20000", "--fetch-retries=1", "--fetch-retry-mintimeout=2000"];

/// Runs `tests/packaging`.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    install(workspace)?;
    let tarball = package::pack(workspace)?;
    let server = build_server(workspace)?;
    let mut playwright = npm.playwright();
    playwright
        .current_dir(workspace.root.join("tests").join("packaging"))
        .args(["test", "--config", "playwright.config.mjs"])
        .env("PARLOUR_BIN", &server)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "))
        .env("PARLOUR_TARBALL", &tarball);
    tell(playwright, "PARLOUR_PACKAGING_REPORT", &workspace.kept().join("packaging-results"))
}

/// What the projects build with, by lock file, once for all of them: `target/packaging/node_modules`.
fn install(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let home = workspace.kept().join("packaging");
    let source = workspace.root.join("tests").join("packaging");
    let mut wanted = Fingerprint::new();
    for name in ["package.json", "package-lock.json"] {
        wanted.add(&read(&source.join(name))?);
    }
    let wanted = wanted.hex();
    let stamp = home.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && home.join("node_modules").is_dir() {
        return Ok(home);
    }
    make_folder(&home)?;
    for name in ["package.json", "package-lock.json"] {
        write(&home.join(name), &read(&source.join(name))?)?;
    }
    let mut ci = command(node::npm());
    ci.current_dir(&home).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).args(FETCH);
    let log = workspace.log("npm-packaging")?;
    quietly_within(ci, "installing bundlers from npm", &log, INSTALL_LIMIT).map_err(|fault| {
        if fault.exit == 2 {
            return fault;
        }
        Fault::unreachable(
            "The bundlers that the packaging tests build with could not be installed from npm.",
            format!("Check the network and run `cargo xtask test packaging` again. {}", fault.advice),
        )
    })?;
    write(&stamp, wanted.as_bytes())?;
    Ok(home)
}
