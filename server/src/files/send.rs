//! One file as an answer: the form a browser takes, or that it has it already.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::media_type::media_type;
use super::place::Place;
use crate::error::{ApiError, ApiResult};
use crate::token::hex;

/// Precompressed forms beside a file, the smallest first: coding and ending.
const FORMS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The file of the first place that has it, or the smallest of its precompressed forms that the client takes.
pub(super) async fn send(
    places: impl IntoIterator<Item = Place<'_>>,
    path: &str,
    headers: &HeaderMap,
    cache: &'static str,
) -> ApiResult<Response> {
    let media_type = media_type(path).ok_or_else(ApiError::not_found)?;
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let mut found = None;
    for place in places {
        found = form(place, path, accepted).await;
        if found.is_some() {
            break;
        }
    }
    let (bytes, encoding) = found.ok_or_else(ApiError::not_found)?;
    let digest = hex(&Sha256::digest(&bytes));
    let tag = format!("\"{}\"", digest.get(..16).unwrap_or_default());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

async fn form(place: Place<'_>, path: &str, accepted: &str) -> Option<(Bytes, Option<&'static str>)> {
    for (encoding, ending) in FORMS {
        if accepts(accepted, encoding)
            && let Some(bytes) = place.read(&format!("{path}{ending}")).await
        {
            return Some((bytes, Some(encoding)));
        }
    }
    place.read(path).await.map(|bytes| (bytes, None))
}

/// Whether `Accept-Encoding` takes the coding; `q=0` means no.
fn accepts(line: &str, encoding: &str) -> bool {
    line.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = weight.and_then(|weight| weight.parse::<f32>().ok());
        is_named && quality.unwrap_or(1.0) > 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_with_quality_zero_is_not_taken() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("br;Q=0.000", "br"));
        assert!(!accepts("", "gzip"));
    }
}
