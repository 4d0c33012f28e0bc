//! Tools that come from crates.io by `cargo install`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{answer, cargo, command, on_path, quietly};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// How most programs are asked for their version.
pub(crate) const VERSION: &[&str] = &["--version"];

/// A program of a crate at one version.
pub(crate) struct CargoTool {
    /// The crate.
    pub(crate) package: &'static str,
    /// The program of it that we run.
    pub(crate) binary: &'static str,
    /// The only version that is taken.
    pub(crate) version: &'static str,
    /// How it is asked which it is.
    pub(crate) asked: &'static [&'static str],
}

impl CargoTool {
    /// The program's path: kept from an earlier run, found on `PATH`, or installed now.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf, Fault> {
        let home = workspace.tools().join(format!("{}-{}", self.package, self.version));
        let kept = home.join("bin").join(format!("{}{}", self.binary, env::consts::EXE_SUFFIX));
        if self.is_right(&kept) {
            return Ok(kept);
        }
        if let Some(found) = on_path(self.binary).filter(|found| self.is_right(found)) {
            return Ok(found);
        }
        self.install(workspace, &home)?;
        if self.is_right(&kept) {
            return Ok(kept);
        }
        Err(Fault::wrong(
            format!("{} was installed but does not say that it is version {}.", kept.display(), self.version),
            format!("Remove {} and run the same command again.", home.display()),
        ))
    }

    fn is_right(&self, program: &Path) -> bool {
        program.is_file()
            && answer(command(program).args(self.asked)).is_some_and(|said| says_version(&said, self.version))
    }

    fn install(&self, workspace: &Workspace, home: &Path) -> Result<(), Fault> {
        let log = workspace.log(&format!("install-{}", self.package))?;
        let label = format!("installing {} {}", self.package, self.version);
        let build = workspace.tools().join("build");
        // The lock file of a tool may name a version that a mirror does not carry; then newer ones do.
        let outcome = quietly(self.recipe(workspace, home, &build, true), &label, &log).or_else(|_| {
            quietly(self.recipe(workspace, home, &build, false), &format!("{label}, unlocked"), &log)
        });
        // Gigabytes that nobody reads again; a folder that is left is no harm.
        drop(fs::remove_dir_all(&build));
        outcome.map_err(|fault| Fault {
            exit: 3,
            what: format!("{} {} could not be installed from crates.io.", self.package, self.version),
            advice: format!(
                "Check the network and run the same command again, or install it yourself with `cargo install {} --version {}`. {}",
                self.package, self.version, fault.advice
            ),
        })
    }

    fn recipe(
        &self,
        workspace: &Workspace,
        home: &Path,
        build: &Path,
        locked: bool,
    ) -> std::process::Command {
        let mut install = cargo(workspace);
        install
            .args(["install", self.package, "--version", self.version, "--bins", "--force", "--root"])
            .arg(home);
        if locked {
            install.arg("--locked");
        }
        // A tool is built once and runs for seconds: compile time counts, its speed does not.
        install
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_TARGET_DIR", build)
            .env_remove("RUSTFLAGS");
        install
    }
}

/// Whether `wasm-pack 0.15.1` or `wasm-bindgen 0.2.130 (…)` names this version.
fn says_version(said: &str, version: &str) -> bool {
    said.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_version_is_taken() {
        assert!(says_version("wasm-pack 0.15.1", "0.15.1"));
        assert!(says_version("wasm-bindgen 0.2.130 (abc)", "0.2.130"));
        assert!(!says_version("wasm-bindgen 0.2.13", "0.2.130"));
        assert!(!says_version("wasm-pack 0.15.10", "0.15.1"));
    }
}
