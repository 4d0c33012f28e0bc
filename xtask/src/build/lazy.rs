//! The files that are fetched when they are first needed: parts of the view, and languages.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::build::squeeze::squeeze;
use crate::build::version;
use crate::command::quietly;
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::workspace::{Workspace, make_folder, read};

/// What browsers of the last three years understand.
const TARGET: &str = "--target=es2022";
/// The list of all of them, with their hashes.
pub(crate) const MANIFEST: &str = "files.json";

/// What stands where wasm may not run. Its hash is in the glue: a page that needs it may fetch no list.
pub(crate) const LADDER: &str = "ladder.js";

/// One file below `v/VERSION/`.
pub(crate) struct Lazy {
    /// `parts/carousel.js`, `words/de.json`.
    pub(crate) path: String,
    /// What is served.
    pub(crate) bytes: Vec<u8>,
}

/// The paths below `v/VERSION/` that the sources ask for, the manifest first, then by name.
pub(crate) fn paths(workspace: &Workspace) -> Result<Vec<String>, Fault> {
    let mut paths = vec![MANIFEST.to_owned()];
    for (folder, ending) in [("parts", "js"), ("words", "json")] {
        let names = names(&workspace.root.join("pkg").join(folder), ending)?;
        paths.extend(names.iter().map(|name| format!("{folder}/{name}.{ending}")));
    }
    Ok(paths)
}

/// Builds all of them, the manifest first.
pub(crate) fn build(workspace: &Workspace, npm: &Npm) -> Result<Vec<Lazy>, Fault> {
    let package = workspace.root.join("pkg");
    let mut files = parts(workspace, npm, &package.join("parts"))?;
    for tag in names(&package.join("words"), "json")? {
        let place = package.join("words").join(format!("{tag}.json"));
        let words: Value = serde_json::from_slice(&read(&place)?)
            .map_err(|error| Fault::wrong(format!("{}: {error}.", place.display()), "Correct the JSON."))?;
        files.push(Lazy { path: format!("words/{tag}.json"), bytes: words.to_string().into_bytes() });
    }
    let manifest = Lazy { path: MANIFEST.to_owned(), bytes: manifest(&files).to_string().into_bytes() };
    files.insert(0, manifest);
    Ok(files)
}

/// `{"parts": {NAME: HASH}, "words": {TAG: HASH}}`.
fn manifest(files: &[Lazy]) -> Value {
    let group = |folder: &str| -> Map<String, Value> {
        let inside = files.iter().filter_map(|file| {
            let (name, _) = file.path.strip_prefix(folder)?.strip_prefix('/')?.rsplit_once('.')?;
            Some((name.to_owned(), version::pin(&file.bytes).into()))
        });
        inside.collect()
    };
    json!({ "parts": group("parts"), "words": group("words") })
}

fn parts(workspace: &Workspace, npm: &Npm, folder: &Path) -> Result<Vec<Lazy>, Fault> {
    let names = names(folder, "js")?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let out = workspace.kept().join("parts");
    make_folder(&out)?;
    let mut bundle = npm.esbuild();
    bundle.args(names.iter().map(|name| folder.join(format!("{name}.js"))));
    bundle.args(["--bundle", "--minify", "--format=esm", TARGET, "--legal-comments=none", "--charset=utf8"]);
    bundle.arg(format!("--outdir={}", out.display()));
    quietly(bundle, "building the parts", &workspace.log("esbuild-parts")?)?;
    let made: Vec<PathBuf> = names.iter().map(|name| out.join(format!("{name}.js"))).collect();
    squeeze(workspace, npm, &made, "parts")?;
    let files = names.iter().map(|name| {
        let file = format!("{name}.js");
        Ok(Lazy { bytes: read(&out.join(&file))?, path: format!("parts/{file}") })
    });
    files.collect()
}

/// Builds [`LADDER`], the parts it may need in it.
pub(crate) fn ladder(workspace: &Workspace, npm: &Npm) -> Result<Vec<u8>, Fault> {
    let out = workspace.kept().join(LADDER);
    let mut bundle = npm.esbuild();
    bundle.arg(workspace.root.join("pkg").join("frame").join(LADDER));
    bundle.args(["--bundle", "--minify", "--format=esm", TARGET, "--legal-comments=none", "--charset=utf8"]);
    bundle.arg(format!("--outfile={}", out.display()));
    quietly(bundle, "building the ladder", &workspace.log("esbuild-ladder")?)?;
    squeeze(workspace, npm, std::slice::from_ref(&out), "ladder")?;
    let bytes = read(&out)?;
    fs::remove_file(&out).map_err(|error| Fault::file(&out, &error))?;
    Ok(bytes)
}

/// Names, without the ending, of the files of one folder that have it.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>, Fault> {
    let entries = fs::read_dir(folder).map_err(|error| Fault::file(folder, &error))?;
    let files = entries.map_while(Result::ok).map(|entry| entry.path());
    let mut names: Vec<String> = files
        .filter(|file| file.extension().is_some_and(|found| found == ending))
        .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_holds_each_file_under_its_folder_with_its_hash() {
        let lazy = |path: &str| Lazy { path: path.to_owned(), bytes: b"abc".to_vec() };
        // SHA-256 of the three bytes "abc": FIPS 180-4, example of NIST.
        let hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(
            manifest(&[lazy("parts/date.js"), lazy("words/pt-BR.json")]),
            json!({ "parts": { "date": hash }, "words": { "pt-BR": hash } })
        );
    }
}
