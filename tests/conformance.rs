//! Every API from both sides: cases of bytes against our server (`cases/`), our channels against scripted
//! upstreams (`upstreams/`), `parlour conform` against our server, and one story through every channel. A
//! whole run also holds `CONFORMANCE.md` against what it found.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use parlour_tests::crossed::{Channel, Story, checks, served, story};
use parlour_tests::proof::{Ledger, Plan, document};
use parlour_tests::{conformance, upstreams};

/// What a trial does; it may note more than that it held.
type Test = Box<dyn FnOnce(&Ledger) -> Result<(), String> + Send>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ledger = Arc::new(Ledger::default());
    let trials = match trials(root, &ledger) {
        Ok(trials) => trials,
        Err(why) => {
            eprintln!("the cases cannot be read: {why}");
            return ExitCode::FAILURE;
        }
    };
    let conclusion = libtest_mimic::run(&arguments, trials);
    let is_whole =
        arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.list && !arguments.ignored;
    if conclusion.has_failed() || !is_whole {
        return conclusion.exit_code();
    }
    match compare(root, &ledger) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn trials(root: &Path, ledger: &Arc<Ledger>) -> Result<Vec<Trial>, String> {
    let mut trials = Vec::new();
    let mut add = |name: String, is_ignored: bool, test: Test| {
        let (ledger, noted) = (Arc::clone(ledger), name.clone());
        let trial = Trial::test(name, move || ledger.note(&noted, test(&ledger)).map_err(Into::into));
        trials.push(trial.with_ignored_flag(is_ignored));
    };
    for case in conformance::cases(&root.join("cases"))? {
        add(case.name.clone(), false, Box::new(move |_| conformance::run(&case)));
    }
    for case in upstreams::cases(&root.join("upstreams"))? {
        add(format!("upstreams/{}", case.name), false, Box::new(move |_| upstreams::run(&case)));
    }
    let served = served()?;
    for channel in Channel::ALL {
        let is_ignored = channel.api().is_some() && !served.contains(&channel);
        if let Some(api) = channel.api() {
            let made = move |ledger: &Ledger| ledger.report(api, checks(channel, api)?);
            add(format!("conform/{}", api.name()), is_ignored, Box::new(made));
        }
        add(format!("story/{}", channel.name()), is_ignored, Box::new(move |_| story(channel)));
    }
    Ok(trials)
}

/// The page must be as it would be written now.
fn compare(root: &Path, ledger: &Ledger) -> Result<(), String> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let plan = Plan::read(&read(&root.join("conformance.toml"))?)?;
    let workspace = root.parent().unwrap_or(root);
    let written = document(&plan, ledger, &Story::read()?, workspace);
    let red: Vec<&str> = written.lines().filter(|line| line.contains("RED: ")).collect();
    if !red.is_empty() {
        return Err(format!("CONFORMANCE.md would not be green:\n{}", red.join("\n")));
    }
    let file = root.join("CONFORMANCE.md");
    if std::env::var_os("PARLOUR_BLESS").is_some() {
        return fs::write(&file, written).map_err(|error| format!("{}: {error}", file.display()));
    }
    let kept = read(&file)?;
    let lines = || kept.lines().zip(written.lines()).enumerate().find(|(_, (kept, written))| kept != written);
    match (kept == written, lines()) {
        (true, _) => Ok(()),
        (_, Some((nth, (kept, written)))) => Err(format!(
            "CONFORMANCE.md is not what this run found; PARLOUR_BLESS=1 writes it. Line {}:\n- {kept}\n+ {written}",
            nth + 1
        )),
        (_, None) => {
            Err("CONFORMANCE.md is longer or shorter than what this run found; PARLOUR_BLESS=1 writes it"
                .to_owned())
        }
    }
}
