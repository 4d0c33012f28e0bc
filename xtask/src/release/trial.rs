//! A release at work: Playwright serves it from an empty folder and talks with it.

use std::fs;
use std::path::Path;

use crate::command::streamed;
use crate::fault::Fault;
use crate::test::{Outcome, of_playwright_report};
use crate::tools::browser;
use crate::tools::npm::Npm;
use crate::workspace::{Workspace, make_folder};

/// Runs `tests/release` against the release at `home`.
pub(crate) fn trial(workspace: &Workspace, home: &Path) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    let results = workspace.kept().join("release-results");
    make_folder(&results)?;
    let report = results.join("report.json");
    // A report of an earlier run must not be counted for this one.
    if report.exists() {
        fs::remove_file(&report).map_err(|error| Fault::file(&report, &error))?;
    }
    let mut playwright = npm.playwright();
    playwright
        .current_dir(workspace.root.join("tests").join("release"))
        .args(["test", "--config", "playwright.config.mjs"])
        .env("PARLOUR_RELEASE", home)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "))
        .env("PARLOUR_RELEASE_REPORT", &report);
    let status = streamed(&mut playwright, |_| {})?;
    let counts =
        fs::read_to_string(&report).ok().and_then(|text| of_playwright_report(&text)).unwrap_or_default();
    Ok(Outcome::of_runner(counts, status.success(), "Playwright"))
}
