//! How far an export is, and its file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use serde_json::json;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, Take};

use super::account::Account;
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::FILE_CHUNK;
use crate::reports::file_of;
use crate::store::Job;

/// `GET …/jobs/{id}`.
pub(crate) async fn job(
    State(app): State<Arc<App>>,
    account: Account,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    let job = find(&app, &account, &id).await?;
    Ok(answer(&json!({
        "id": job.id,
        "state": job.state,
        "rows_done": job.rows_done,
        "rows_total": job.rows_total,
        "error": job.error,
    })))
}

/// `GET …/jobs/{id}/file`: the CSV, once all rows are in it and until it is forgotten.
pub(crate) async fn job_file(
    State(app): State<Arc<App>>,
    account: Account,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    let job = find(&app, &account, &id).await?;
    if !account.may_read(&job.bot) {
        return Err(ApiError::not_found());
    }
    csv_of(&app, &job).await
}

/// The file of an export, if all rows are in it and it is still there.
///
/// # Errors
/// `not_found` if it is not.
pub(crate) async fn csv_of(app: &App, job: &Job) -> ApiResult<Response> {
    if !job.is_written {
        return Err(ApiError::not_found());
    }
    let file = File::open(file_of(&app.config, &job.id)).await.map_err(|_| ApiError::not_found())?;
    let bytes = u64::try_from(job.bytes).unwrap_or_default();
    // Days of a calendar, both checked when the job was made: nothing a header could not hold.
    let name = format!("attachment; filename=\"message-report-{}-{}.csv\"", job.from_date, job.to_date);
    let name = HeaderValue::try_from(name).map_err(|_| ApiError::internal())?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_LENGTH, HeaderValue::from(bytes)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    let chunks = stream::try_unfold(file.take(bytes), chunk);
    Ok((headers, Body::from_stream(chunks)).into_response())
}

async fn chunk(mut file: Take<File>) -> std::io::Result<Option<(Bytes, Take<File>)>> {
    let mut bytes = BytesMut::with_capacity(FILE_CHUNK);
    let read = file.read_buf(&mut bytes).await?;
    Ok((read > 0).then(|| (bytes.freeze(), file)))
}

/// The account's own job; another's and an unknown one are alike.
async fn find(app: &App, account: &Account, id: &str) -> ApiResult<Job> {
    app.store.report_job(&account.key(), id).await?.ok_or_else(ApiError::not_found)
}
