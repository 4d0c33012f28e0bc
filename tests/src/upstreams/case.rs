//! Folders as cases.
//!
//! `case.toml`; for each message of the visitor `say-N.txt`, `reply-N.http`, what it is answered with
//! when its outcome is known, and `delayed-N.http`, what before that if it is delayed; for each call of the upstream `asked-N.http`, and what it gets:
//! `answered-N.http` as it stands, `answered-N.drop` (it listens and hangs up) or `answered-N.silence`;
//! `hook-N….json` is what the upstream sends after the Nth message (0: before the first), in the order of
//! names, with 200 or `taken-N….http` as answer, and `meanwhile-N….json` what it sends before the Nth message is
//! answered; `log-N.json` is the conversation after that, `log.json` at
//! the end. Calls are counted from 0 where the bot greets.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One case.
#[derive(Debug)]
pub struct Case {
    /// `<channel>/<name>`.
    pub name: String,
    pub(super) about: About,
    /// By file name.
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

/// `case.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct About {
    /// What the case claims.
    pub(super) title: String,
    /// Where the fact is written.
    pub(super) source: String,
    /// Keys of `upstream` besides those every case has.
    #[serde(default)]
    pub(super) upstream: String,
    /// Keys of the bot besides those every case has.
    #[serde(default)]
    pub(super) bot: String,
}

impl Case {
    fn read(root: &Path, folder: &Path) -> Result<Self, String> {
        let name = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().replace('\\', "/");
        let mut files = BTreeMap::new();
        for path in entries(folder)? {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(file, fs::read(&path).map_err(|error| format!("{name}: {error}"))?);
        }
        let about = files.remove("case.toml").ok_or(format!("{name}: there is no case.toml"))?;
        let about = String::from_utf8(about).map_err(|error| format!("{name}: {error}"))?;
        let about: About = toml::from_str(&about).map_err(|error| format!("{name}/case.toml: {error}"))?;
        if about.title.is_empty() || about.source.is_empty() {
            return Err(format!("{name}: a case needs a title and the source of its fact"));
        }
        Ok(Self { name, about, files })
    }

    /// The channel that is tried.
    pub(super) fn channel(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// Every folder below `root` that holds a case, by name.
pub fn cases(root: &Path) -> Result<Vec<Case>, String> {
    let mut found = Vec::new();
    for channel in entries(root)?.into_iter().filter(|path| path.is_dir()) {
        for folder in entries(&channel)?.into_iter().filter(|path| path.is_dir()) {
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
