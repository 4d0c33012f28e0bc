//! The chats of others, at pinned versions, into `target/bench-peers`; nothing of them is committed.
//!
//! ```text
//! node_modules/   kits that a site bundles, by lock file
//! kits/NAME.js    the same, bundled as a site would
//! packed/NAME/    those that ship a file for browsers, as their packages are
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha512};

use crate::command::{command, quietly};
use crate::fault::Fault;
use crate::machine::node;
use crate::tools::npm::{self, Npm};
use crate::workspace::{Workspace, make_folder, read};

/// Files of `tests/bench/kits` that are bundled, one for each kit.
const KITS: [&str; 3] = ["botpress", "chatscope", "react-chatbot-kit"];
/// Looked up by its path, not by what packages say: a style that its package does not offer by name, and React, of
/// which a page may hold one copy only.
const BY_PATH: [&str; 3] = ["@botpress/webchat/dist/style.css", "react", "react-dom"];

/// Where they are kept.
pub(super) fn home(workspace: &Workspace) -> PathBuf {
    workspace.kept().join("bench-peers")
}

/// Installs and bundles what is not there yet.
pub(super) fn ensure(workspace: &Workspace, npm: &Npm) -> Result<(), Fault> {
    let (home, source) = (home(workspace), workspace.root.join("tests").join("bench"));
    // The kits name each other's versions more strictly than they need them.
    let modules =
        npm::install(workspace, &source.join("peers"), &home, ("bench-peers", &["--legacy-peer-deps"]))?;
    for package in packed(&source.join("peers").join("packed.json"))? {
        unpack(workspace, &home, &package)?;
    }
    let mut bundle = npm.esbuild();
    for kit in KITS {
        bundle.arg(source.join("kits").join(format!("{kit}.jsx")));
    }
    bundle.env("NODE_PATH", &modules);
    bundle.args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none"]);
    bundle.args(["--define:process.env.NODE_ENV=\"production\"", "--define:global=globalThis"]);
    bundle.args(["--loader:.svg=dataurl", "--loader:.png=dataurl", "--loader:.woff=dataurl"]);
    bundle.args(["--loader:.woff2=dataurl", "--log-level=error"]);
    for name in BY_PATH {
        bundle.arg(format!("--alias:{name}={}", modules.join(name).display()));
    }
    bundle.arg(format!("--outdir={}", home.join("kits").display()));
    quietly(bundle, "bundling the kits of others", &workspace.log("bench-kits")?)
}

/// A package as it is published.
struct Package {
    name: String,
    version: String,
    /// `sha512-…` of the archive.
    integrity: String,
}

fn packed(list: &Path) -> Result<Vec<Package>, Fault> {
    serde_json::from_slice::<Vec<Value>>(&read(list)?)
        .ok()
        .and_then(|all| all.iter().map(package).collect())
        .ok_or_else(|| {
            Fault::wrong(format!("{} is not a list of packages.", list.display()), "Compare it with git's.")
        })
}

fn package(entry: &Value) -> Option<Package> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Package { name: text("name")?, version: text("version")?, integrity: text("integrity")? })
}

/// Fetches an archive, holds it against its hash, and unpacks it, unless that version is there.
fn unpack(workspace: &Workspace, home: &Path, package: &Package) -> Result<(), Fault> {
    let Package { name, version, integrity } = package;
    let folder = home.join("packed").join(name.trim_start_matches('@').replace('/', "-"));
    let stamp = folder.join(".unpacked");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == *integrity) {
        return Ok(());
    }
    let log = workspace.log("bench-packed")?;
    let archives = home.join("archives");
    for place in [&archives, &folder] {
        if place.exists() {
            fs::remove_dir_all(place).map_err(|error| Fault::file(place, &error))?;
        }
        make_folder(place)?;
    }
    let mut fetch = command(node::npm());
    fetch.current_dir(home).args(["pack", &format!("{name}@{version}"), "--silent", "--pack-destination"]);
    fetch.arg(&archives);
    quietly(fetch, &format!("fetching {name}"), &log)?;
    let archive = fs::read_dir(&archives)
        .map_err(|error| Fault::file(&archives, &error))?
        .find_map(|entry| Some(entry.ok()?.path()))
        .ok_or_else(|| Fault::unreachable(format!("{name} could not be fetched."), "Check the network."))?;
    let found = format!("sha512-{}", STANDARD.encode(Sha512::digest(read(&archive)?)));
    if found != *integrity {
        return Err(Fault::wrong(
            format!("{name} {version} is not the package that tests/bench/peers/packed.json names: {found}."),
            "Do not run it; look at what was published.",
        ));
    }
    let mut unpack = command("tar");
    unpack.arg("xzf").arg(&archive).args(["--strip-components=1", "-C"]).arg(&folder);
    quietly(unpack, &format!("unpacking {name}"), &log)?;
    fs::remove_dir_all(&archives).map_err(|error| Fault::file(&archives, &error))?;
    fs::write(&stamp, integrity).map_err(|error| Fault::file(&stamp, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_of_the_peers_names_no_address() {
        let lock = include_str!("../../../../tests/bench/peers/package-lock.json");
        assert!(!lock.contains("\"resolved\""));
    }

    #[test]
    fn each_packed_peer_has_a_version_and_a_hash() {
        let all: Vec<Value> =
            serde_json::from_str(include_str!("../../../../tests/bench/peers/packed.json")).unwrap();
        assert_eq!(all.len(), 2);
        for entry in &all {
            let package = package(entry).unwrap();
            assert!(package.version.starts_with(|first: char| first.is_ascii_digit()), "{}", package.name);
            assert_eq!(package.integrity.len(), "sha512-".len() + 88, "{}", package.name);
        }
    }
}
