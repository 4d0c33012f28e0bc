//! A Firefox for the tests: `$FIREFOX`, an installed one, or the distribution's.

use std::env;
use std::path::{Path, PathBuf};

use crate::command::{answer, command, on_path};
use crate::fault::Fault;
use crate::tools::system_packages;
use crate::workspace::Workspace;

const NAMES: [&str; 2] = ["firefox-esr", "firefox"];
const PACKAGE: &str = "firefox-esr";

/// The program, got if need be; `None` where there is none and none may be installed.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Option<PathBuf>, Fault> {
    if let Some(chosen) = env::var_os("FIREFOX").filter(|chosen| !chosen.is_empty()) {
        let chosen = PathBuf::from(chosen);
        return if starts(&chosen) {
            Ok(Some(chosen))
        } else {
            Err(Fault::machine(
                format!("FIREFOX names {}, which does not start.", chosen.display()),
                "Let it name a Firefox, or unset it.",
            ))
        };
    }
    let found = installed();
    if found.is_some() || !system_packages::may_install() {
        return Ok(found);
    }
    // A distribution that has no such package leaves the browser out as one without rights does.
    drop(system_packages::install(workspace, &[PACKAGE]));
    Ok(installed())
}

/// Why it was not tried, for the table.
pub(crate) fn missing() -> String {
    format!(
        "Firefox was not tried: install it (Debian: `apt-get install {PACKAGE}`), or let FIREFOX name one."
    )
}

fn installed() -> Option<PathBuf> {
    NAMES.iter().filter_map(|name| on_path(name)).find(|program| starts(program))
}

fn starts(program: &Path) -> bool {
    answer(command(program).args(["--headless", "--version"])).is_some_and(|said| said.contains("Firefox"))
}
