//! Panic messages name source files. What is shipped must not tell where it was built, nor differ by it: the
//! version of the widget is a hash of it.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::workspace::Workspace;

/// Folders of this machine that compilers write down, and what stands for each.
pub(crate) fn places(workspace: &Workspace) -> Vec<(PathBuf, &'static str)> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let mut places = vec![(workspace.root.clone(), "parlour")];
    if !workspace.compiled.starts_with(&workspace.root) {
        places.push((workspace.compiled.clone(), "parlour/target"));
    }
    places.extend(cargo.map(|cargo| (cargo, "cargo")));
    places
}

/// Flags of rustc that say so.
pub(crate) fn paths_of_this_machine(workspace: &Workspace) -> Vec<String> {
    let places = places(workspace);
    places.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect()
}

/// The value of `CARGO_ENCODED_RUSTFLAGS`: a path may hold a space.
pub(crate) fn rustflags(flags: &[String]) -> OsString {
    flags.join("\u{1f}").into()
}
