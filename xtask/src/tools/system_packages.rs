//! Packages of the distribution, where we may install them: as root on a Debian-like system.

use crate::command::{answer, command, on_path, quietly};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Whether this user may install packages here.
pub(crate) fn may_install() -> bool {
    on_path("apt-get").is_some() && answer(command("id").arg("-u")).is_some_and(|user| user == "0")
}

/// Installs packages by name.
pub(crate) fn install(workspace: &Workspace, packages: &[&str]) -> Result<(), Fault> {
    let log = workspace.log("apt-get")?;
    let mut update = command("apt-get");
    update.args(["update", "-q"]);
    quietly(update, "updating the package lists", &log)?;
    let mut install = command("apt-get");
    install
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    quietly(install, &format!("installing {} from the distribution", packages.join(" and ")), &log)
}

/// Installs a program whose package has its name, where it is not there and may be installed. Where it may not, who
/// needs it says so.
pub(crate) fn ensure_program(workspace: &Workspace, name: &str) -> Result<(), Fault> {
    if on_path(name).is_none() && may_install() { install(workspace, &[name]) } else { Ok(()) }
}
