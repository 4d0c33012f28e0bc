//! Refusals in this API's form (server.md §4): `{"error": "chatapi.<kind>.<detail>", "message": "<sentence>"}`.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::{ApiError, json as answer};

/// A refusal of the server, told as this API tells it.
#[derive(Debug)]
pub(crate) struct Refusal(pub(crate) ApiError);

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// What a handler gives back.
pub(super) type Answer = Result<Response, Refusal>;

/// Whether an address is one of this API's.
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with("/chatapi/")
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let kind = match error.status().as_u16() {
            404 => "lookup",
            429 => "limit",
            500.. => "server",
            _ => "request",
        };
        let body = json!({
            "error": format!("chatapi.{kind}.{}", error.code().as_str()),
            "message": error.sentence(),
        });
        let mut response = (error.status(), answer(&body)).into_response();
        if let Some(seconds) = error.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
