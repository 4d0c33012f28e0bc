//! The npm package: `target/package/parlour/`, file by file as `pkg/package.json` lists them, and its tarball.
//!
//! What people write comes from `pkg/`, the wasm from `pkg/wasm/`, and below `dist/` lies what a script tag asks
//! for, as `cargo xtask dist` made it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::build::dist::{self, Dist};
use crate::build::fingerprint::Fingerprint;
use crate::build::wasm;
use crate::command::{command, quietly};
use crate::fault::Fault;
use crate::machine::node;
use crate::notices;
use crate::tools::npm::Npm;
use crate::workspace::{Workspace, make_folder, read, write};

/// The entry of `files` that is a folder: its only child is named after the version.
const SERVED: &str = "dist/v";
/// The loader, beside it.
const LOADER: &str = "dist/parlour.js";
/// What the server may be told, for who has the package alone.
const CONFIG: &str = "CONFIG.md";
/// Licences lie at the root of the repository.
pub(crate) const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Builds what is out of date and packs it. Gives the tarball.
pub(crate) fn pack(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let npm = Npm::ensure(workspace)?;
    let dist = with_its_modules(workspace)?;
    runtime(workspace, &npm)?;
    let home = workspace.kept().join("package");
    let stage = home.join("parlour");
    dist::clear(&stage)?;
    let source = workspace.root.join("pkg");
    let manifest = read(&source.join("package.json"))?;
    for path in listed(&manifest)? {
        match path.as_str() {
            LOADER => copy(&dist.folder.join("parlour.js"), &stage.join(LOADER))?,
            SERVED => serve(&dist, &stage)?,
            notices::NAME => write(&stage.join(&path), notices::of_wasm(workspace)?.as_bytes())?,
            CONFIG => copy(&workspace.root.join("server").join(CONFIG), &stage.join(CONFIG))?,
            licence if LICENCES.contains(&licence) => {
                copy(&workspace.root.join(licence), &stage.join(licence))?;
            }
            _ => put(&source, &stage, &path)?,
        }
    }
    write(&stage.join("package.json"), &manifest)?;
    let tarball = home.join(format!("parlour-{}.tgz", env!("CARGO_PKG_VERSION")));
    pack_into(&stage, &tarball, &workspace.log("npm-pack")?)?;
    Ok(tarball)
}

/// The tarball of a folder. npm gives every file one time and nobody's name, in the order of the paths; what each
/// may be read by is ours to say.
fn pack_into(stage: &Path, tarball: &Path, log: &Path) -> Result<(), Fault> {
    readable_by_all(stage)?;
    if tarball.exists() {
        fs::remove_file(tarball).map_err(|error| Fault::file(tarball, &error))?;
    }
    let mut pack = command(node::npm());
    pack.current_dir(stage).args(["pack", "--ignore-scripts", "--pack-destination"]);
    pack.arg(tarball.parent().unwrap_or(stage));
    quietly(pack, "packing the npm package", log)?;
    if tarball.is_file() {
        return Ok(());
    }
    let said = format!("npm packed something else than {}.", tarball.display());
    Err(Fault::wrong(said, "pkg/package.json and Cargo.toml must have the same version."))
}

#[cfg(unix)]
fn readable_by_all(folder: &Path) -> Result<(), Fault> {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in fs::read_dir(folder).map_err(|error| Fault::file(folder, &error))? {
        let place = entry.map_err(|error| Fault::file(folder, &error))?.path();
        let mode = if place.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(&place, fs::Permissions::from_mode(mode))
            .map_err(|error| Fault::file(&place, &error))?;
        if place.is_dir() {
            readable_by_all(&place)?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn readable_by_all(_folder: &Path) -> Result<(), Fault> {
    Ok(())
}

/// `files` of a package.json.
fn listed(manifest: &[u8]) -> Result<Vec<String>, Fault> {
    let unreadable = || Fault::wrong("pkg/package.json lists no files.", "Correct its `files`.");
    let manifest: Value = serde_json::from_slice(manifest).map_err(|_| unreadable())?;
    let files = manifest.get("files").and_then(Value::as_array).ok_or_else(unreadable)?;
    Ok(files.iter().filter_map(|file| Some(file.as_str()?.to_owned())).collect())
}

/// `target/dist` may be older than this clone's `pkg/wasm`, or come from elsewhere: the pair must be one.
fn with_its_modules(workspace: &Workspace) -> Result<Dist, Fault> {
    let dist = dist::ensure(workspace)?;
    if is_of(workspace, &dist)? {
        return Ok(dist);
    }
    dist::clear(&workspace.dist())?;
    dist::ensure(workspace)
}

fn is_of(workspace: &Workspace, dist: &Dist) -> Result<bool, Fault> {
    let served = dist.folder.join("v").join(&dist.version);
    for source in [&wasm::WIDGET, &wasm::ENGINE] {
        let (made, shipped) = source.modules();
        let made = workspace.root.join("pkg").join("wasm").join(made);
        if !made.is_file() || read(&made)? != read(&served.join(shipped))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The runtime's module is in no dist; it has a stamp of its own.
fn runtime(workspace: &Workspace, npm: &Npm) -> Result<(), Fault> {
    let mut inputs = Fingerprint::new();
    wasm::inputs(workspace, &mut inputs)?;
    let inputs = inputs.hex();
    let home = workspace.kept().join("package");
    make_folder(&home)?;
    let stamp = home.join("runtime-made-from");
    let (made, _) = wasm::RUNTIME.modules();
    let is_there = workspace.root.join("pkg").join("wasm").join(made).is_file();
    if is_there && fs::read_to_string(&stamp).is_ok_and(|found| found == inputs) {
        return Ok(());
    }
    let built = wasm::build(workspace, npm, &wasm::RUNTIME)?;
    fs::remove_file(&built.glue).map_err(|error| Fault::file(&built.glue, &error))?;
    write(&stamp, inputs.as_bytes())
}

/// What the loader asks for, without the compressed copies: who serves the package compresses by itself.
fn serve(dist: &Dist, stage: &Path) -> Result<(), Fault> {
    for file in dist.files() {
        let Ok(inside) = file.strip_prefix(&dist.folder) else { continue };
        copy(&file, &stage.join("dist").join(inside))?;
    }
    Ok(())
}

/// A language is JSON for the gateway, and a module for bundlers: not all of them know JSON, or files by address.
fn put(source: &Path, stage: &Path, path: &str) -> Result<(), Fault> {
    let (written, place) = (source.join(path), stage.join(path));
    let json = written.with_extension("json");
    if path.starts_with("words/") && !written.is_file() && json.is_file() {
        make_folder(&stage.join("words"))?;
        return write(&place, &[b"export default ", read(&json)?.trim_ascii_end(), b";\n"].concat());
    }
    copy(&written, &place)
}

fn copy(from: &Path, place: &Path) -> Result<(), Fault> {
    if let Some(folder) = place.parent() {
        make_folder(folder)?;
    }
    write(place, &read(from)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_and_the_workspace_have_one_version() {
        let manifest: Value = serde_json::from_str(include_str!("../../pkg/package.json")).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert!(include_str!("../../pkg/index.js").contains(concat!("\"", env!("CARGO_PKG_VERSION"), "\"")));
    }

    #[test]
    fn every_file_is_listed_by_itself_but_for_the_versions_folder() {
        let files = listed(include_bytes!("../../pkg/package.json")).unwrap();
        let is_named = |path: &str| path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        let is_file = |path: &&String| LICENCES.contains(&path.as_str()) || is_named(path);
        let folders: Vec<&String> = files.iter().filter(|path| !is_file(path)).collect();
        assert_eq!(folders, [SERVED]);
        assert!(!files.iter().any(|path| path.contains('*')));
    }

    #[test]
    fn a_language_is_packed_as_a_module() {
        let home = std::env::temp_dir().join(format!("parlour-package-{}", std::process::id()));
        let (source, stage) = (home.join("pkg"), home.join("stage"));
        make_folder(&source.join("words")).unwrap();
        write(&source.join("words/de.json"), b"{\"close\": \"zu\"}\n").unwrap();
        put(&source, &stage, "words/de.js").unwrap();
        assert_eq!(read(&stage.join("words/de.js")).unwrap(), b"export default {\"close\": \"zu\"};\n");
        assert!(put(&source, &stage, "words/fr.js").unwrap_err().what.contains("fr.js"));
        fs::remove_dir_all(home).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_tarball_is_the_same_wherever_and_whenever_it_is_packed() {
        use std::os::unix::fs::PermissionsExt as _;
        use std::time::{Duration, SystemTime};
        let home = std::env::temp_dir().join(format!("parlour-tarball-{}", std::process::id()));
        let mut tarballs = Vec::new();
        for (folder, names, mode, days) in
            [("here", ["a.js", "b.js"], 0o600, 1), ("somewhere/else", ["b.js", "a.js"], 0o666, 900)]
        {
            let stage = home.join(folder).join("parlour");
            make_folder(&stage.join("parts")).unwrap();
            write(&stage.join("package.json"), br#"{ "name": "parlour", "version": "1.0.0" }"#).unwrap();
            for name in names {
                let file = stage.join("parts").join(name);
                write(&file, b"export const a = 1;\n").unwrap();
                fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
                let then = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * days);
                fs::File::options().write(true).open(&file).unwrap().set_modified(then).unwrap();
            }
            let tarball = home.join(folder).join("parlour-1.0.0.tgz");
            pack_into(&stage, &tarball, &home.join("npm.log")).unwrap();
            tarballs.push(read(&tarball).unwrap());
        }
        assert!(tarballs[0].len() > 100);
        assert_eq!(tarballs[0], tarballs[1]);
        fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn a_manifest_without_files_is_a_sentence() {
        assert!(listed(b"{}").unwrap_err().what.contains("lists no files"));
    }
}
