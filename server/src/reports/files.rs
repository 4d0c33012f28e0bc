//! Where the files of exports are kept, and for how long.

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs;

use crate::config::{Config, StoreAddress};
use crate::store::Store;
use crate::{clock, limits};

/// The folder beside the store: what is in it is as private.
fn folder(config: &Config) -> PathBuf {
    let StoreAddress::Sqlite(store) = &config.store;
    let mut name = store.clone().into_os_string();
    name.push(".reports");
    PathBuf::from(name)
}

/// The file of an export; `job` is its id as this server made it.
pub(crate) fn file_of(config: &Config, job: &str) -> PathBuf {
    folder(config).join(format!("{job}.csv"))
}

/// Opens an export's file for writing at `bytes`; what is behind was not finished and goes.
pub(super) async fn open_at(path: &Path, bytes: u64) -> io::Result<fs::File> {
    use tokio::io::AsyncSeekExt as _;
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(folder).await?;
    }
    let mut options = fs::OpenOptions::new();
    let mut file = options.create(true).truncate(false).write(true).mode(0o600).open(path).await?;
    if file.metadata().await?.len() < bytes {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file is shorter than it was"));
    }
    file.set_len(bytes).await?;
    file.seek(io::SeekFrom::Start(bytes)).await?;
    Ok(file)
}

/// Removes files nobody waits for any more, and those that hold somebody who was forgotten.
///
/// # Errors
/// If the store or the disk fails.
pub(crate) async fn forget_files(config: &Config, store: &Store) -> Result<(), sqlx::Error> {
    let folder = folder(config);
    let mut entries = match fs::read_dir(&folder).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found.map_err(sqlx::Error::Io)?,
    };
    let oldest = clock::now_ms() - clock::days(limits::EXPORT_DAYS);
    let kept = store.report_jobs_with_files(oldest).await?;
    while let Some(entry) = entries.next_entry().await.map_err(sqlx::Error::Io)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let job = name.strip_suffix(".csv");
        if job.is_some_and(|job| !kept.iter().any(|kept| kept == job)) {
            fs::remove_file(entry.path()).await.map_err(sqlx::Error::Io)?;
        }
    }
    Ok(())
}
