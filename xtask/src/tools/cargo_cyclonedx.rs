//! Lists what a crate is made of, as `CycloneDX`.

use std::path::PathBuf;

use crate::fault::Fault;
use crate::tools::cargo_install::CargoTool;
use crate::tools::versions;
use crate::workspace::Workspace;

/// The program's path.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Fault> {
    CargoTool {
        package: "cargo-cyclonedx",
        binary: "cargo-cyclonedx",
        version: versions::CARGO_CYCLONEDX,
        asked: &["cyclonedx", "--version"],
    }
    .ensure(workspace)
}
