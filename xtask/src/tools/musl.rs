//! What a program is built with that needs no library of the system it runs on.

use std::env::consts::{ARCH, OS};

use crate::command::on_path;
use crate::fault::Fault;
use crate::tools::{rust_target, system_packages};
use crate::workspace::Workspace;

/// Compiles the C of SQLite and ring against musl.
const COMPILER: &str = "musl-gcc";
/// The package of Debian and Ubuntu that has it.
const PACKAGE: &str = "musl-tools";

/// The Rust target of this processor with musl, its standard library and its C compiler there.
pub(crate) fn ensure(workspace: &Workspace) -> Result<String, Fault> {
    let instead = "`cargo xtask release --native` builds for this system, with its C library.";
    if OS != "linux" {
        return Err(Fault::machine("A static server is built on Linux only.", instead));
    }
    let target = format!("{ARCH}-unknown-linux-musl");
    rust_target::ensure(workspace, &target)?;
    if on_path(COMPILER).is_none() && system_packages::may_install() {
        system_packages::install(workspace, &[PACKAGE])?;
    }
    if on_path(COMPILER).is_none() {
        return Err(Fault::machine(
            format!("{COMPILER} was not found, and the package {PACKAGE} could not be installed."),
            format!("Install it (Debian, Ubuntu: `apt-get install {PACKAGE}`). {instead}"),
        ));
    }
    Ok(target)
}
