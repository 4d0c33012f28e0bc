//! One hash over many files: whether anything changed, and what a version is called.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::workspace::read;

/// Folders below a source folder whose files never reach a browser.
const NOT_SHIPPED: [&str; 3] = ["tests", "target", "node_modules"];

/// A hash under way; the order of what is added counts.
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Nothing added yet.
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds one piece; its length keeps neighbours apart.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds a file, or every file below a folder, by name and content; what is missing adds only its name.
    pub(crate) fn add_path(&mut self, path: &Path) -> Result<(), Fault> {
        self.add(path.file_name().unwrap_or_default().as_encoded_bytes());
        if path.is_file() {
            self.add(&read(path)?);
        } else if path.is_dir() {
            let entries = fs::read_dir(path).map_err(|error| Fault::file(path, &error))?;
            let mut inside: Vec<_> = entries.map_while(Result::ok).map(|entry| entry.path()).collect();
            inside.sort();
            for entry in inside {
                let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if !NOT_SHIPPED.contains(&name.as_str()) {
                    self.add_path(&entry)?;
                }
            }
        }
        Ok(())
    }

    /// 64 hexadecimal digits.
    pub(crate) fn hex(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing into a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&str]) -> String {
        let mut hash = Fingerprint::new();
        for piece in pieces {
            hash.add(piece.as_bytes());
        }
        hash.hex()
    }

    #[test]
    fn neighbours_do_not_run_together() {
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }

    #[test]
    fn a_renamed_and_a_changed_file_both_count_and_tests_do_not() {
        let folder = std::env::temp_dir().join(format!("parlour-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("tests")).unwrap();
        let print = || {
            let mut hash = Fingerprint::new();
            hash.add_path(&folder).unwrap();
            hash.hex()
        };
        fs::write(folder.join("a.rs"), "one").unwrap();
        let first = print();
        fs::write(folder.join("tests/t.rs"), "a test").unwrap();
        assert_eq!(print(), first);
        fs::write(folder.join("a.rs"), "two").unwrap();
        let second = print();
        assert_ne!(second, first);
        fs::rename(folder.join("a.rs"), folder.join("b.rs")).unwrap();
        assert_ne!(print(), second);
        fs::remove_dir_all(folder).unwrap();
    }
}
