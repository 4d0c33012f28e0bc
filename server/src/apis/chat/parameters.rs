//! Query parameters and cursors.

use parlour_protocol::{Cursor, ErrorCode};

use crate::error::{ApiError, ApiResult};

/// The one value of a query parameter.
pub(crate) fn parameter(query: Option<&str>, name: &str) -> ApiResult<Option<String>> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let mut values = pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let first = values.next();
    if values.next().is_some() {
        return Err(invalid(name, "may stand there once only"));
    }
    Ok(first)
}

/// A refusal that names the parameter.
pub(crate) fn invalid(name: &str, why: &str) -> ApiError {
    ApiError::of_field(ErrorCode::ParameterInvalid, name, format!("The parameter `{name}` {why}."))
}

/// A cursor found under `name`.
pub(super) fn cursor(name: &str, text: &str) -> ApiResult<Cursor> {
    text.parse().map_err(|error| {
        let sentence = format!("`{name}` is malformed: {error}.");
        ApiError::of_field(ErrorCode::MalformedCursor, name, sentence)
    })
}
