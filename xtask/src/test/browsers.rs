//! The browsers beside Chromium: end-to-end specs in Firefox, stories of their own in `WebKitGTK`, against the real server.

use crate::build::dist;
use crate::fault::Fault;
use crate::test::counts::{Counts, Outcome};
use crate::test::end_to_end::{REPORT, SQLITE, build_server};
use crate::test::stories::tell;
use crate::tools::npm::Npm;
use crate::tools::{firefox, system_packages, webkit};
use crate::workspace::Workspace;

/// Runs `tests/browsers` in the browsers that are there. One that is missing is one test skipped, and said.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let mut playwright = npm.playwright();
    playwright.current_dir(workspace.root.join("tests").join("browsers")).args([
        "test",
        "--config",
        "playwright.config.mjs",
    ]);
    let mut skipped = Vec::new();
    match firefox::ensure(workspace)? {
        Some(program) => drop(playwright.arg("--project=firefox").env("PARLOUR_FIREFOX", program)),
        None => skipped.push(firefox::missing()),
    }
    match webkit::ensure(workspace) {
        Some(webkit) => drop(
            playwright
                .arg("--project=webkit")
                .env("PARLOUR_WEBKIT", webkit.browser)
                .env("PARLOUR_WEBKIT_DRIVER", webkit.driver),
        ),
        None => skipped.push(webkit::missing()),
    }
    let left_out = left_out(skipped);
    if left_out.counts.skipped == BROWSERS {
        return Ok(left_out);
    }
    dist::ensure(workspace)?;
    playwright.env("PARLOUR_BIN", build_server(workspace)?);
    system_packages::ensure_program(workspace, SQLITE)?;
    let mut outcome = tell(playwright, REPORT, &workspace.kept().join("browsers"))?;
    outcome += left_out;
    Ok(outcome)
}

/// How many there are to try.
const BROWSERS: u64 = 2;

/// Each reason is one test that did not run.
fn left_out(notes: Vec<String>) -> Outcome {
    Outcome { counts: Counts { skipped: notes.len() as u64, ..Counts::default() }, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_is_missing_is_skipped_with_its_reason_and_never_passed() {
        let outcome = left_out(vec![firefox::missing(), webkit::missing()]);
        assert_eq!(outcome.counts, Counts { passed: 0, failed: 0, skipped: BROWSERS });
        assert!(outcome.notes[0].contains("`apt-get install firefox-esr`"), "{:?}", outcome.notes);
    }
}
