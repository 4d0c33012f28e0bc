//! The server with the widget's files in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::build::dist::Dist;
use crate::build::remap::{paths_of_this_machine, places, rustflags};
use crate::command::{answer, cargo, command, quietly_within};
use crate::fault::Fault;
use crate::release::assemble::Linked;
use crate::release::elf::asks_for_a_loader;
use crate::tools::musl;
use crate::workspace::{Workspace, read};

/// Optimised from nothing: 10 minutes on two cores that do nothing else.
const BUILD_LIMIT: Duration = Duration::from_hours(1);
/// The profile in the root Cargo.toml.
const PROFILE: &str = "deploy";

/// A server that was built.
pub(super) struct Built {
    /// The program.
    pub(super) program: PathBuf,
    /// What it runs on: `x86_64-unknown-linux-musl`.
    pub(super) target: String,
}

/// Compiles the server with the files of `dist` in it.
pub(super) fn build(workspace: &Workspace, dist: &Dist, linked: Linked) -> Result<Built, Fault> {
    let target = match linked {
        Linked::Static => musl::ensure(workspace)?,
        Linked::Native | Linked::ForTests => host(workspace)?,
    };
    let mut build = cargo(workspace);
    build.args(["build", "--locked", "--package", "parlour-server", "--bin", "parlour"]);
    build.args(["--features", "embedded"]).env("PARLOUR_EMBED", &dist.folder);
    let made = if linked == Linked::ForTests {
        workspace.compiled.join("debug")
    } else {
        build.args(["--profile", PROFILE, "--target", &target]);
        the_same_everywhere(workspace, &target, &mut build);
        workspace.compiled.join(&target).join(PROFILE)
    };
    quietly_within(build, "building the server to deploy", &workspace.log("server-release")?, BUILD_LIMIT)?;
    let program = made.join(format!("parlour{}", std::env::consts::EXE_SUFFIX));
    if linked != Linked::ForTests {
        check(workspace, &program, linked)?;
    }
    Ok(Built { program, target })
}

/// Compilers of Rust and of C are told not to write down where they ran.
fn the_same_everywhere(workspace: &Workspace, target: &str, build: &mut Command) {
    build
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(&paths_of_this_machine(workspace)))
        .env_remove("RUSTFLAGS");
    let maps: Vec<String> = places(workspace)
        .iter()
        .map(|(from, to)| format!("-ffile-prefix-map={}={to}", from.display()))
        .collect();
    build.env(format!("CFLAGS_{}", target.replace('-', "_")), maps.join(" "));
}

fn check(workspace: &Workspace, program: &Path, linked: Linked) -> Result<(), Fault> {
    let bytes = read(program)?;
    if linked == Linked::Static && asks_for_a_loader(&bytes) != Some(false) {
        let what = format!("{} is not a static program.", program.display());
        return Err(Fault::wrong(what, "`ldd` names what it asks for."));
    }
    for (place, _) in places(workspace) {
        let path = place.as_os_str().as_encoded_bytes();
        if bytes.windows(path.len()).any(|found| found == path) {
            return Err(Fault::wrong(
                format!("{} tells where it was built: it holds {}.", program.display(), place.display()),
                "Something is compiled without the flags of xtask/src/release/server.rs.",
            ));
        }
    }
    Ok(())
}

fn host(workspace: &Workspace) -> Result<String, Fault> {
    let said = answer(command("rustc").current_dir(&workspace.root).arg("-vV")).unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Fault::machine("rustc does not say what it runs on.", ""))
}
