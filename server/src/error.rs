//! Every refusal of the chat API: made anywhere, written in one place (server.md §4).

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parlour_protocol::{ErrorBody, ErrorCode};

use crate::limits;
use crate::store::is_disk_fault;

/// A refusal: a code for programs, a sentence for people, and the field it is about.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    code: ErrorCode,
    sentence: Cow<'static, str>,
    field: Option<String>,
    retry_after_s: Option<u64>,
    scheme: &'static str,
    job: Option<String>,
}

/// What a handler gives back.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A refusal that is about no single field.
    pub(crate) fn new(code: ErrorCode, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            field: None,
            retry_after_s: None,
            scheme: "Bearer",
            job: None,
        }
    }

    /// What programs tell it by.
    pub(crate) fn code(&self) -> ErrorCode {
        self.code
    }

    /// Its HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What people are told.
    pub(crate) fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Seconds after which there may be room again.
    pub(crate) fn retry_after_s(&self) -> Option<u64> {
        self.retry_after_s
    }

    /// A refusal that names a field or parameter.
    pub(crate) fn of_field(
        code: ErrorCode,
        field: impl Into<String>,
        sentence: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { field: Some(field.into()), ..Self::new(code, sentence) }
    }

    /// `field` is not there.
    pub(crate) fn missing(field: impl Into<String>) -> Self {
        let field = field.into();
        let sentence = format!("The field `{field}` is required.");
        Self::of_field(ErrorCode::FieldMissing, field, sentence)
    }

    /// `field` holds something that is not allowed; `must` completes "The field `x` must …".
    pub(crate) fn invalid(field: impl Into<String>, must: &str) -> Self {
        let field = field.into();
        let sentence = format!("The field `{field}` must {must}.");
        Self::of_field(ErrorCode::FieldInvalid, field, sentence)
    }

    /// `field` is not this caller's to send.
    pub(crate) fn refused(field: impl Into<String>) -> Self {
        let field = field.into();
        let sentence = format!("The field `{field}` may not be sent here.");
        Self::of_field(ErrorCode::FieldRefused, field, sentence)
    }

    /// No bearer, or one that is unknown, expired or revoked: all alike.
    pub(crate) fn unauthorized() -> Self {
        Self::new(ErrorCode::Unauthorized, "A valid token is required.")
    }

    /// The same where tokens are presented as `Authorization: JWT …`.
    pub(crate) fn unauthorized_account() -> Self {
        Self { scheme: "JWT", ..Self::unauthorized() }
    }

    /// The account's `job` is not over yet.
    pub(crate) fn report_in_progress(job: String) -> Self {
        let sentence = "A previous report request is still being processed.";
        Self { job: Some(job), ..Self::new(ErrorCode::ReportInProgress, sentence) }
    }

    /// Unknown, or not the caller's: both alike.
    pub(crate) fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is nothing here.")
    }

    /// The route exists, the method does not.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(ErrorCode::MethodNotAllowed, "This address does not take this method.")
    }

    /// One too many; `retry_after_s` says when there is room again.
    pub(crate) fn rate_limited(sentence: &'static str, retry_after_s: u64) -> Self {
        Self { retry_after_s: Some(retry_after_s.max(1)), ..Self::new(ErrorCode::RateLimited, sentence) }
    }

    /// Busy, or shutting down.
    pub(crate) fn unavailable() -> Self {
        Self {
            retry_after_s: Some(limits::RETRY_AFTER_SECONDS),
            ..Self::new(ErrorCode::Unavailable, "The server is busy. Please try again.")
        }
    }

    /// A fault of ours; its cause is in the log, never in the answer.
    pub(crate) fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on the server.")
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        let is_busy = match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
            // SQLite's SQLITE_BUSY and SQLITE_LOCKED with their extended codes.
            sqlx::Error::Database(cause) => cause
                .code()
                .and_then(|code| code.parse::<u32>().ok())
                .is_some_and(|code| matches!(code & 0xff, 5 | 6)),
            _ => false,
        };
        tracing::error!(%error, "the store failed");
        // A disk is the operator's to mend; until then the client may keep what it has and retry.
        if is_busy || is_disk_fault(&error) { Self::unavailable() } else { Self::internal() }
    }
}

#[derive(serde::Serialize)]
struct Refusal {
    #[serde(flatten)]
    body: ErrorBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<String>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = Refusal {
            body: ErrorBody {
                error: self.sentence.into_owned(),
                message: None,
                code: self.code.as_str().to_owned(),
                field: self.field,
            },
            job: self.job,
        };
        let mut response = (status, json(&body)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code == ErrorCode::Unauthorized {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(self.scheme));
        }
        response
    }
}

/// A JSON answer.
pub(crate) fn json<T: serde::Serialize>(body: &T) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
