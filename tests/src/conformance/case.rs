//! Folders as cases.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One case: `case.toml`, `request.http`, `reply.http`, and `before*.http` sent first, in order of
/// their names.
#[derive(Debug)]
pub struct Case {
    /// `<api>/<name>`.
    pub name: String,
    pub(super) about: About,
    pub(super) before: Vec<Vec<u8>>,
    pub(super) request: Vec<u8>,
    pub(super) reply: Vec<u8>,
}

/// `case.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct About {
    /// What the case claims.
    pub(super) title: String,
    /// Where the fact is written.
    pub(super) source: String,
    /// Why it does not hold yet; then it must not hold.
    pub(super) known_failure: Option<String>,
    /// For a reply without an end: read until the body holds this.
    pub(super) stop_at: Option<String>,
}

impl Case {
    fn read(root: &Path, folder: &Path) -> Result<Self, String> {
        let name = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().replace('\\', "/");
        let read =
            |file: &str| fs::read(folder.join(file)).map_err(|error| format!("{name}/{file}: {error}"));
        let about = String::from_utf8(read("case.toml")?).map_err(|error| format!("{name}: {error}"))?;
        let about: About = toml::from_str(&about).map_err(|error| format!("{name}/case.toml: {error}"))?;
        if about.title.is_empty() || about.source.is_empty() {
            return Err(format!("{name}: a case needs a title and the source of its fact"));
        }
        let mut before: Vec<PathBuf> = entries(folder)?;
        before.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("before") && name.ends_with(".http")
        });
        before.sort();
        let before: Result<_, _> = before.iter().map(fs::read).collect();
        Ok(Self {
            about,
            before: before.map_err(|error| format!("{name}: {error}"))?,
            request: read("request.http")?,
            reply: read("reply.http")?,
            name,
        })
    }
}

/// Every folder below `root` that holds a `case.toml`, by name.
pub fn cases(root: &Path) -> Result<Vec<Case>, String> {
    let mut found = Vec::new();
    for api in entries(root)?.into_iter().filter(|path| path.is_dir()) {
        for folder in entries(&api)?.into_iter().filter(|path| path.is_dir()) {
            found.push(Case::read(root, &folder)?);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(|error| error.to_string())).collect()
}
