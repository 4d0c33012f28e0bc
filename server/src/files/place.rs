//! Where a file is looked for.

use std::path::Path as FilePath;

use bytes::Bytes;
use tokio::io::AsyncReadExt as _;

use super::embedded;
use crate::config::Config;
use crate::limits::STATIC_BYTES;

/// One place; a file that it lacks may be in the next.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// A folder of this machine.
    Folder(&'a FilePath),
    /// The program itself.
    Embedded,
}

impl Place<'_> {
    /// The content of a file by its path below the place, with `/`.
    pub(super) async fn read(self, path: &str) -> Option<Bytes> {
        match self {
            Self::Folder(folder) => read(&folder.join(path)).await,
            Self::Embedded => embedded::read(path),
        }
    }
}

/// Where the widget's files are: the operator's folder first, which so may hold versions that the program has not.
pub(super) fn of_widget(config: &Config) -> impl Iterator<Item = Place<'_>> {
    config.assets.as_deref().map(Place::Folder).into_iter().chain([Place::Embedded])
}

/// Whether this server has the widget's files at all.
pub(crate) fn has_widget(config: &Config) -> bool {
    config.assets.is_some() || embedded::is_whole()
}

async fn read(path: &FilePath) -> Option<Bytes> {
    let file = tokio::fs::File::open(path).await.ok()?;
    let size = file.metadata().await.ok().filter(std::fs::Metadata::is_file)?.len();
    if size > STATIC_BYTES {
        tracing::warn!(path = %path.display(), size, "a file is too large to be served");
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
    file.take(STATIC_BYTES).read_to_end(&mut bytes).await.ok()?;
    Some(bytes.into())
}
