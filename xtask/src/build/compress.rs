//! Precompressed copies beside each file: brotli 11 with a 4 MB window, gzip 9.

use std::path::{Path, PathBuf};

use crate::command::{command, quietly};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Writes `FILE.br` and `FILE.gz` beside each file. Node's zlib does it: it is here anyway.
pub(crate) fn beside(workspace: &Workspace, files: &[PathBuf]) -> Result<(), Fault> {
    let mut node = command("node");
    node.arg(workspace.root.join("xtask").join("npm").join("compress.mjs")).args(files);
    quietly(node, "compressing", &workspace.log("compress")?)
}

/// `widget.js` and `br` → `widget.js.br`.
pub(crate) fn name(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_os_string();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
