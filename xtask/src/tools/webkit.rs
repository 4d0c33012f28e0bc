//! `WebKitGTK` for the tests: its small browser, the driver for it, and a screen for it to draw on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::on_path;
use crate::tools::system_packages;
use crate::workspace::Workspace;

/// As Debian 12 and Ubuntu 24.04 have them; the driver's package brings the library, and the library its browser.
const PACKAGES: [&str; 2] = ["webkit2gtk-driver", "xvfb"];
const DRIVER: &str = "WebKitWebDriver";
const SCREEN: &str = "Xvfb";
const BROWSER: &str = "MiniBrowser";
/// The folders that versions of the library keep their browser in, the newest first.
const FOLDERS: [&str; 3] = ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"];

/// What is needed, all of it there.
pub(crate) struct WebKit {
    /// Speaks the protocol.
    pub(crate) driver: PathBuf,
    /// What it starts.
    pub(crate) browser: PathBuf,
}

/// Everything, got if need be; `None` where something is missing and may not be installed.
pub(crate) fn ensure(workspace: &Workspace) -> Option<WebKit> {
    let found = installed();
    if found.is_some() || !system_packages::may_install() {
        return found;
    }
    // A distribution that has no such packages leaves the browser out as one without rights does.
    drop(system_packages::install(workspace, &PACKAGES));
    installed()
}

/// Why it was not tried, for the table.
pub(crate) fn missing() -> String {
    format!(
        "WebKit was not tried: {DRIVER}, {BROWSER} or {SCREEN} is missing (Debian: `apt-get install {}`).",
        PACKAGES.join(" ")
    )
}

fn installed() -> Option<WebKit> {
    on_path(SCREEN)?;
    Some(WebKit { driver: on_path(DRIVER)?, browser: browser_below(Path::new("/usr"))? })
}

/// `lib/<machine>/<folder>/MiniBrowser`, or the same in `libexec` and `lib64`, below `prefix`.
fn browser_below(prefix: &Path) -> Option<PathBuf> {
    let libraries = prefix.join("lib");
    let machines =
        fs::read_dir(&libraries).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut places: Vec<PathBuf> = machines.collect();
    places.extend(["lib64", "libexec"].map(|name| prefix.join(name)));
    FOLDERS.iter().find_map(|folder| {
        places.iter().map(|place| place.join(folder).join(BROWSER)).find(|file| file.is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_of_the_newest_library_is_taken_wherever_the_distribution_puts_it() {
        let prefix = std::env::temp_dir().join(format!("parlour-webkit-{}", std::process::id()));
        assert_eq!(browser_below(&prefix), None);
        let put = |place: &str| {
            let file = prefix.join(place).join(BROWSER);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            file
        };
        let older = put("lib/x86_64-linux-gnu/webkit2gtk-4.1");
        assert_eq!(browser_below(&prefix), Some(older));
        let newer = put("libexec/webkitgtk-6.0");
        assert_eq!(browser_below(&prefix), Some(newer));
        fs::remove_dir_all(&prefix).unwrap();
    }

    #[test]
    fn the_table_says_what_to_install() {
        assert!(missing().ends_with("(Debian: `apt-get install webkit2gtk-driver xvfb`)."), "{}", missing());
    }
}
