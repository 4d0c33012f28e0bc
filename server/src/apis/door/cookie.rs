//! The cookie of who has signed in: no script reads it and no other site sends it along.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::limits::BEARER_CHARS;

const NAME: &str = "parlour_reports";
/// The same where the connection is encrypted: a browser takes it from this very host only.
const SEALED_NAME: &str = "__Host-parlour_reports";

fn is_sealed(app: &App) -> bool {
    app.config.public_url.starts_with("https://")
}

fn name(app: &App) -> &'static str {
    if is_sealed(app) { SEALED_NAME } else { NAME }
}

/// The cookie, if the browser sent one; two of them are none.
pub(crate) fn cookie_of<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(app);
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
    let value = values.next().filter(|value| !value.is_empty() && value.len() <= BEARER_CHARS)?;
    values.next().is_none().then_some(value)
}

/// The line that gives a browser its cookie.
pub(crate) fn set_cookie(app: &App, value: &str, seconds: u64) -> ApiResult<HeaderValue> {
    let (name, secure) = (name(app), if is_sealed(app) { "; Secure" } else { "" });
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::try_from(line).map_err(|_| ApiError::internal())
}
