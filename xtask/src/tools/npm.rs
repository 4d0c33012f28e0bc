//! Tools that come from npm, by lock file, into `target/tools/npm`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::fingerprint::Fingerprint;
use crate::command::{command, quietly};
use crate::fault::Fault;
use crate::machine::node;
use crate::workspace::{Workspace, make_folder, read, write};

/// The installed tools.
pub(crate) struct Npm {
    modules: PathBuf,
}

impl Npm {
    /// Installs what the lock file says, unless that was done before.
    pub(crate) fn ensure(workspace: &Workspace) -> Result<Self, Fault> {
        let source = workspace.root.join("xtask").join("npm");
        let modules = install(workspace, &source, &workspace.tools().join("npm"), ("npm", &[]))?;
        link_for_tests(workspace, &modules)?;
        Ok(Self { modules })
    }

    /// A program of a package, run by Node itself, so that no shell stands between.
    pub(crate) fn program(&self, inside: &str) -> Command {
        let mut node = command("node");
        node.arg(self.modules.join(inside));
        node
    }

    /// esbuild, whose program is native where npm found the package for this platform.
    pub(crate) fn esbuild(&self) -> Command {
        self.program("esbuild/bin/esbuild")
    }

    /// Playwright's command line.
    pub(crate) fn playwright(&self) -> Command {
        self.program("@playwright/test/cli.js")
    }

    /// `node_modules` itself.
    pub(crate) fn modules(&self) -> &Path {
        &self.modules
    }
}

/// Installs what the lock file in `source` says into `home`, unless that was done before; its `node_modules`.
/// `log` names the log, and what npm is told besides.
pub(crate) fn install(
    workspace: &Workspace,
    source: &Path,
    home: &Path,
    (log, more): (&str, &[&str]),
) -> Result<PathBuf, Fault> {
    node::demand()?;
    let modules = home.join("node_modules");
    let mut wanted = Fingerprint::new();
    for name in ["package.json", "package-lock.json"] {
        wanted.add(&read(&source.join(name))?);
    }
    let wanted = wanted.hex();
    let stamp = home.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && modules.is_dir() {
        return Ok(modules);
    }
    make_folder(home)?;
    for name in ["package.json", "package-lock.json"] {
        write(&home.join(name), &read(&source.join(name))?)?;
    }
    let mut install = command(node::npm());
    install.current_dir(home).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).args(more);
    quietly(install, "installing from npm", &workspace.log(log)?).map_err(|fault| {
        if fault.exit == 2 {
            return fault;
        }
        Fault::unreachable(
            "What comes from npm could not be installed.",
            format!("Check the network and run the same command again. {}", fault.advice),
        )
    })?;
    write(&stamp, wanted.as_bytes())?;
    Ok(modules)
}

/// `tests/node_modules` leads to the tools, so that end-to-end tests import them by name.
fn link_for_tests(workspace: &Workspace, modules: &Path) -> Result<(), Fault> {
    let link = workspace.root.join("tests").join("node_modules");
    if fs::canonicalize(&link).ok() == fs::canonicalize(modules).ok() {
        return Ok(());
    }
    if fs::symlink_metadata(&link).is_ok_and(|found| found.is_symlink()) {
        fs::remove_file(&link).map_err(|error| Fault::file(&link, &error))?;
    }
    symlink(modules, &link).map_err(|error| Fault::file(&link, &error))
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(windows)]
fn symlink(to: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(to, link)
}
