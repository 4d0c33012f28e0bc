//! Query parameters and cursors.

use std::borrow::Cow;

use parlour_protocol::{Cursor, ErrorCode};
use percent_encoding::percent_decode_str;

use crate::error::{ApiError, ApiResult};

/// The one value of a query parameter. A form reader makes one text of all bytes that are no UTF-8, and two
/// names would be one.
///
/// # Errors
/// `parameter_invalid` if it stands there twice or is no UTF-8.
pub(crate) fn parameter(query: Option<&str>, name: &str) -> ApiResult<Option<String>> {
    let pairs = query.unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs.filter(|(key, _)| decoded(key).is_some_and(|key| key == name));
    let Some((_, first)) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid(name, "may stand there once only"));
    }
    decoded(first).map(Some).ok_or_else(|| invalid(name, "must be valid UTF-8"))
}

/// The number in `?after=`, behind which a list goes on.
///
/// # Errors
/// `parameter_invalid` for what is no whole number, and as of [`parameter`].
pub(crate) fn after(query: Option<&str>) -> ApiResult<Option<u64>> {
    let Some(text) = parameter(query, "after")? else { return Ok(None) };
    let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    number.map(Some).ok_or_else(|| invalid("after", "must be a whole number from 0"))
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Cow::into_owned)
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
