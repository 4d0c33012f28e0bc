//! The same release, built from another folder with nothing kept from the first: every file must be the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::build::dist::clear;
use crate::command::{answer, command, quietly_within};
use crate::fault::Fault;
use crate::progress::elapsed;
use crate::release::assemble::below;
use crate::release::checksums::SUMS;
use crate::workspace::{Workspace, make_folder, read};

/// The second build is from nothing.
const LIMIT: Duration = Duration::from_hours(2);
/// Below the folder for temporary files. What was begun there is gone on with, and taken away when all is the same.
const PLACE: &str = "parlour-built-a-second-time";
/// What a build makes outside of `target`, as .gitignore has it.
const MADE: [&str; 4] = ["target", "dist", "pkg/wasm", "tests/node_modules"];

/// Builds in a copy of the sources and compares with the release at `home`.
pub(super) fn compare(workspace: &Workspace, home: &Path, is_native: bool) -> Result<(), Fault> {
    let began = Instant::now();
    let copy = std::env::temp_dir().join(PLACE);
    second(workspace, &copy, is_native)?;
    let inside = home.strip_prefix(&workspace.root).unwrap_or(home);
    let (first, second) = (sums(home)?, sums(&copy.join(inside))?);
    let different = differences(&first, &second);
    if different.is_empty() {
        println!("{} files are the same, built again elsewhere in {}", first.len(), elapsed(began.elapsed()));
        return clear(&copy);
    }
    let what = format!("{} of {} files differ: {}.", different.len(), first.len(), different.join(", "));
    let advice = format!("Find what they tell of the machine: the second is in {}.", copy.display());
    Err(Fault::wrong(what, advice))
}

fn second(workspace: &Workspace, copy: &Path, is_native: bool) -> Result<(), Fault> {
    let sources = sources(workspace)?;
    make_folder(copy)?;
    for path in below(copy, &MADE)? {
        if !sources.iter().any(|source| source == Path::new(&path)) {
            let stale = copy.join(&path);
            fs::remove_file(&stale).map_err(|error| Fault::file(&stale, &error))?;
        }
    }
    for path in &sources {
        let (from, place) = (workspace.root.join(path), copy.join(path));
        let bytes = read(&from)?;
        // What is the same stays as it is, or cargo would compile it again.
        if fs::read(&place).is_ok_and(|found| found == bytes) {
            continue;
        }
        if let Some(folder) = place.parent() {
            make_folder(folder)?;
        }
        fs::copy(&from, &place).map_err(|error| Fault::file(&place, &error))?;
    }
    let tools = copy.join("target").join("tools");
    make_folder(&copy.join("target"))?;
    if fs::symlink_metadata(&tools).is_err() {
        link(&workspace.tools(), &tools).map_err(|error| Fault::file(&tools, &error))?;
    }
    let mut release = command("cargo");
    release.current_dir(copy).args(["xtask", "release", "--untried"]).env_remove("CARGO_TARGET_DIR");
    if is_native {
        release.arg("--native");
    }
    quietly_within(release, "building it again elsewhere", &workspace.log("release-again")?, LIMIT)
}

/// What git knows, and what it would take: as it is now, committed or not.
fn sources(workspace: &Workspace) -> Result<Vec<PathBuf>, Fault> {
    let mut list = command("git");
    list.current_dir(&workspace.root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = answer(&mut list)
        .ok_or_else(|| Fault::machine("git does not list the sources.", "Run this in a clone."))?;
    let paths = listed.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from);
    Ok(paths.filter(|path| workspace.root.join(path).is_file()).collect())
}

/// Sums by path.
fn sums(home: &Path) -> Result<BTreeMap<String, String>, Fault> {
    let text = String::from_utf8_lossy(&read(&home.join(SUMS))?).into_owned();
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    Ok(lines.map(|(sum, path)| (path.to_owned(), sum.to_owned())).collect())
}

/// Paths whose sums differ, or that only one of the two has.
fn differences(first: &BTreeMap<String, String>, second: &BTreeMap<String, String>) -> Vec<String> {
    let mut paths: Vec<&String> = first.keys().chain(second.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().filter(|path| first.get(*path) != second.get(*path)).cloned().collect()
}

#[cfg(unix)]
fn link(to: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(windows)]
fn link(to: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(to, link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_differs_or_is_missing_is_named() {
        let sums = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(path, sum)| ((*path).to_owned(), (*sum).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let first = sums(&[("SRI.txt", "1"), ("parlour", "2"), ("web/a.js", "3")]);
        assert_eq!(differences(&first, &first), Vec::<String>::new());
        let second = sums(&[("SRI.txt", "1"), ("parlour", "4"), ("web/b.js", "3")]);
        assert_eq!(differences(&first, &second), ["parlour", "web/a.js", "web/b.js"]);
    }
}
