//! `POST …/attachments` and `GET …/attachments/{id}`: files of visitors.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use serde_json::json;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, Take};

use super::body::too_large;
use super::extract::{Address, OfBot, Visitor, bearer, live_session, refuse_foreign_origin};
use super::parameters::parameter;
use crate::app::App;
use crate::client_address::Client;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::{self, FILE_CHUNK, FILE_URL_DAYS, UPLOAD_AROUND_BYTES};
use crate::store::{Attachment, NewAttachment, Session};
use crate::turns::finish_even_if_the_caller_leaves;
use crate::uploads::{Received, disposition, kind_of, open, receive, remove};

/// Takes one file. 201 means that it is on the disk.
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    visitor: Visitor,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let Visitor { session } = visitor;
    let file = take_file(&app, &bot, &session, address, &headers, body).await?;
    let shown = json!({
        "url": app.uploads.address(&session.scope.bot, &file.id, FILE_URL_DAYS, clock::now_ms()),
        "kind": kind_of(&file.media_type).as_str(),
        "bytes": file.bytes,
        "id": file.id,
    });
    Ok((StatusCode::CREATED, answer(&shown)).into_response())
}

/// Takes the one file of a body of `multipart/form-data`; it goes with no message yet.
///
/// # Errors
/// 404 where the bot takes none, else as [`receive`], 429 for one too many, 503.
pub(crate) async fn take_file(
    app: &Arc<App>,
    bot: &Bot,
    session: &Session,
    address: Client,
    headers: &HeaderMap,
    body: Body,
) -> ApiResult<Attachment> {
    let types = bot.upload_types.as_ref().ok_or_else(ApiError::not_found)?;
    app.throttle.uploads.count(&address.household())?;
    let scope = &session.scope;
    refuse_too_many(app.store.count_attachments(scope, an_hour_ago()).await?)?;
    let most = app.config.limits.upload;
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let declared = declared.and_then(|length| length.parse::<u64>().ok()).unwrap_or_default();
    if declared > most.saturating_add(UPLOAD_AROUND_BYTES) {
        return Err(too_large(body, usize::try_from(most).unwrap_or(usize::MAX)).await);
    }
    let Ok(_place) = Arc::clone(&app.uploads.places).try_acquire_owned() else {
        return Err(ApiError::unavailable());
    };
    let received = receive(&app.uploads.folder, headers, body, most, types).await?;
    finish_even_if_the_caller_leaves(keep(Arc::clone(app), session.clone(), received)).await
}

/// First the file, then its row: what the visitor is told of is there.
async fn keep(app: Arc<App>, session: Session, received: Received) -> ApiResult<Attachment> {
    let file = received.keep(&app.uploads.folder).await?;
    let noted = note(&app, &session, &file).await;
    if noted.is_err() {
        remove(&app.uploads.folder, std::slice::from_ref(&file.id)).await;
    }
    noted.map(|()| file)
}

async fn note(app: &App, session: &Session, file: &Attachment) -> ApiResult<()> {
    let scope = &session.scope;
    let now = clock::now_ms();
    let mut write = app.store.write().await?;
    if !write.is_live(session, now).await? {
        return Err(ApiError::unauthorized());
    }
    refuse_too_many(write.count_attachments(scope, an_hour_ago()).await?)?;
    write.add_attachment(&NewAttachment { scope, file, created_ms: now }).await?;
    Ok(write.commit().await?)
}

fn an_hour_ago() -> i64 {
    clock::now_ms().saturating_sub(clock::minutes(60))
}

fn refuse_too_many((in_all, in_this_hour): (i64, i64)) -> ApiResult<()> {
    if in_all >= limits::UPLOADS_PER_CONVERSATION {
        let sentence = "This conversation has as many files as one may have.";
        return Err(ApiError::rate_limited(sentence, 24 * 3_600));
    }
    if in_this_hour >= limits::UPLOADS_PER_HOUR {
        return Err(ApiError::rate_limited("Too many files in an hour. Please wait.", 600));
    }
    Ok(())
}

/// Sends a file to its visitor, or to whoever has a signed address of it. It can do nothing in the
/// browser that shows it.
pub(crate) async fn attachment(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    Path((_, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let query = query.as_deref();
    let key = bot.key();
    let signed = parameter(query, "until")?.zip(parameter(query, "signature")?);
    let found = if let Some((until, signature)) = signed {
        if !app.uploads.is_signed(&key, &id, &until, &signature, clock::now_ms()) {
            return Err(ApiError::not_found());
        }
        app.store.attachment(&key, &id).await?
    } else {
        refuse_foreign_origin(&bot, &headers)?;
        let hash = bearer(&headers).ok_or_else(ApiError::unauthorized)?;
        let session = live_session(&app, &bot, &hash).await?;
        app.store.attachment_of(&session, &id).await?
    };
    let found = found.ok_or_else(ApiError::not_found)?;
    let file = open(&app.uploads.folder, &found.id).await.map_err(|_| ApiError::not_found())?;
    send(found, file)
}

fn send(found: Attachment, file: File) -> ApiResult<Response> {
    let is_inline = ["image/", "audio/", "video/"].iter().any(|kind| found.media_type.starts_with(kind));
    let line = |text: &str| HeaderValue::from_str(text).map_err(|_| ApiError::internal());
    let bytes = u64::try_from(found.bytes).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, line(&found.media_type)?),
        (header::CONTENT_LENGTH, HeaderValue::from(bytes)),
        (header::CONTENT_DISPOSITION, line(&disposition(is_inline, &found.name))?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        // A picture in a page of another origin; the address is the permission.
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    let chunks = stream::try_unfold(file.take(bytes), chunk);
    Ok((headers, Body::from_stream(chunks)).into_response())
}

async fn chunk(mut file: Take<File>) -> std::io::Result<Option<(Bytes, Take<File>)>> {
    let mut bytes = BytesMut::with_capacity(FILE_CHUNK);
    let read = file.read_buf(&mut bytes).await?;
    Ok((read > 0).then(|| (bytes.freeze(), file)))
}
