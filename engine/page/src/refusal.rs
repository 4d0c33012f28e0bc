//! Why a request was refused, in the words of the server (server.md §4).

use parlour_protocol::{ErrorBody, ErrorCode};

/// A refusal: its status and its body.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    code: ErrorCode,
    sentence: String,
    field: Option<String>,
}

/// What a step of answering comes to.
pub(crate) type Step<T> = Result<T, Refusal>;

impl Refusal {
    pub(crate) fn new(code: ErrorCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), field: None }
    }

    pub(crate) fn of_field(code: ErrorCode, field: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(code, sentence) }
    }

    /// `field` is not there.
    pub(crate) fn missing(field: &str) -> Self {
        Self::of_field(ErrorCode::FieldMissing, field, ["The field `", field, "` is required."].concat())
    }

    /// `must` completes "The field `x` must …".
    pub(crate) fn invalid(field: &str, must: &str) -> Self {
        let sentence = ["The field `", field, "` must ", must, "."].concat();
        Self::of_field(ErrorCode::FieldInvalid, field, sentence)
    }

    /// `field` is not a visitor's to send.
    pub(crate) fn refused(field: &str) -> Self {
        let sentence = ["The field `", field, "` may not be sent here."].concat();
        Self::of_field(ErrorCode::FieldRefused, field, sentence)
    }

    /// A query parameter out of its range.
    pub(crate) fn parameter(name: &str, why: &str) -> Self {
        let sentence = ["The parameter `", name, "` ", why, "."].concat();
        Self::of_field(ErrorCode::ParameterInvalid, name, sentence)
    }

    /// No token, or none of a conversation that is kept here.
    pub(crate) fn unauthorized() -> Self {
        Self::new(ErrorCode::Unauthorized, "A valid token is required.")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is nothing here.")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(ErrorCode::MethodNotAllowed, "This address does not take this method.")
    }

    pub(crate) fn stale_cursor() -> Self {
        let sentence = "This cursor belongs to another log; load the history anew.";
        Self::new(ErrorCode::StaleCursor, sentence)
    }

    /// A row of the store that cannot be read or written.
    pub(crate) fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on the server.")
    }

    pub(crate) fn status(&self) -> u16 {
        self.code.status()
    }

    pub(crate) fn body(self) -> String {
        let code = self.code.as_str().to_owned();
        let body = ErrorBody { error: self.sentence, message: None, code, field: self.field };
        serde_json::to_string(&body).unwrap_or_default()
    }
}
