//! Turns the compiled widget into a module with its JavaScript glue.

use std::path::PathBuf;

use crate::fault::Fault;
use crate::tools::cargo_install::{CargoTool, VERSION};
use crate::tools::versions;
use crate::workspace::Workspace;

/// The program's path.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Fault> {
    CargoTool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        version: versions::WASM_BINDGEN,
        asked: VERSION,
    }
    .ensure(workspace)
}
