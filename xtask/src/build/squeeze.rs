//! What is shipped, in fewer words than a bundler writes.

use std::path::PathBuf;

use crate::command::{command, quietly};
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::workspace::Workspace;

/// Writes bundles anew, each in its place (`xtask/npm/squeeze.mjs`); `name` names the log.
pub(crate) fn squeeze(workspace: &Workspace, npm: &Npm, files: &[PathBuf], name: &str) -> Result<(), Fault> {
    let mut squeeze = command("node");
    squeeze.arg(workspace.root.join("xtask").join("npm").join("squeeze.mjs")).arg(npm.modules()).args(files);
    quietly(squeeze, "writing it shorter", &workspace.log(&format!("squeeze-{name}"))?)
}
