//! The pure halves of the package's scripts: `tests/parts/*.test.mjs`, run by Node.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where

use std::path::Path;
use std::process::Command;

#[test]
fn the_pure_halves_of_the_scripts_keep_their_promises() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("parts");
    let tests: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    assert!(!tests.is_empty(), "no tests in {}", folder.display());
    let told = Command::new("node").arg("--test").args(&tests).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
}
