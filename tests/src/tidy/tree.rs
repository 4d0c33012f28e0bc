//! The files of the workspace, as text.

use std::fs;
use std::path::Path;

/// A file by its path from the root, with `/`.
#[derive(Clone, Debug)]
pub struct File {
    /// `engine/src/lib.rs`.
    pub path: String,
    /// Its contents.
    pub text: String,
}

/// Files of the workspace that people write, or those a build made.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// In the order of their paths.
    pub files: Vec<File>,
}

/// Folders nobody writes in, by path from the root or by name.
const MADE: &[&str] =
    &["target", "dist", "pkg/wasm", ".git", "node_modules", "test-results", "playwright-report"];

impl Tree {
    /// Every text file people write.
    pub fn of_workspace() -> Result<Self, String> {
        Self::read("", MADE)
    }

    /// What the last build made for browsers; empty if there was none.
    pub fn of_built_files() -> Result<Self, String> {
        let dist = "target/dist";
        if root().join(dist).is_dir() { Self::read(dist, &[]) } else { Ok(Self::default()) }
    }

    fn read(from: &str, skipped: &[&str]) -> Result<Self, String> {
        let mut tree = Self::default();
        let mut folders = vec![from.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(root().join(&folder)).map_err(|error| format!("{folder}: {error}"))?;
            for entry in entries {
                let entry = entry.map_err(|error| format!("{folder}: {error}"))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                let kind = entry.file_type().map_err(|error| format!("{path}: {error}"))?;
                if skipped.contains(&name.as_str()) || skipped.contains(&path.as_str()) {
                    continue;
                }
                if kind.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(entry.path()) {
                    tree.files.push(File { path, text });
                }
            }
        }
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    /// A tree of files that exist in a test only.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Self { files: files.iter().map(file).collect() }
    }

    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    /// Files below a folder with one of these endings.
    pub(super) fn below<'a>(
        &'a self,
        folder: &'a str,
        endings: &'a [&'a str],
    ) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| {
            file.path.starts_with(folder) && endings.iter().any(|ending| file.path.ends_with(ending))
        })
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
