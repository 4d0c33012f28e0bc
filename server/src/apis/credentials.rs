//! What a caller presents in `Authorization`.

use axum::http::{HeaderMap, header};

use crate::limits;
use crate::token::TokenHash;

/// Hash of the token behind `scheme`, which is compared without case, as HTTP asks. Nothing if the
/// header is absent, of another scheme, or there twice.
pub(crate) fn presented(headers: &HeaderMap, scheme: &str) -> Option<TokenHash> {
    let mut lines = headers.get_all(header::AUTHORIZATION).into_iter();
    let line = lines.next().filter(|_| lines.next().is_none())?.to_str().ok()?;
    let (found, token) = line.split_once(' ')?;
    let token = token.trim();
    let is_scheme = found.eq_ignore_ascii_case(scheme);
    (is_scheme && !token.is_empty() && token.len() <= limits::BEARER_CHARS).then(|| TokenHash::of(token))
}
