//! What `cargo xtask release` makes, but for the optimised server, which takes many minutes: the same folder with a
//! server as tests build it, tried in the same way.

use crate::fault::Fault;
use crate::release::{Linked, assemble, trial};
use crate::test::counts::Outcome;
use crate::workspace::Workspace;

/// Runs `tests/release`.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, Fault> {
    let home = workspace.kept().join("release");
    assemble(workspace, &home, Linked::ForTests)?;
    trial(workspace, &home)
}
