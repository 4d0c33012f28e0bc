//! Where things are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// The folders of the repository that building knows.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it compiles; `CARGO_TARGET_DIR` moves it.
    pub(crate) compiled: PathBuf,
    /// Handed to tests that draw random numbers.
    pub(crate) seed: Option<u64>,
}

impl Workspace {
    /// Found from the manifest that cargo runs, not from the current folder.
    pub(crate) fn locate() -> Result<Self, Fault> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .map(Path::to_path_buf)
            .ok_or_else(|| Fault::machine("The repository was not found.", "Run `cargo xtask` inside it."))?;
        let compiled = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, compiled, seed: None })
    }

    /// `target/`: everything made that is kept but never committed.
    pub(crate) fn kept(&self) -> PathBuf {
        self.root.join("target")
    }

    /// `target/tools/`: tools at pinned versions.
    pub(crate) fn tools(&self) -> PathBuf {
        self.kept().join("tools")
    }

    /// `target/dist/`: what a browser downloads.
    pub(crate) fn dist(&self) -> PathBuf {
        self.kept().join("dist")
    }

    /// `target/logs/NAME.log`: the whole output of a step that ran quietly.
    pub(crate) fn log(&self, name: &str) -> Result<PathBuf, Fault> {
        let folder = self.kept().join("logs");
        make_folder(&folder)?;
        Ok(folder.join(format!("{name}.log")))
    }
}

/// Creates a folder and its parents.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Fault> {
    fs::create_dir_all(folder).map_err(|error| Fault::file(folder, &error))
}

/// Reads a file.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(file).map_err(|error| Fault::file(file, &error))
}

/// Writes a file whole.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    fs::write(file, bytes).map_err(|error| Fault::file(file, &error))
}
