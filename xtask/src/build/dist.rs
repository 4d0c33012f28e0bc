//! `target/dist`, whole or not at all.
//!
//! ```text
//! parlour.js             the loader
//! v/VERSION/parlour.js   the same bytes at an address that never changes, for tags with `integrity`
//! v/VERSION/widget.js    the glue
//! v/VERSION/widget.wasm  the widget
//! v/VERSION/engine.js    the bot in a page, for pages that ask for it
//! v/VERSION/engine.wasm  its engine
//! v/VERSION/ladder.js   what stands where wasm may not run: the frame and the link
//! v/VERSION/files.json   the lazily loaded files and their hashes
//! v/VERSION/parts/…      parts of the view
//! v/VERSION/words/…      languages
//! tester/…               the page at `/tester`, see `tester.rs`
//! ```
//! Beside each file its `.br` and `.gz`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build::compress;
use crate::build::fingerprint::Fingerprint;
use crate::build::lazy::LADDER;
use crate::build::loader::{self, Facts};
use crate::build::{lazy, tester, version, wasm};
use crate::command::{answer, command};
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::tools::versions;
use crate::workspace::{Workspace, make_folder, write};

/// What was built.
pub(crate) struct Dist {
    /// `target/dist`.
    pub(crate) folder: PathBuf,
    /// The folder below `v/`.
    pub(crate) version: String,
    /// The lazily loaded files, below that folder.
    pub(crate) lazy: Vec<String>,
}

impl Dist {
    /// The files a browser downloads, without their compressed copies, loader first.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        shipped(&self.folder, &self.version, &self.lazy)
    }

    /// The loader's second address. What it weighs is in [`Dist::files`] already.
    pub(crate) fn pinned(&self) -> PathBuf {
        pinned(&self.folder, &self.version)
    }
}

fn pinned(folder: &Path, version: &str) -> PathBuf {
    folder.join("v").join(version).join("parlour.js")
}

fn shipped(folder: &Path, version: &str, lazy: &[String]) -> Vec<PathBuf> {
    let inner = folder.join("v").join(version);
    let mut files = vec![folder.join("parlour.js")];
    files.extend(
        ["widget.js", "widget.wasm", "engine.js", "engine.wasm", LADDER].map(|name| inner.join(name)),
    );
    files.extend(lazy.iter().map(|path| inner.join(path)));
    files
}

/// Builds what is out of date, the tester's page with it.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Dist, Fault> {
    let dist = ensure_widget(workspace)?;
    tester::put(workspace, &dist.folder)?;
    Ok(dist)
}

fn ensure_widget(workspace: &Workspace) -> Result<Dist, Fault> {
    let npm = Npm::ensure(workspace)?;
    let inputs = inputs(workspace)?;
    let lazily = lazy::paths(workspace)?;
    if let Some(dist) = up_to_date(workspace, &inputs, &lazily) {
        return Ok(dist);
    }
    let [engine, widget] = wasm::build_both(workspace, &npm, [&wasm::ENGINE, &wasm::WIDGET])?;
    let pins = [("__ENGINE_WASM_SRI__", version::pin(&engine.wasm))];
    let served = wasm::glue(workspace, &npm, (&wasm::ENGINE, &engine, "engine/served.js"), &pins)?;
    // A chain: the loader has the hash of the glue, the glue those of the wasm and the list, the list those of its files.
    let files = lazy::build(workspace, &npm)?;
    let list = files.iter().find(|file| file.path == lazy::MANIFEST).map(|file| version::pin(&file.bytes));
    let ladder = lazy::ladder(workspace, &npm)?;
    let pins = [
        ("__LADDER_SRI__", version::pin(&ladder)),
        ("__WASM_SRI__", version::pin(&widget.wasm)),
        ("__FILES_SRI__", list.unwrap_or_default()),
        ("__ENGINE_SRI__", version::pin(&served)),
    ];
    let glue = wasm::glue(workspace, &npm, (&wasm::WIDGET, &widget, "loader/widget.js"), &pins)?;
    // The loader holds the version, so its own bytes cannot be part of it: those it has without one are.
    let facts = Facts { version: "", glue: &version::pin(&glue) };
    let unnamed = loader::build(workspace, &npm, &facts)?;
    let version = version::of(&[&widget.wasm, &glue, &unnamed]);
    let loader = loader::build(workspace, &npm, &Facts { version: &version, ..facts })?;

    let fresh = workspace.kept().join("dist.new");
    clear(&fresh)?;
    let inner = fresh.join("v").join(&version);
    for folder in ["parts", "words"] {
        make_folder(&inner.join(folder))?;
    }
    let mut built = shipped(&fresh, &version, &lazily);
    let bytes = [&loader, &glue, &widget.wasm, &served, &engine.wasm, &ladder];
    let bytes = bytes.into_iter().chain(files.iter().map(|file| &file.bytes));
    for (file, bytes) in built.iter().zip(bytes) {
        write(file, bytes)?;
    }
    let second = pinned(&fresh, &version);
    write(&second, &loader)?;
    built.push(second);
    compress::beside(workspace, &built)?;
    write(&fresh.join(STAMP), format!("{inputs}\n{version}\n").as_bytes())?;
    put_in_place(&fresh, &workspace.dist())?;
    Ok(Dist { folder: workspace.dist(), version, lazy: lazily })
}

/// In `target/dist`: the hash of the inputs, and the version.
const STAMP: &str = ".made-from";

fn inputs(workspace: &Workspace) -> Result<String, Fault> {
    let mut hash = Fingerprint::new();
    wasm::inputs(workspace, &mut hash)?;
    for tool in [versions::WASM_BINDGEN, versions::WASM_PACK] {
        hash.add(tool.as_bytes());
    }
    let mut rustc = command("rustc");
    rustc.current_dir(&workspace.root).arg("--version");
    hash.add(answer(&mut rustc).unwrap_or_default().as_bytes());
    Ok(hash.hex())
}

fn up_to_date(workspace: &Workspace, inputs: &str, lazy: &[String]) -> Option<Dist> {
    let folder = workspace.dist();
    let stamp = fs::read_to_string(folder.join(STAMP)).ok()?;
    let (made_from, version) = stamp.trim_end().split_once('\n')?;
    let dist = Dist { folder, version: version.to_owned(), lazy: lazy.to_vec() };
    let whole = dist.files().iter().chain([&dist.pinned()]).all(|file| {
        file.is_file() && compress::name(file, "br").is_file() && compress::name(file, "gz").is_file()
    });
    (made_from == inputs && whole).then_some(dist)
}

/// Swaps the new folder in by renaming, so that nobody reads half of it.
pub(crate) fn put_in_place(fresh: &Path, place: &Path) -> Result<(), Fault> {
    let old = place.with_extension("old");
    clear(&old)?;
    if place.exists() {
        fs::rename(place, &old).map_err(|error| Fault::file(place, &error))?;
    }
    fs::rename(fresh, place).map_err(|error| Fault::file(place, &error))?;
    clear(&old)
}

/// Takes a folder away, if it is there.
pub(crate) fn clear(folder: &Path) -> Result<(), Fault> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::file(folder, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_dist_takes_the_place_of_the_old_one_whole() {
        let home = std::env::temp_dir().join(format!("parlour-dist-{}", std::process::id()));
        let (fresh, place) = (home.join("dist.new"), home.join("dist"));
        for (folder, text) in [(&place, "old"), (&fresh, "new")] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(text), text).unwrap();
        }
        put_in_place(&fresh, &place).unwrap();
        assert!(place.join("new").is_file());
        assert!(!place.join("old").exists());
        assert!(!fresh.exists());
        fs::remove_dir_all(home).unwrap();
    }
}
