//! A JSON body, read within its bounds.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use parlour_protocol::ErrorCode;
use serde_json::Value;

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::limits;
use crate::strict_json::{self, Bounds};

/// Reads the body as JSON of at most `bytes`; an empty body is nothing.
///
/// # Errors
/// 408, 413, 415, or what [`strict_json::read`] refuses.
pub(super) async fn read_json(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    bytes: usize,
) -> ApiResult<Option<Value>> {
    let bounds = Bounds { depth: app.config.limits.json_depth, keys: app.config.limits.json_keys };
    let body = json_bytes(headers, body, bytes).await?;
    body.map(|body| strict_json::read(&body, bounds)).transpose()
}

/// Reads a body that says that it is JSON, and does not look into it; an empty body is nothing.
///
/// # Errors
/// 408, 413 or 415.
pub(crate) async fn json_bytes(headers: &HeaderMap, body: Body, bytes: usize) -> ApiResult<Option<Bytes>> {
    refuse_packed(headers)?;
    let body = read_bytes(headers, body, bytes).await?;
    if body.is_empty() {
        return Ok(None);
    }
    if !is_json(headers) {
        let sentence = "The Content-Type must be application/json.";
        return Err(ApiError::new(ErrorCode::UnsupportedMediaType, sentence));
    }
    Ok(Some(body))
}

/// Nothing is unpacked here: a small body that grows is refused before it can.
pub(crate) fn refuse_packed(headers: &HeaderMap) -> ApiResult<()> {
    let plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(header::CONTENT_ENCODING).iter().all(plain) {
        return Ok(());
    }
    let sentence = "The body must be sent as it is, without a Content-Encoding.";
    Err(ApiError::new(ErrorCode::UnsupportedMediaType, sentence))
}

/// Reads a body that must be there.
pub(crate) async fn require_json(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    bytes: usize,
) -> ApiResult<Value> {
    let bounds = Bounds { depth: app.config.limits.json_depth, keys: app.config.limits.json_keys };
    require_json_within(headers, body, bytes, bounds).await
}

/// The same within bounds of its own.
pub(crate) async fn require_json_within(
    headers: &HeaderMap,
    body: Body,
    bytes: usize,
    bounds: Bounds,
) -> ApiResult<Value> {
    let empty = || ApiError::new(ErrorCode::MalformedJson, "The body is empty; it must be JSON.");
    strict_json::read(&json_bytes(headers, body, bytes).await?.ok_or_else(empty)?, bounds)
}

fn is_json(headers: &HeaderMap) -> bool {
    let line = headers.get(header::CONTENT_TYPE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let media_type = line.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// 408, 413, or that it broke off.
pub(crate) async fn read_bytes(headers: &HeaderMap, mut body: Body, limit: usize) -> ApiResult<Bytes> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if declared.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > limit as u64) {
        return Err(too_large(body, limit).await);
    }
    let read = async {
        let mut bytes = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let broken = |_| ApiError::new(ErrorCode::MalformedJson, "The body broke off.");
            if let Ok(data) = frame.map_err(broken)?.into_data() {
                if bytes.len() + data.len() > limit {
                    return Ok(None);
                }
                bytes.extend_from_slice(&data);
            }
        }
        Ok(Some(bytes.freeze()))
    };
    match tokio::time::timeout(limits::BODY_TIMEOUT, read).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => Err(too_large(body, limit).await),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(ApiError::new(ErrorCode::RequestTimeout, "The body did not arrive in time.")),
    }
}

/// A client that is still writing reads no answer: what it sends is taken and forgotten for a while.
pub(super) async fn too_large(mut body: Body, limit: usize) -> ApiError {
    let drain = async {
        let mut passed = 0;
        while let Some(Ok(frame)) = body.frame().await {
            passed += frame.data_ref().map_or(0, Bytes::len);
            if passed > limits::DRAINED_BYTES {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(limits::DRAIN_TIMEOUT, drain).await;
    ApiError::new(ErrorCode::BodyTooLarge, format!("The body may have at most {limit} bytes."))
}
