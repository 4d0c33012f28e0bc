//! A release at work: Playwright serves it from an empty folder and talks with it.

use std::path::Path;

use crate::fault::Fault;
use crate::test::{Outcome, tell};
use crate::tools::browser;
use crate::tools::npm::Npm;
use crate::workspace::Workspace;

/// Runs `tests/release` against the release at `home`.
pub(crate) fn trial(workspace: &Workspace, home: &Path) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    let mut playwright = npm.playwright();
    playwright
        .current_dir(workspace.root.join("tests").join("release"))
        .args(["test", "--config", "playwright.config.mjs"])
        .env("PARLOUR_RELEASE", home)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "));
    tell(playwright, "PARLOUR_RELEASE_REPORT", &workspace.kept().join("release-results"))
}
