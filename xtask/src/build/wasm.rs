//! The widget and the engine, from Rust to what a browser downloads.

use std::ffi::OsString;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use crate::build::fingerprint::Fingerprint;
use crate::build::remap::{paths_of_this_machine, rustflags};
use crate::build::squeeze::squeeze;
use crate::command::{command, prepend_path, quietly};
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::tools::{rust_target, wasm_bindgen, wasm_pack};
use crate::workspace::{Workspace, read, write};

/// What browsers of the last three years understand.
const GLUE_TARGET: &str = "--target=es2022";

/// A crate that becomes a module and its glue.
pub(crate) struct Source {
    /// Its folder.
    folder: &'static str,
    /// The name wasm-pack gives its files, and the npm package ships them under.
    made: &'static str,
    /// The name of both files below `v/`, and of the steps.
    shipped: &'static str,
}

impl Source {
    /// The module's name in `pkg/wasm/`, and below `v/`.
    pub(crate) fn modules(&self) -> (String, String) {
        (format!("{}_bg.wasm", self.made), format!("{}.wasm", self.shipped))
    }
}

/// The chat's window.
pub(crate) const WIDGET: Source = Source { folder: "widget", made: "parlour_widget", shipped: "widget" };

/// The bot in a page.
pub(crate) const ENGINE: Source = Source { folder: "engine/page", made: "parlour_page", shipped: "engine" };

/// A conversation without a window; in the npm package only.
pub(crate) const RUNTIME: Source =
    Source { folder: "widget/runtime", made: "parlour_runtime", shipped: "runtime" };

/// The page at `/tester`; for builders, not for visitors.
pub(crate) const TESTER: Source = Source { folder: "demo-site/tester", made: "tester", shipped: "tester" };

/// A module and its glue.
pub(crate) struct Built {
    /// The optimised module.
    pub(crate) wasm: Vec<u8>,
    /// The ES module that starts it, as wasm-bindgen wrote it.
    pub(crate) glue: PathBuf,
}

/// Sources and settings that decide what both become.
pub(crate) fn inputs(workspace: &Workspace, hash: &mut Fingerprint) -> Result<(), Fault> {
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        ".cargo",
        "protocol",
        "engine",
        "widget",
        "pkg/engine",
        "pkg/frame",
        "pkg/loader",
        "pkg/parts",
        "pkg/words",
        "xtask/src/build",
        "xtask/npm",
    ] {
        hash.add_path(&workspace.root.join(path))?;
    }
    Ok(())
}

/// Compiles into `pkg/wasm` with wasm-pack, then makes the wasm small, and shortens the glue's names.
pub(crate) fn build(workspace: &Workspace, npm: &Npm, source: &Source) -> Result<Built, Fault> {
    let out = folder(workspace);
    compile(workspace, source, &out)?;
    shrink(workspace, npm, source, &out)
}

/// Builds two. The first is made small while the second is compiled, whose linking leaves a core idle.
pub(crate) fn build_both(
    workspace: &Workspace,
    npm: &Npm,
    [first, second]: [&Source; 2],
) -> Result<[Built; 2], Fault> {
    let out = folder(workspace);
    compile(workspace, first, &out)?;
    thread::scope(|scope| {
        let small = scope.spawn(|| shrink(workspace, npm, first, &out));
        let compiled = compile(workspace, second, &out);
        let first = small.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        compiled?;
        Ok([first, shrink(workspace, npm, second, &out)?])
    })
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("pkg").join("wasm")
}

fn shrink(workspace: &Workspace, npm: &Npm, source: &Source, out: &Path) -> Result<Built, Fault> {
    let (made, shipped) = source.modules();
    let (module, glue) = (out.join(&made), out.join(format!("{}.js", source.made)));
    let (small, short) = (out.join(&shipped), out.join(format!("{}.js", source.shipped)));
    let mut shrink = command("node");
    shrink.arg(workspace.root.join("xtask").join("npm").join("shrink.mjs")).arg(npm.modules());
    shrink.arg(&module).arg(&glue).arg(&small).arg(&short);
    quietly(
        shrink,
        &format!("making the {} small", source.shipped),
        &workspace.log(&format!("shrink-{}", source.shipped))?,
    )?;
    // The npm package ships the same pair under the names wasm-pack gave it.
    for (from, place) in [(&small, &module), (&short, &glue)] {
        std::fs::copy(from, place).map_err(|error| Fault::file(place, &error))?;
    }

    let renamed = String::from_utf8_lossy(&read(&short)?).replace(&made, &shipped);
    write(&short, renamed.as_bytes())?;
    let wasm = read(&small)?;
    std::fs::remove_file(&small).map_err(|error| Fault::file(&small, &error))?;
    Ok(Built { wasm, glue: short })
}

/// What is served: the glue and what stands around it, with the hashes of what it fetches by name. `entry`, below
/// `pkg/`, imports the glue as `glue`.
pub(crate) fn glue(
    workspace: &Workspace,
    npm: &Npm,
    (source, built, entry): (&Source, &Built, &str),
    pins: &[(&str, String)],
) -> Result<Vec<u8>, Fault> {
    let out = workspace.kept().join("glue.js");
    let mut bundle = npm.esbuild();
    bundle.arg(workspace.root.join("pkg").join(entry));
    bundle.args([
        "--bundle",
        "--minify",
        "--tree-shaking=true",
        "--format=esm",
        GLUE_TARGET,
        "--legal-comments=none",
    ]);
    bundle.arg(format!("--alias:glue={}", built.glue.display()));
    for (name, pin) in pins {
        bundle.arg(format!("--define:{name}=\"{pin}\""));
    }
    bundle.arg(format!("--outfile={}", out.display()));
    quietly(bundle, "making the glue small", &workspace.log(&format!("esbuild-{}", source.shipped))?)?;
    squeeze(workspace, npm, std::slice::from_ref(&out), source.shipped)?;
    let bytes = read(&out)?;
    for made in [&out, &built.glue] {
        std::fs::remove_file(made).map_err(|error| Fault::file(made, &error))?;
    }
    Ok(bytes)
}

/// Compiles into `out`, with one profile and the same flags for all: what they share is compiled once.
pub(crate) fn compile(workspace: &Workspace, source: &Source, out: &Path) -> Result<(), Fault> {
    rust_target::ensure(workspace, rust_target::WASM)?;
    let bindgen = wasm_bindgen::ensure(workspace)?;
    let mut pack = command(wasm_pack::ensure(workspace)?);
    if let Some(folder) = bindgen.parent() {
        prepend_path(&mut pack, &[folder.to_path_buf()]);
    }
    // wasm-pack's own package.json and .gitignore would empty the npm package we write by hand.
    pack.current_dir(&workspace.root)
        .args(["build", source.folder, "--mode", "no-install", "--target", "web", "--profile", "widget"])
        .args(["--no-opt", "--no-pack", "--no-gitignore", "--no-typescript"])
        .args(["--out-name", source.made, "--out-dir"])
        .arg(out)
        .args(["--", "--locked"]);
    pack.env("CARGO_ENCODED_RUSTFLAGS", flags(workspace));
    let work = format!("building the {} for the browser", source.shipped);
    quietly(pack, &work, &workspace.log(&format!("wasm-pack-{}", source.shipped))?)
}

fn flags(workspace: &Workspace) -> OsString {
    // Names that tell types apart, for snip.mjs; they are stripped.
    rustflags(&[paths_of_this_machine(workspace), vec!["-Csymbol-mangling-version=v0".to_owned()]].concat())
}
