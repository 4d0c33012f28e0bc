//! Standard libraries for other machines; rustup gets them. `rust-toolchain.toml` names the one for wasm.

use std::path::Path;

use crate::command::{answer, command, on_path, quietly};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// The target the widget is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds a target if it is missing.
pub(crate) fn ensure(workspace: &Workspace, target: &str) -> Result<(), Fault> {
    if is_there(workspace, target) {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(Fault::machine(
            format!("The Rust target {target} is missing and there is no rustup to add it."),
            format!("Install Rust with rustup, or add the standard library for {target} to this toolchain."),
        ));
    }
    let mut add = command("rustup");
    add.current_dir(&workspace.root).args(["target", "add", target]);
    quietly(add, &format!("adding the Rust target {target}"), &workspace.log("rustup")?).map_err(|fault| {
        Fault::unreachable(
            format!("The Rust target {target} is missing and rustup could not add it."),
            format!("Run `rustup target add {target}` with a network. {}", fault.advice),
        )
    })
}

fn is_there(workspace: &Workspace, target: &str) -> bool {
    let mut rustc = command("rustc");
    rustc.current_dir(&workspace.root).args(["--print", "target-libdir", "--target", target]);
    answer(&mut rustc).is_some_and(|folder| Path::new(&folder).is_dir())
}
