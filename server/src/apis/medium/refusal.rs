//! The API's own shape of a refusal (server.md §4).

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use parlour_protocol::ErrorCode;
use serde_json::json;

use crate::error::{ApiError, json as answer};

/// A refusal, as `{"success": false, "error": "<sentence>"}`.
#[derive(Debug)]
pub(crate) struct Refusal(ApiError);

impl Refusal {
    /// A field is missing or not as it must be.
    pub(super) fn of(sentence: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self(ApiError::new(ErrorCode::FieldInvalid, sentence))
    }

    /// The wrong token, or no channel of ours: both alike.
    pub(super) fn unauthorized() -> Self {
        Self(ApiError::new(ErrorCode::Unauthorized, "invalid channelID or token"))
    }

    /// An attachment over the limit.
    pub(super) fn too_large() -> Self {
        Self(ApiError::new(ErrorCode::BodyTooLarge, "attachment too large"))
    }

    /// An attachment of a kind that is not taken, or that is not what it says it is.
    pub(super) fn wrong_type() -> Self {
        Self(ApiError::new(ErrorCode::UnsupportedMediaType, "attachments of this type are not taken"))
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = answer(&json!({"success": false, "error": self.0.sentence()}));
        let mut response = (self.0.status(), body).into_response();
        if let Some(seconds) = self.0.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
