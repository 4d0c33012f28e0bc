//! A Chromium for the tests: `$CHROME`, an installed one, Playwright's own, or the distribution's.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::command::{answer, command, on_path, quietly_within};
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::tools::system_packages;
use crate::workspace::Workspace;

/// Playwright's download is given up after this.
const DOWNLOAD_LIMIT: Duration = Duration::from_mins(5);
const NAMES: [&str; 4] = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];
const PLACES: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// No window, no sandbox (it needs rights that containers lack), and no request of its own.
pub(crate) const ARGUMENTS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser that starts.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    /// Its program.
    pub(crate) program: PathBuf,
    /// The first number of its version; a chromedriver must have the same.
    pub(crate) major: u32,
}

/// The browser, got if need be.
pub(crate) fn ensure(workspace: &Workspace, npm: &Npm) -> Result<Browser, Fault> {
    if let Some(chosen) = env::var_os("CHROME").filter(|chosen| !chosen.is_empty()) {
        return look(Path::new(&chosen)).ok_or_else(|| {
            Fault::machine(
                format!("CHROME names {}, which does not start.", chosen.display()),
                "Let it name a Chrome or Chromium, or unset it.",
            )
        });
    }
    if let Some(installed) = installed().into_iter().next() {
        return Ok(installed);
    }
    if let Some(own) = playwrights_own(workspace, npm) {
        return Ok(own);
    }
    if system_packages::may_install() {
        system_packages::install(workspace, &["chromium", "chromium-driver"])?;
        if let Some(installed) = installed().into_iter().next() {
            return Ok(installed);
        }
    }
    Err(Fault::machine(
        "No Chrome or Chromium was found, and none could be installed.",
        "Install Google Chrome or Chromium (Debian, Ubuntu: `apt-get install chromium chromium-driver`), or let CHROME name one.",
    ))
}

/// Every browser of this machine that starts, the preferred first.
pub(crate) fn installed() -> Vec<Browser> {
    let on_path = NAMES.iter().filter_map(|name| on_path(name));
    on_path.chain(PLACES.iter().map(PathBuf::from)).filter_map(|program| look(&program)).collect()
}

fn look(program: &Path) -> Option<Browser> {
    if !program.is_file() {
        return None;
    }
    let said = answer(command(program).arg("--version"))?;
    Some(Browser { program: program.to_path_buf(), major: major(&said)? })
}

fn playwrights_own(workspace: &Workspace, npm: &Npm) -> Option<Browser> {
    let home = workspace.tools().join("browsers");
    let mut ask = command("node");
    ask.current_dir(npm.modules()).env("PLAYWRIGHT_BROWSERS_PATH", &home);
    ask.args(["-e", "console.log(require('@playwright/test').chromium.executablePath())"]);
    let program = PathBuf::from(answer(&mut ask)?);
    if !program.is_file() {
        let mut install = npm.playwright();
        install.args(["install", "chromium"]).env("PLAYWRIGHT_BROWSERS_PATH", &home);
        let log = workspace.log("playwright-install").ok()?;
        quietly_within(install, "downloading Playwright's Chromium", &log, DOWNLOAD_LIMIT).ok()?;
    }
    look(&program)
}

/// The first number in `Chromium 156.0.8078.79 built on …`.
pub(crate) fn major(said: &str) -> Option<u32> {
    said.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_browsers_and_drivers_say() {
        assert_eq!(major("Chromium 156.0.8078.79 built on Debian GNU/Linux 12"), Some(156));
        assert_eq!(major("Google Chrome 141.0.7390.54"), Some(141));
        assert_eq!(major("ChromeDriver 156.0.8078.79 (a21ce95c-refs/branch-heads/8078@{#1704})"), Some(156));
        assert_eq!(major("no version here"), None);
    }
}
