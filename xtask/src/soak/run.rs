//! Builds what is needed, runs the harness, and says what came of it.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::build::dist;
use crate::command::{answer, cargo, command, quietly, streamed};
use crate::fault::Fault;
use crate::machine::disk;
use crate::soak::figures::outcome;
use crate::test::Outcome;
use crate::test::SQLITE;
use crate::tools::browser;
use crate::tools::npm::Npm;
use crate::tools::system_packages;
use crate::workspace::{Workspace, make_folder};

/// Minutes of faults unless it is said how many.
const USUAL_MINUTES: f64 = 5.0;
/// The same in every run of the tests: with what comes before and after, five minutes in all.
const MINUTES_OF_TESTS: f64 = 3.5;
/// How much longer it may take there to be level again than is promised: machines of tests are shared.
const PATIENCE_OF_TESTS: &str = "2";
/// Browser profiles at once.
const VISITORS: u32 = 6;
/// Tabs of the visitor who has many.
const TABS: u32 = 8;

/// What `cargo xtask soak` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Minutes during which things go wrong; 60 is the full dose
    #[arg(long, default_value_t = USUAL_MINUTES)]
    minutes: f64,
    /// What goes wrong when; a run prints its own
    #[arg(long)]
    seed: Option<u32>,
    /// Visitors at once, each a browser profile: the first has many tabs, the second is in a frame of another site, the third has no storage
    #[arg(long, default_value_t = VISITORS)]
    visitors: u32,
    /// Tabs of the visitor who has many
    #[arg(long, default_value_t = TABS)]
    tabs: u32,
    /// A server that was built elsewhere, with the feature `fail-points`
    #[arg(long)]
    server: Option<PathBuf>,
}

/// Runs it once; fails if anything was lost, doubled or out of order, or the dose was not met.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    disk::demand_space(workspace)?;
    let outcome = soak(workspace, options, "1")?;
    if outcome.holds() {
        return Ok(());
    }
    Err(Fault::wrong(outcome.notes.join("; "), "The lines that say BROKEN, and those with `!`, tell what."))
}

/// As an area of the tests: the usual dose, and each claim is one test.
pub(crate) fn area(workspace: &Workspace) -> Result<Outcome, Fault> {
    let seed = workspace.seed.and_then(|seed| u32::try_from(seed).ok());
    let options = Options { minutes: MINUTES_OF_TESTS, seed, visitors: VISITORS, tabs: TABS, server: None };
    soak(workspace, &options, PATIENCE_OF_TESTS)
}

fn soak(workspace: &Workspace, options: &Options, patience: &str) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    dist::ensure(workspace)?;
    system_packages::ensure_program(workspace, SQLITE)?;
    let home = workspace.kept().join("soak");
    make_folder(&home)?;
    let server = match &options.server {
        Some(server) => server.clone(),
        None => build_server(workspace, &home)?,
    };
    let folder = home.join("run");
    let figures = folder.join("figures.json");
    // Those of an earlier run must not be counted for this one.
    if figures.exists() {
        fs::remove_file(&figures).map_err(|error| Fault::file(&figures, &error))?;
    }
    let mut node = command("node");
    node.current_dir(workspace.root.join("tests").join("soak"))
        .arg("main.mjs")
        .env("PARLOUR_BIN", &server)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "))
        .env("PARLOUR_SOAK_FOLDER", &folder)
        .env("PARLOUR_SOAK_MINUTES", options.minutes.to_string())
        .env("PARLOUR_SOAK_VISITORS", options.visitors.to_string())
        .env("PARLOUR_SOAK_TABS", options.tabs.to_string())
        .env("PARLOUR_SOAK_PATIENCE", patience)
        .env("PARLOUR_SOAK_COMMIT", commit(workspace));
    if let Some(seed) = options.seed {
        node.env("PARLOUR_SOAK_SEED", seed.to_string());
    }
    let status = streamed(&mut node, |_| {})?;
    let text = fs::read_to_string(&figures).unwrap_or_default();
    Ok(outcome(&text, status.success()))
}

/// The server as tests build it, with the places it can be killed at; a copy, so that the one of the other
/// tests stays where it is.
fn build_server(workspace: &Workspace, home: &Path) -> Result<PathBuf, Fault> {
    let mut build = cargo(workspace);
    build.args(["build", "--locked", "--package", "parlour-server", "--bin", "parlour"]);
    build.args(["--features", "fail-points"]);
    quietly(build, "building a server that can be killed at named places", &workspace.log("soak-server")?)?;
    let name = format!("parlour{EXE_SUFFIX}");
    let (built, kept) = (workspace.compiled.join("debug").join(&name), home.join(&name));
    // The copy of an earlier run may still be running.
    if kept.exists() {
        fs::remove_file(&kept).map_err(|error| Fault::file(&kept, &error))?;
    }
    fs::copy(&built, &kept).map_err(|error| Fault::file(&kept, &error))?;
    Ok(kept)
}

/// What is checked out, and whether something was changed since.
fn commit(workspace: &Workspace) -> String {
    let git = |arguments: &[&str]| answer(command("git").current_dir(&workspace.root).args(arguments));
    let head = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_default();
    let head = head.trim();
    let is_changed =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|text| !text.trim().is_empty());
    if is_changed { format!("{head} with changes") } else { head.to_owned() }
}
