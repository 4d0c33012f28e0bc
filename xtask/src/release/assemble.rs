//! A release, whole or not at all.

use std::fs;
use std::path::Path;

use crate::build::dist::{self, Dist, put_in_place};
use crate::fault::Fault;
use crate::release::{checksums, integrity, sbom, server};
use crate::workspace::{Workspace, make_folder, read, write};
use crate::{notices, package};

/// What the server is linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linked {
    /// Nothing of the system: it runs on any Linux.
    Static,
    /// This system's C library.
    Native,
    /// As tests build it, in a minute; and no list of what is in it.
    ForTests,
}

/// Builds everything and puts it at `home`, in place of what was there.
pub(crate) fn assemble(workspace: &Workspace, home: &Path, linked: Linked) -> Result<(), Fault> {
    let tarball = package::pack(workspace)?;
    let dist = dist::ensure(workspace)?;
    let built = server::build(workspace, &dist, linked)?;
    let fresh = home.with_extension("new");
    dist::clear(&fresh)?;
    make_folder(&fresh)?;
    web(&dist, &fresh)?;
    integrity::put(&dist, &fresh)?;
    copy(&tarball, &fresh.join(concat!("parlour-", env!("CARGO_PKG_VERSION"), ".tgz")))?;
    copy(&built.program, &fresh.join(format!("parlour-{}", built.target)))?;
    for licence in package::LICENCES {
        copy(&workspace.root.join(licence), &fresh.join(licence))?;
    }
    let notices = notices::of_release(workspace, &built.target)?;
    write(&fresh.join(notices::NAME), notices.as_bytes())?;
    if linked != Linked::ForTests {
        sbom::put(workspace, &built.target, &fresh)?;
    }
    checksums::put(&fresh)?;
    put_in_place(&fresh, home)
}

/// Every file of `target/dist` that visitors download, with its compressed copies. The builders' page is the server's
/// own: nobody else may serve it.
fn web(dist: &Dist, home: &Path) -> Result<(), Fault> {
    for path in below(&dist.folder, &["tester"])? {
        let place = home.join("web").join(&path);
        if let Some(folder) = place.parent() {
            make_folder(folder)?;
        }
        // By bytes: what it may be read by and when it was made are the build's own.
        write(&place, &read(&dist.folder.join(&path))?)?;
    }
    Ok(())
}

/// With the right to be run, if it had it.
fn copy(from: &Path, place: &Path) -> Result<(), Fault> {
    fs::copy(from, place).map(|_| ()).map_err(|error| Fault::file(place, &error))
}

/// Every file below a folder that is not hidden and in none of the folders `skipped`, with `/`, in the order of the paths.
pub(super) fn below(folder: &Path, skipped: &[&str]) -> Result<Vec<String>, Fault> {
    let (mut found, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(inner) = folders.pop() {
        let place = folder.join(&inner);
        let entries = fs::read_dir(&place).map_err(|error| Fault::file(&place, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Fault::file(&place, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = if inner.is_empty() { name } else { format!("{inner}/{name}") };
            if skipped.contains(&path.as_str()) {
                continue;
            }
            if entry.path().is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
