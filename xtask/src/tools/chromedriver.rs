//! The driver through which wasm-pack runs tests in the browser; of the browser's major version.

use std::env;
use std::path::{Path, PathBuf};

use crate::command::{answer, command, on_path};
use crate::fault::Fault;
use crate::tools::browser::{self, Browser};
use crate::tools::system_packages;
use crate::workspace::Workspace;

/// A driver, and a browser of its version: the one given, or another installed one that fits.
pub(crate) fn ensure(workspace: &Workspace, browser: Browser) -> Result<(PathBuf, Browser), Fault> {
    let mut seen = Vec::new();
    if let Some(pair) = pair(&browser, &mut seen) {
        return Ok(pair);
    }
    if seen.is_empty() && system_packages::may_install() {
        // The distribution's driver comes with the distribution's browser.
        system_packages::install(workspace, &["chromium", "chromium-driver"])?;
        if let Some(pair) = pair(&browser, &mut seen) {
            return Ok(pair);
        }
    }
    Err(missing(&browser, &seen))
}

fn pair(browser: &Browser, seen: &mut Vec<String>) -> Option<(PathBuf, Browser)> {
    let mut browsers = vec![browser.clone()];
    if env::var_os("CHROME").is_none() {
        browsers.extend(browser::installed());
    }
    let chosen = env::var_os("CHROMEDRIVER").filter(|chosen| !chosen.is_empty()).map(PathBuf::from);
    for driver in chosen.into_iter().chain(on_path("chromedriver")) {
        let major = major_of(&driver);
        if let Some(fitting) = browsers.iter().find(|browser| Some(browser.major) == major) {
            return Some((driver, fitting.clone()));
        }
        seen.push(match major {
            Some(major) => format!("{} is for {major}", driver.display()),
            None => format!("{} does not start", driver.display()),
        });
    }
    None
}

fn missing(browser: &Browser, seen: &[String]) -> Fault {
    let but = if seen.is_empty() { String::new() } else { format!(" ({})", seen.join(", ")) };
    Fault::machine(
        format!(
            "No chromedriver of version {} was found for {}{but}.",
            browser.major,
            browser.program.display()
        ),
        format!(
            "Install chromedriver {} (Debian: `apt-get install chromium-driver`), or let CHROMEDRIVER name it.",
            browser.major
        ),
    )
}

fn major_of(driver: &Path) -> Option<u32> {
    browser::major(&answer(command(driver).arg("--version"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_of_another_version_is_named_in_the_refusal() {
        let browser = Browser { program: PathBuf::from("/usr/bin/chromium"), major: 156 };
        let fault = missing(&browser, &["/usr/bin/chromedriver is for 140".to_owned()]);
        assert_eq!(
            fault.what,
            "No chromedriver of version 156 was found for /usr/bin/chromium (/usr/bin/chromedriver is for 140)."
        );
        assert!(fault.advice.starts_with("Install chromedriver 156"), "{fault}");
    }
}
