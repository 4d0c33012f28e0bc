//! The loader: the one file a page's script tag names.

use super::squeeze::squeeze;
use crate::command::quietly;
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::workspace::{Workspace, read};

/// Older than the glue's target: the loader must at least run where wasm does not, to say so.
const TARGET: &str = "--target=es2020";
/// Where the loader begins; it imports the others.
const ENTRY: &str = "parlour.js";

/// What the loader is told about the widget it loads.
pub(crate) struct Facts<'a> {
    /// The folder below `v/`.
    pub(crate) version: &'a str,
    /// `integrity` of `widget.js`.
    pub(crate) glue: &'a str,
}

/// Bundles and minifies the loader.
pub(crate) fn build(workspace: &Workspace, npm: &Npm, facts: &Facts<'_>) -> Result<Vec<u8>, Fault> {
    let out = workspace.kept().join("loader.js");
    let mut bundle = npm.esbuild();
    bundle
        .arg(workspace.root.join("pkg").join("loader").join(ENTRY))
        .args(["--bundle", "--minify", "--format=iife", TARGET, "--legal-comments=none", "--charset=utf8"])
        .arg(format!("--define:__VERSION__={}", quoted(facts.version)))
        .arg(format!("--define:__GLUE_SRI__={}", quoted(facts.glue)))
        .arg(format!("--outfile={}", out.display()));
    quietly(bundle, "building the loader", &workspace.log("esbuild-loader")?)?;
    squeeze(workspace, npm, std::slice::from_ref(&out), "loader")?;
    let loader = read(&out)?;
    std::fs::remove_file(&out).map_err(|error| Fault::file(&out, &error))?;
    Ok(loader)
}

/// A JavaScript string; versions and hashes hold nothing that needs escaping.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
