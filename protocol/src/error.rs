//! Why a request was refused: a code for programs, a sentence for people (server.md §4).

use serde::{Deserialize, Serialize};

/// Body of every refusal of the chat, session and report APIs.
///
/// A superset of the one error body the vendor documents (`error` and `message: null`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// A sentence for people; its words may change.
    pub error: String,
    /// Always `null`.
    pub message: Option<()>,
    /// For programs; never renamed.
    pub code: String,
    /// The field or parameter that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal;)*) => {
        /// Every code the chat API may answer with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// All of them, in the order of their statuses.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it travels with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or not UTF-8.
    MalformedJson = "malformed_json", 400;
    /// The JSON is nested deeper, or holds more keys, than allowed.
    JsonTooComplex = "json_too_complex", 400;
    /// A field is missing.
    FieldMissing = "field_missing", 400;
    /// A field has a value that is not allowed.
    FieldInvalid = "field_invalid", 400;
    /// A field this caller may not send.
    FieldRefused = "field_refused", 400;
    /// A text over the limit.
    TextTooLong = "text_too_long", 400;
    /// A `ref` that names no module, or none this caller may jump to.
    UnknownModule = "unknown_module", 400;
    /// A cursor that is not `<epoch>.<seq>`.
    MalformedCursor = "malformed_cursor", 400;
    /// A query parameter out of its range.
    ParameterInvalid = "parameter_invalid", 400;
    /// No bearer, or one that is unknown, expired or revoked.
    Unauthorized = "unauthorized", 401;
    /// The signed identity was refused.
    IdentityInvalid = "identity_invalid", 401;
    /// The page's origin is not one of the bot's.
    OriginRefused = "origin_refused", 403;
    /// The pass that was to make a test of the conversation is none.
    TestRefused = "test_refused", 403;
    /// Unknown, or not yours.
    NotFound = "not_found", 404;
    /// The route exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The body did not arrive in time; the same request may be sent again.
    RequestTimeout = "request_timeout", 408;
    /// The same message id with another body.
    IdReused = "id_reused", 409;
    /// A report of this account is queued or running; `job` names it.
    ReportInProgress = "report_in_progress", 409;
    /// Another agent has the conversation, or none has.
    HandoverConflict = "handover_conflict", 409;
    /// The conversation has not ended, so there is nothing to be rated.
    NotEnded = "not_ended", 409;
    /// The conversation is a visitor's: only a test may be changed so.
    NotATest = "not_a_test", 409;
    /// A cursor of another epoch.
    StaleCursor = "stale_cursor", 410;
    /// A body over the limit.
    BodyTooLarge = "body_too_large", 413;
    /// The body is not declared as JSON.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// The `Host` is not this server's.
    MisdirectedRequest = "misdirected_request", 421;
    /// Too many messages, sessions or streams; `Retry-After` says when.
    RateLimited = "rate_limited", 429;
    /// A fault of the server.
    Internal = "internal", 500;
    /// Busy or shutting down; `Retry-After` says when.
    Unavailable = "unavailable", 503;
}
