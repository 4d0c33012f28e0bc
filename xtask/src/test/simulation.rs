//! The simulation (`tests/simulation/`): its usual dose in every run, its full dose when it is asked for
//! by name, one run again, and sources that are broken on purpose.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use crate::command::{command, quietly};
use crate::fault::Fault;
use crate::test::counts::{Counts, Outcome};
use crate::test::native::{cargo_test, counted, one_target};
use crate::workspace::Workspace;

/// Messages and faults of the full dose.
const FULL: &str = "1000000/10000";
/// What finds each mutation; a run ends with the first thing that breaks.
const OF_A_MUTATION: &str = "30000/500";

/// What is asked of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// Whether it was named.
    pub(crate) is_full: bool,
    /// One run, by its plan.
    pub(crate) replay: Option<String>,
    /// Whether the sources are to be broken, and in which ways if not in all.
    pub(crate) mutations: Option<Vec<String>>,
}

/// Runs what is asked for.
pub(crate) fn run(workspace: &Workspace, wish: &Wish) -> Result<Outcome, Fault> {
    if let Some(names) = &wish.mutations {
        return mutations(workspace, names);
    }
    if let Some(plan) = &wish.replay {
        let mut tests = cargo_test(workspace);
        tests.args(["--test", "simulation"]).env("PARLOUR_REPLAY", plan);
        let status = tests.status().map_err(|error| Fault::machine(error.to_string(), "Is cargo there?"))?;
        return Ok(Outcome::one_step(status.success()));
    }
    if !wish.is_full {
        return one_target(workspace, "simulation");
    }
    let mut tests = cargo_test(workspace);
    tests.args(["--profile", "simulation", "--test", "simulation"]).env("PARLOUR_SIMULATION", FULL);
    counted(tests, "simulation")
}

/// A copy of the sources with one patch of `tests/simulation/mutations/` after the other: each must make
/// the simulation fail. Prints what caught it.
fn mutations(workspace: &Workspace, names: &[String]) -> Result<Outcome, Fault> {
    let root = workspace.kept().join("mutations");
    // Its own: cargo tells files of the copy from those of the repository by their age only.
    let copy = Workspace { compiled: root.join("target"), root, ..workspace.clone() };
    copy_sources(&workspace.root, &copy.root)?;
    let mut outcome = Outcome::default();
    for patch in patches(&workspace.root.join("tests/simulation/mutations"))? {
        let name = patch.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !names.is_empty() && !names.contains(&name) {
            continue;
        }
        let began = Instant::now();
        apply(workspace, &copy, &patch, false)?;
        let caught = run_mutated(&copy);
        apply(workspace, &copy, &patch, true)?;
        let seconds = began.elapsed().as_secs();
        if let Some(what) = caught? {
            println!("mutation {name}: caught in {seconds} s by {what}");
            outcome.counts += Counts { passed: 1, ..Counts::default() };
        } else {
            println!("mutation {name}: NOT CAUGHT in {seconds} s");
            outcome.counts += Counts { failed: 1, ..Counts::default() };
            outcome.notes.push(format!("{name} was not caught"));
        }
    }
    if outcome.counts.ran_nothing() {
        return Err(Fault::wrong(
            "None of the mutations has that name.",
            "tests/simulation/mutations has them.",
        ));
    }
    Ok(outcome)
}

/// What broke, if something did. Sources that do not compile are a fault, not a catch.
fn run_mutated(copy: &Workspace) -> Result<Option<String>, Fault> {
    let mut build = cargo_test(copy);
    build.args(["--test", "simulation", "--no-run"]).env("CARGO_TARGET_DIR", &copy.compiled);
    quietly(build, "broken sources", &copy.log("mutation")?)?;
    let mut tests = cargo_test(copy);
    tests
        .args(["--test", "simulation"])
        .env("CARGO_TARGET_DIR", &copy.compiled)
        .env("PARLOUR_SIMULATION", OF_A_MUTATION)
        .env("PARLOUR_SHRINK", "0")
        .stderr(Stdio::null());
    let output = tests.output().map_err(|error| Fault::machine(error.to_string(), "Is cargo there?"))?;
    if output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    // As it was seen first: sources that are broken may not break the same way twice.
    let broken = text.lines().find_map(|line| line.strip_prefix("seed ")?.split_once(" fails: "));
    let broken = broken.map(|(_, what)| what);
    Ok(Some(broken.unwrap_or("a test that failed").to_owned()))
}

fn patches(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = fs::read_dir(folder).map_err(|error| Fault::file(folder, &error))?;
    let mut patches: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "patch"))
        .collect();
    patches.sort();
    Ok(patches)
}

fn apply(workspace: &Workspace, copy: &Workspace, patch: &Path, is_undone: bool) -> Result<(), Fault> {
    let mut git = command("git");
    git.current_dir(&workspace.root).arg("apply");
    if is_undone {
        git.arg("--reverse");
    }
    let place = copy.root.strip_prefix(&workspace.root).unwrap_or(&copy.root);
    let applied = git.arg(format!("--directory={}", place.display())).arg(patch).status();
    if applied.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    let advice = "The sources have changed under it: make it anew.";
    Err(Fault::wrong(format!("{} does not apply.", patch.display()), advice))
}

/// What git knows of, as it is in the work tree. Files that are the same keep their time, so that cargo
/// compiles only what a patch touches.
fn copy_sources(from: &Path, to: &Path) -> Result<(), Fault> {
    let mut git = command("git");
    git.current_dir(from).args([
        "ls-files",
        "-z",
        "--",
        "*.rs",
        "*.toml",
        "*.sql",
        "*.json",
        "*.js",
        "*.css",
        "*.md",
        "Cargo.lock",
    ]);
    git.args(["server", "pkg/words", "tests/simulation"]);
    let listed = git.output().map_err(|error| Fault::machine(error.to_string(), "Is git there?"))?;
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
        let (source, place) = (from.join(name), to.join(name));
        let Ok(bytes) = fs::read(&source) else { continue };
        if fs::read(&place).is_ok_and(|there| there == bytes) {
            continue;
        }
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| Fault::file(folder, &error))?;
        }
        fs::write(&place, bytes).map_err(|error| Fault::file(&place, &error))?;
    }
    Ok(())
}
