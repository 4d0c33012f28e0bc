//! A file on its way in: `multipart/form-data` with one part, `file`.

use std::io;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderMap, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use parlour_protocol::ErrorCode;
use tokio::io::AsyncWriteExt as _;

use super::files::{create, keep};
use super::kind::Sniffer;
use super::name::clean;
use crate::error::{ApiError, ApiResult};
use crate::limits::{self, UPLOAD_AROUND_BYTES};
use crate::store::Attachment;
use crate::token::random_hex;

const FIELD: &str = "file";

/// A file that arrived whole and is on the disk. Dropped without [`Received::keep`], it never arrived.
#[derive(Debug)]
pub(crate) struct Received {
    /// What is known of it.
    pub(crate) file: Attachment,
    part: Part,
}

#[derive(Debug)]
struct Part(Option<PathBuf>);

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // Whatever is left, the sweep finds.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Received {
    /// Gives the file its name. Its row is to be written next.
    ///
    /// # Errors
    /// `unavailable` if the disk is full, `internal` if it fails otherwise.
    pub(crate) async fn keep(mut self, folder: &Path) -> ApiResult<Attachment> {
        if let Some(part) = &self.part.0 {
            keep(folder, part, &self.file.id).await.map_err(disk)?;
        }
        self.part.0 = None;
        Ok(self.file)
    }
}

/// Takes the body in, up to `most` bytes of a file of one of `types`.
///
/// # Errors
/// 400, 408, 413, 415; `unavailable` if the disk is full.
pub(crate) async fn receive(
    folder: &Path,
    headers: &HeaderMap,
    body: Body,
    most: u64,
    types: &[String],
) -> ApiResult<Received> {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(declared).map_err(|_| {
        ApiError::new(ErrorCode::UnsupportedMediaType, "The Content-Type must be multipart/form-data.")
    })?;
    let sizes = SizeLimit::new().whole_stream(most.saturating_add(UPLOAD_AROUND_BYTES)).per_field(most);
    let constraints = Constraints::new().allowed_fields(vec![FIELD]).size_limit(sizes);
    let parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let taken = tokio::time::timeout(limits::UPLOAD_TIMEOUT, take_in(folder, parts, most, types)).await;
    taken
        .unwrap_or_else(|_| Err(ApiError::new(ErrorCode::RequestTimeout, "The file did not arrive in time.")))
}

/// Keeps a file that came in a body of JSON, looked into already. Its row is to be written next.
///
/// # Errors
/// `unavailable` if the disk is full, `internal` if it fails otherwise.
pub(crate) async fn keep_bytes(
    folder: &Path,
    name: &str,
    media_type: &str,
    bytes: &[u8],
) -> ApiResult<Attachment> {
    let id = random_hex::<16>().ok_or_else(ApiError::internal)?;
    let (mut out, path) = create(folder, &id).await.map_err(disk)?;
    let part = Part(Some(path));
    out.write_all(bytes).await.map_err(disk)?;
    out.flush().await.map_err(disk)?;
    out.sync_all().await.map_err(disk)?;
    let (name, media_type) = (clean(name), media_type.to_owned());
    let bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    Received { file: Attachment { id, name, media_type, bytes }, part }.keep(folder).await
}

async fn take_in(
    folder: &Path,
    mut parts: Multipart<'_>,
    most: u64,
    types: &[String],
) -> ApiResult<Received> {
    let refused = |error| refusal(&error, most);
    let field = parts.next_field().await.map_err(refused)?;
    let Some(field) = field.filter(|field| field.name() == Some(FIELD)) else {
        return Err(ApiError::missing(FIELD));
    };
    let received = write(folder, field, most, types).await?;
    match parts.next_field().await {
        Ok(None) => Ok(received),
        Ok(Some(_)) => Err(ApiError::invalid(FIELD, "stand there once")),
        Err(error) => Err(refusal(&error, most)),
    }
}

async fn write(folder: &Path, mut field: Field<'_>, most: u64, types: &[String]) -> ApiResult<Received> {
    let name = clean(field.file_name().unwrap_or_default());
    let id = random_hex::<16>().ok_or_else(ApiError::internal)?;
    let (mut out, path) = create(folder, &id).await.map_err(disk)?;
    let part = Part(Some(path));
    let (mut sniffer, mut bytes) = (Sniffer::default(), 0_i64);
    while let Some(chunk) = field.chunk().await.map_err(|error| refusal(&error, most))? {
        sniffer.look(&chunk);
        out.write_all(&chunk).await.map_err(disk)?;
        bytes = bytes.saturating_add(i64::try_from(chunk.len()).unwrap_or(i64::MAX));
    }
    if bytes == 0 {
        return Err(ApiError::invalid(FIELD, "not be empty"));
    }
    let found = sniffer.media_type();
    let Some(media_type) = found.filter(|found| types.iter().any(|allowed| allowed == found)) else {
        let sentence = "Files of this kind are not taken here.";
        return Err(ApiError::of_field(ErrorCode::UnsupportedMediaType, FIELD, sentence));
    };
    out.flush().await.map_err(disk)?;
    out.sync_all().await.map_err(disk)?;
    Ok(Received { file: Attachment { id, name, media_type: media_type.to_owned(), bytes }, part })
}

fn refusal(error: &multer::Error, most: u64) -> ApiError {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            ApiError::new(ErrorCode::BodyTooLarge, format!("A file may have at most {most} bytes."))
        }
        multer::Error::UnknownField { field_name } => {
            let name: String =
                field_name.as_deref().unwrap_or_default().chars().take(limits::ECHOED_CHARS).collect();
            ApiError::refused(name)
        }
        _ => ApiError::invalid(FIELD, "come in a whole multipart form"),
    }
}

fn disk(error: io::Error) -> ApiError {
    tracing::error!(%error, "an upload was not kept");
    if error.kind() == io::ErrorKind::StorageFull { ApiError::unavailable() } else { ApiError::internal() }
}
