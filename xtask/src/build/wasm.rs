//! The widget, from Rust to what a browser downloads.

use std::path::PathBuf;

use crate::build::fingerprint::Fingerprint;
use crate::command::{command, prepend_path, quietly};
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::tools::{wasm_bindgen, wasm_pack, wasm_target};
use crate::workspace::{Workspace, read, write};

/// Named one by one: with strip off the module says what it uses, and wasm-opt must allow the same.
const FEATURES: [&str; 9] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-extended-const",
    "--enable-call-indirect-overlong",
];
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];
/// What browsers of the last three years understand.
const GLUE_TARGET: &str = "--target=es2022";
/// The names wasm-pack and we give the same file.
const MADE: &str = "parlour_widget_bg.wasm";
const SHIPPED: &str = "widget.wasm";

/// The two files of the widget.
pub(crate) struct Widget {
    /// The optimised module.
    pub(crate) wasm: Vec<u8>,
    /// The minified ES module that starts it.
    pub(crate) glue: Vec<u8>,
}

/// Sources and settings that decide what the widget becomes.
pub(crate) fn inputs(workspace: &Workspace, hash: &mut Fingerprint) -> Result<(), Fault> {
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        ".cargo",
        "protocol",
        "engine",
        "widget",
        "xtask/src/build",
        "xtask/npm",
    ] {
        hash.add_path(&workspace.root.join(path))?;
    }
    Ok(())
}

/// Compiles into `pkg/wasm` with wasm-pack, then makes both files small.
pub(crate) fn build(workspace: &Workspace, npm: &Npm) -> Result<Widget, Fault> {
    wasm_target::ensure(workspace)?;
    let out = compile(workspace)?;
    let module = out.join(MADE);
    let small = out.join("optimised.wasm");
    let mut optimise = npm.wasm_opt();
    optimise.args(["-Oz", "--converge"]).args(FEATURES).args(STRIP).arg(&module).arg("-o").arg(&small);
    quietly(optimise, "making the wasm small", &workspace.log("wasm-opt")?)?;
    std::fs::rename(&small, &module).map_err(|error| Fault::file(&module, &error))?;

    let glue = out.join("parlour_widget.js");
    let renamed = String::from_utf8_lossy(&read(&glue)?).replace(MADE, SHIPPED);
    let short = out.join("widget.js");
    write(&short, renamed.as_bytes())?;
    let mut minify = npm.esbuild();
    minify.arg(&short).args([
        "--minify",
        "--format=esm",
        GLUE_TARGET,
        "--legal-comments=none",
        "--allow-overwrite",
    ]);
    minify.arg(format!("--outfile={}", short.display()));
    quietly(minify, "making the glue small", &workspace.log("esbuild-glue")?)?;
    let widget = Widget { wasm: read(&module)?, glue: read(&short)? };
    std::fs::remove_file(&short).map_err(|error| Fault::file(&short, &error))?;
    Ok(widget)
}

fn compile(workspace: &Workspace) -> Result<PathBuf, Fault> {
    let bindgen = wasm_bindgen::ensure(workspace)?;
    let mut pack = command(wasm_pack::ensure(workspace)?);
    if let Some(folder) = bindgen.parent() {
        prepend_path(&mut pack, &[folder.to_path_buf()]);
    }
    let out = workspace.root.join("pkg").join("wasm");
    // wasm-pack's own package.json and .gitignore would empty the npm package we write by hand.
    pack.current_dir(&workspace.root)
        .args(["build", "widget", "--mode", "no-install", "--target", "web", "--profile", "widget"])
        .args(["--no-opt", "--no-pack", "--no-gitignore", "--no-typescript"])
        .args(["--out-name", "parlour_widget", "--out-dir"])
        .arg(&out)
        .args(["--", "--locked"]);
    quietly(pack, "building the widget for the browser", &workspace.log("wasm-pack")?)?;
    Ok(out)
}
