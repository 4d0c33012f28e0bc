//! The folder of uploads: beside the store, outside of everything that is served.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::fs;

use crate::config::{Config, StoreAddress};
use crate::limits::ORPHAN_MINUTES;
use crate::store::Store;

/// What a file is called while it arrives.
pub(super) const PART: &str = ".part";

/// The folder beside the store: what is in it is as private.
pub(crate) fn folder(config: &Config) -> PathBuf {
    let StoreAddress::Sqlite(store) = &config.store;
    let mut name = store.clone().into_os_string();
    name.push(".uploads");
    PathBuf::from(name)
}

/// Whether it is a name this server gave: 32 digits of lower-case hex, so no path can be made of it.
pub(crate) fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Opens a file for reading.
///
/// # Errors
/// If it is not there.
pub(crate) async fn open(folder: &Path, id: &str) -> io::Result<fs::File> {
    if !is_id(id) {
        return Err(io::ErrorKind::NotFound.into());
    }
    fs::File::open(folder.join(id)).await
}

/// A new file that only this server can read.
pub(super) async fn create(folder: &Path, id: &str) -> io::Result<(fs::File, PathBuf)> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder).await?;
    let path = folder.join(format!("{id}{PART}"));
    let file = fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path).await?;
    Ok((file, path))
}

/// Gives a whole file its name, which a power cut cannot take from it.
pub(super) async fn keep(folder: &Path, part: &Path, id: &str) -> io::Result<()> {
    fs::rename(part, folder.join(id)).await?;
    fs::File::open(folder).await?.sync_all().await
}

/// Removes files whose rows are gone. One that cannot be removed is left to the sweep.
pub(crate) async fn remove(folder: &Path, ids: &[String]) {
    for id in ids.iter().filter(|id| is_id(id)) {
        match fs::remove_file(folder.join(id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "an upload was not removed");
            }
            _ => {}
        }
    }
}

/// Removes files nobody knows: of a visitor who was forgotten, or of an upload that broke off. Returns
/// how many.
///
/// # Errors
/// If the store or the disk fails.
pub(crate) async fn sweep(folder: &Path, store: &Store) -> Result<usize, sqlx::Error> {
    let mut entries = match fs::read_dir(folder).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        found => found.map_err(sqlx::Error::Io)?,
    };
    let mut removed = 0;
    while let Some(entry) = entries.next_entry().await.map_err(sqlx::Error::Io)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let bare = name.strip_suffix(PART).unwrap_or(&name);
        let about = entry.metadata().await.map_err(sqlx::Error::Io)?;
        let age = about.modified().ok().and_then(|at| at.elapsed().ok()).unwrap_or_default();
        let is_young = age < Duration::from_secs(ORPHAN_MINUTES.saturating_mul(60));
        if !is_id(bare) || is_young || (bare == name && store.has_attachment(bare).await?) {
            continue;
        }
        fs::remove_file(entry.path()).await.map_err(sqlx::Error::Io)?;
        removed += 1;
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_ours_is_no_path() {
        assert!(is_id("0123456789abcdef0123456789abcdef"));
        for other in ["", "..", "0123456789ABCDEF0123456789ABCDEF", "../456789abcdef0123456789abcdef01"] {
            assert!(!is_id(other), "{other}");
        }
    }
}
