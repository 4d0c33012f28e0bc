//! The widget's own tests and the engine's long conversations, in a headless browser, by wasm-pack.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::command::{command, prepend_path, streamed};
use crate::fault::Fault;
use crate::test::clippy::BROWSER_CRATE;
use crate::test::counts::{Counts, Outcome, of_libtest_line};
use crate::test::native;
use crate::tools::browser::{self, Browser};
use crate::tools::npm::Npm;
use crate::tools::{chromedriver, rust_target, wasm_bindgen, wasm_pack};
use crate::workspace::{Workspace, make_folder, write};

/// Seconds a single test may take; the runner's own 20 are few on a busy machine.
const TEST_SECONDS: &str = "120";

/// The engine's test that holds the same bytes here as on this machine.
const OF_THE_ENGINE: &str = "talks";

/// `wasm-pack test --headless --chrome` of the widget and of the engine.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let npm = Npm::ensure(workspace)?;
    let (driver, browser) = chromedriver::ensure(workspace, browser::ensure(workspace, &npm)?)?;
    rust_target::ensure(workspace, rust_target::WASM)?;
    let bindgen = wasm_bindgen::ensure(workspace)?;
    let settings = workspace.kept().join("browser-tests");
    make_folder(&settings)?;
    let settings = settings.join("webdriver.json");
    write(&settings, webdriver(&browser).as_bytes())?;

    let pack = wasm_pack::ensure(workspace)?;
    let run = |folder: &str, targets: &[String]| -> Result<Outcome, Fault> {
        let mut pack = command(&pack);
        if let Some(folder) = bindgen.parent() {
            prepend_path(&mut pack, &[folder.to_path_buf()]);
        }
        pack.current_dir(&workspace.root).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings);
        tests_of(pack, folder, &driver, targets)
    };
    let mut of_the_widget = vec!["--lib".to_owned()];
    for target in native::test_targets(workspace, |package| package == BROWSER_CRATE)? {
        of_the_widget.extend(["--test".to_owned(), target]);
    }
    let mut outcome = run("widget", &of_the_widget)?;
    outcome += run("engine", &["--test".to_owned(), OF_THE_ENGINE.to_owned()])?;
    Ok(outcome)
}

/// `targets` are named: doc tests are shown, never run, where the target is a browser.
fn tests_of(mut pack: Command, folder: &str, driver: &Path, targets: &[String]) -> Result<Outcome, Fault> {
    pack.args(["test", "--headless", "--chrome", "--mode", "no-install", "--chromedriver"])
        .arg(driver)
        .args([folder, "--locked"])
        .args(targets)
        .env("WASM_BINDGEN_TEST_TIMEOUT", TEST_SECONDS);
    let mut counts = Counts::default();
    let status = streamed(&mut pack, |line| {
        if let Some(more) = of_libtest_line(line) {
            counts += more;
        }
    })?;
    Ok(Outcome::of_runner(counts, status.success(), &format!("wasm-pack test {folder}")))
}

/// The browser and its arguments, as chromedriver takes them.
fn webdriver(browser: &Browser) -> String {
    json!({ "goog:chromeOptions": { "binary": browser.program, "args": browser::ARGUMENTS } }).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn chromedriver_is_told_which_browser_and_to_show_nothing() {
        let text = webdriver(&Browser { program: PathBuf::from("/opt/chrome"), major: 150 });
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let options = &value["goog:chromeOptions"];
        assert_eq!(options["binary"], "/opt/chrome");
        assert!(options["args"].as_array().unwrap().contains(&json!("--headless")));
    }
}
