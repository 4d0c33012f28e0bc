//! Builds the widget, and runs its tests in a browser.

use std::path::PathBuf;

use crate::fault::Fault;
use crate::tools::cargo_install::{CargoTool, VERSION};
use crate::tools::versions;
use crate::workspace::Workspace;

/// The program's path.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Fault> {
    CargoTool { package: "wasm-pack", binary: "wasm-pack", version: versions::WASM_PACK, asked: VERSION }
        .ensure(workspace)
}
