//! Checks the dependencies against deny.toml.

use std::path::PathBuf;

use crate::fault::Fault;
use crate::tools::cargo_install::{CargoTool, VERSION};
use crate::tools::versions;
use crate::workspace::Workspace;

/// The program's path.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Fault> {
    CargoTool { package: "cargo-deny", binary: "cargo-deny", version: versions::CARGO_DENY, asked: VERSION }
        .ensure(workspace)
}
