//! The standard library for `wasm32-unknown-unknown`; `rust-toolchain.toml` names it, rustup gets it.

use std::path::Path;

use crate::command::{answer, command, on_path, quietly};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// The target the widget is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the target if it is missing.
pub(crate) fn ensure(workspace: &Workspace) -> Result<(), Fault> {
    if is_there(workspace) {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(Fault::machine(
            format!("The Rust target {WASM} is missing and there is no rustup to add it."),
            format!("Install Rust with rustup, or add the standard library for {WASM} to this toolchain."),
        ));
    }
    let mut add = command("rustup");
    add.current_dir(&workspace.root).args(["target", "add", WASM]);
    quietly(add, &format!("adding the Rust target {WASM}"), &workspace.log("rustup")?).map_err(|fault| {
        Fault::unreachable(
            format!("The Rust target {WASM} is missing and rustup could not add it."),
            format!("Run `rustup target add {WASM}` with a network. {}", fault.advice),
        )
    })
}

fn is_there(workspace: &Workspace) -> bool {
    let mut rustc = command("rustc");
    rustc.current_dir(&workspace.root).args(["--print", "target-libdir", "--target", WASM]);
    answer(&mut rustc).is_some_and(|folder| Path::new(&folder).is_dir())
}
