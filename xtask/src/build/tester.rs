//! `target/dist/tester/`: the page at `/tester`, whole or not at all.
//!
//! ```text
//! index.html      the page, with its style and what starts it
//! start.js
//! tester.css
//! tester.js       wasm-bindgen's glue, and compressed copies
//! tester_bg.wasm  the page's program, without names for debuggers, and compressed copies
//! stage.html      what the chat stands in, in a frame of the size of a phone, a tablet or a desk
//! stage.css
//! ```
//! For builders only: not made small by the minutes of work that the widget is worth. A panic still says its file and
//! line.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build::dist::{clear, put_in_place};
use crate::build::fingerprint::Fingerprint;
use crate::build::{compress, strip, wasm};
use crate::fault::Fault;
use crate::workspace::{Workspace, make_folder, read, write};

/// Files that are served as they are written.
const WRITTEN: [&str; 8] =
    ["index.html", "start.js", "browser.js", "rows.js", "stage.js", "tester.css", "stage.html", "stage.css"];
/// Files that are made.
const MADE: [&str; 2] = ["tester.js", "tester_bg.wasm"];
/// Compressed copies of them.
const COPIES: [&str; 2] = ["br", "gz"];
/// Of what `tester.js` and `tester_bg.wasm` were made.
const STAMP: &str = ".made-from";

/// Where the page's sources lie.
fn sources(workspace: &Workspace) -> PathBuf {
    workspace.root.join("demo-site").join("tester")
}

/// Puts the page into `dist`, built anew where it is out of date. A widget that changes costs it nothing.
pub(crate) fn put(workspace: &Workspace, dist: &Path) -> Result<(), Fault> {
    let built = ensure(workspace)?;
    let fresh = workspace.kept().join("tester.new");
    clear(&fresh)?;
    make_folder(&fresh)?;
    for name in WRITTEN {
        write(&fresh.join(name), &read(&sources(workspace).join("page").join(name))?)?;
    }
    for name in served() {
        write(&fresh.join(&name), &read(&built.join(&name))?)?;
    }
    put_in_place(&fresh, &dist.join("tester"))
}

/// Both made files, with their copies.
fn served() -> impl Iterator<Item = PathBuf> {
    let copies = |name| COPIES.map(|ending| compress::name(Path::new(name), ending));
    MADE.into_iter().flat_map(move |name| std::iter::once(PathBuf::from(name)).chain(copies(name)))
}

/// The folder that has them.
fn ensure(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let built = workspace.kept().join("tester");
    let inputs = inputs(workspace)?;
    let stamp = built.join(STAMP);
    let is_whole = served().all(|name| built.join(name).is_file());
    if !is_whole || fs::read_to_string(&stamp).ok().as_ref() != Some(&inputs) {
        wasm::compile(workspace, &wasm::TESTER, &built)?;
        let module = built.join(wasm::TESTER.modules().0);
        let small = strip::stripped(&read(&module)?);
        let small = small.ok_or_else(|| {
            let what = format!("{} is no whole wasm module.", module.display());
            Fault::machine(what, "Remove it, then run the same command again.")
        })?;
        write(&module, &small)?;
        compress::beside(workspace, &MADE.map(|name| built.join(name)))?;
        write(&stamp, inputs.as_bytes())?;
    }
    Ok(built)
}

fn inputs(workspace: &Workspace) -> Result<String, Fault> {
    let mut hash = Fingerprint::new();
    let places = [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        ".cargo",
        "protocol",
        "engine",
        "xtask/src/build",
        "xtask/npm/compress.mjs",
    ];
    for place in places {
        hash.add_path(&workspace.root.join(place))?;
    }
    hash.add_path(&sources(workspace).join("Cargo.toml"))?;
    hash.add_path(&sources(workspace).join("src"))?;
    Ok(hash.hex())
}
