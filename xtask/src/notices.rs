//! `THIRD-PARTY.txt`: who wrote what is inside the program and the wasm, and under which licences. Most of these
//! licences ask that their text goes along with every copy.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{answer, cargo};
use crate::fault::Fault;
use crate::tools::rust_target::WASM;
use crate::workspace::{Workspace, read};

/// What the file is called.
pub(crate) const NAME: &str = "THIRD-PARTY.txt";
/// How names of files with the text of a licence begin, in small letters.
const TEXTS: [&str; 5] = ["license", "licence", "copying", "notice", "copyright"];
/// The crates whose wasm is in the npm package.
const WASM_CRATES: [&str; 3] = ["parlour-widget", "parlour-page", "parlour-runtime"];
/// The one whose wasm is in the program alone.
const TESTER: &str = "parlour-tester";

/// A crate of somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// The notices for what is in the wasm.
pub(crate) fn of_wasm(workspace: &Workspace) -> Result<String, Fault> {
    written(&inside(workspace, &wasm())?)
}

/// The notices for what is in the wasm and in the server for `target`, with the wasm's files in it.
pub(crate) fn of_release(workspace: &Workspace, target: &str) -> Result<String, Fault> {
    let mut asked = wasm();
    asked.push(vec!["-p", TESTER, "--target", WASM]);
    asked.push(vec!["-p", "parlour-server", "--features", "embedded", "--target", target]);
    written(&inside(workspace, &asked)?)
}

fn wasm() -> Vec<Vec<&'static str>> {
    WASM_CRATES.iter().map(|name| vec!["-p", name, "--target", WASM]).collect()
}

/// Crates that are linked into packages, each asked of by its own arguments: not those that only help to build or
/// test it.
fn inside(workspace: &Workspace, asked: &[Vec<&str>]) -> Result<BTreeSet<Part>, Fault> {
    let mut about = cargo(workspace);
    let about = answer(about.args(["metadata", "--locked", "--format-version", "1"]))
        .ok_or_else(|| unknown("cargo metadata"))?;
    let about: Value = serde_json::from_str(&about).map_err(|_| unknown("cargo metadata"))?;
    let known: BTreeMap<(&str, &str), &Value> = about
        .get("packages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        // Ours has no source: it is in the workspace.
        .filter(|package| package.get("source").is_some_and(Value::is_string))
        .filter_map(|package| {
            Some(((package.get("name")?.as_str()?, package.get("version")?.as_str()?), package))
        })
        .collect();
    let mut parts = BTreeSet::new();
    for package in asked {
        let mut tree = cargo(workspace);
        tree.args([
            "tree",
            "--locked",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        let said = answer(tree.args(package)).ok_or_else(|| unknown("cargo tree"))?;
        parts.extend(said.lines().filter_map(named).filter_map(|name| part(known.get(&name)?)));
    }
    Ok(parts)
}

/// `serde v1.0.1 (*)` names a crate and a version.
fn named(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split(' ');
    Some((words.next()?, words.next()?.strip_prefix('v')?))
}

fn part(package: &Value) -> Option<Part> {
    let text = |key: &str| package.get(key).and_then(Value::as_str);
    let folder = Path::new(text("manifest_path")?).parent()?.to_path_buf();
    Some(Part {
        name: text("name")?.to_owned(),
        version: text("version")?.to_owned(),
        licence: text("license").unwrap_or("see its text").to_owned(),
        folder,
    })
}

/// First who is inside, then each text once, with the crates it came with.
fn written(parts: &BTreeSet<Part>) -> Result<String, Fault> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lines = Vec::new();
    for part in parts {
        let Part { name, version, licence, folder } = part;
        let found = licences(folder)?;
        let note = if found.is_empty() { " (its package holds no text)" } else { "" };
        lines.push(format!("{name} {version}: {licence}{note}\n"));
        for text in found {
            texts.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    if lines.is_empty() {
        return Err(unknown("cargo tree"));
    }
    let mut all = String::from(
        "Parlour holds work of others. Below: each part with its licence, then the texts.\nThe parts in Rust are linked with Rust's standard library (MIT OR Apache-2.0).\n\n",
    );
    all.extend(lines);
    let mut texts: Vec<(String, Vec<String>)> = texts.into_iter().collect();
    texts.sort_by(|(_, first), (_, second)| first.cmp(second));
    for (text, of) in texts {
        all.extend(["\n", &"=".repeat(80), "\n", &of.join(", "), "\n\n", text.trim(), "\n"]);
    }
    Ok(all)
}

fn licences(folder: &Path) -> Result<Vec<String>, Fault> {
    let entries = fs::read_dir(folder).map_err(|error| Fault::file(folder, &error))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
            let is_code = path.extension().is_some_and(|ending| ending == "rs");
            path.is_file() && !is_code && TEXTS.iter().any(|start| name.starts_with(start))
        })
        .collect();
    files.sort();
    files.iter().map(|file| Ok(String::from_utf8_lossy(&read(file)?).replace("\r\n", "\n"))).collect()
}

fn unknown(what: &str) -> Fault {
    Fault::wrong(format!("{what} did not say what is linked."), "Run it by hand to see why.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> PathBuf {
        let home = std::env::temp_dir().join(format!("parlour-notices-{}", std::process::id()));
        for (name, file, text) in [
            ("one", "LICENSE-MIT", "Copyright Ann\r\n"),
            ("two", "COPYING", "Copyright Ann\n"),
            ("two", "license.rs", "fn no_licence() {}"),
            ("two", "NOTICE.txt", "Made by Bo\n"),
            ("three", "lib.rs", ""),
        ] {
            fs::create_dir_all(home.join(name)).unwrap();
            fs::write(home.join(name).join(file), text).unwrap();
        }
        home
    }

    #[test]
    fn each_text_stands_once_with_all_it_came_with() {
        let home = stage();
        let part = |name: &str, licence: &str| Part {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.to_owned(),
            folder: home.join(name),
        };
        let all = written(&BTreeSet::from([part("one", "MIT"), part("two", "MIT"), part("three", "0BSD")]))
            .unwrap();
        assert!(all.contains("one 1.0.0: MIT\n"), "{all}");
        assert!(all.contains("three 1.0.0: 0BSD (its package holds no text)\n"), "{all}");
        assert_eq!(all.matches("Copyright Ann").count(), 1);
        assert!(all.contains("one 1.0.0, two 1.0.0\n\nCopyright Ann\n"), "{all}");
        assert!(all.contains("\ntwo 1.0.0\n\nMade by Bo\n"), "{all}");
        assert!(!all.contains("no_licence"));
        fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn a_line_of_the_tree_names_a_crate_and_its_version() {
        assert_eq!(named("serde v1.0.228"), Some(("serde", "1.0.228")));
        assert_eq!(named("serde v1.0.228 (*)"), Some(("serde", "1.0.228")));
        assert_eq!(named(""), None);
    }

    #[test]
    fn notices_without_parts_are_a_fault() {
        assert!(written(&BTreeSet::new()).unwrap_err().what.contains("did not say what is linked"));
    }
}
