//! The widget's files as built, and the demo's pages.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::limits::STATIC_BYTES;
use crate::token::hex;

/// Everything a demo page may load comes from this server, and nothing it is told becomes markup.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
     require-trusted-types-for 'script'";
/// A year: the address holds a hash of the content.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";

/// The variable parts of a path, each a plain file name: no `..`, no hidden file, no separator.
pub(crate) struct Segments(Vec<String>);

impl FromRequestParts<Arc<App>> for Segments {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let params =
            RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found())?;
        let segments = params.iter().flat_map(|(_, value)| value.split('/')).map(str::to_owned);
        let segments: Vec<String> = segments.collect();
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
        let is_name =
            |name: &String| !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_letter);
        if segments.iter().all(is_name) { Ok(Self(segments)) } else { Err(ApiError::not_found()) }
    }
}

/// `GET /parlour.js`: the loader, asked for anew each time, sent only when it changed.
pub(crate) async fn loader(State(app): State<Arc<App>>, headers: HeaderMap) -> ApiResult<Response> {
    let assets = app.config.assets.as_ref().ok_or_else(ApiError::not_found)?;
    asset(&assets.join("parlour.js"), &headers, ASK_FIRST).await
}

/// `GET /v/{version}/…`: files that never change.
pub(crate) async fn versioned(
    State(app): State<Arc<App>>,
    Segments(segments): Segments,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let assets = app.config.assets.as_ref().ok_or_else(ApiError::not_found)?;
    let path = segments.iter().fold(assets.join("v"), |path, name| path.join(name));
    asset(&path, &headers, FOREVER).await
}

/// `GET /`: the demo's first page.
pub(crate) async fn demo_index(State(app): State<Arc<App>>, headers: HeaderMap) -> ApiResult<Response> {
    let demo = app.config.demo.as_ref().ok_or_else(ApiError::not_found)?;
    page(&demo.index, &headers).await
}

/// `GET /pages/…`: the demo's other pages and what they load.
pub(crate) async fn demo_page(
    State(app): State<Arc<App>>,
    Segments(segments): Segments,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let demo = app.config.demo.as_ref().ok_or_else(ApiError::not_found)?;
    let path = segments.iter().fold(demo.pages.clone(), |path, name| path.join(name));
    page(&path, &headers).await
}

async fn page(path: &FilePath, headers: &HeaderMap) -> ApiResult<Response> {
    let mut response = send(path, headers, ASK_FIRST).await?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    Ok(response)
}

async fn asset(path: &FilePath, headers: &HeaderMap, cache: &'static str) -> ApiResult<Response> {
    let mut response = send(path, headers, cache).await?;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}

/// The file, or the smallest of its precompressed forms that the client takes.
async fn send(path: &FilePath, headers: &HeaderMap, cache: &'static str) -> ApiResult<Response> {
    let media_type = media_type(path).ok_or_else(ApiError::not_found)?;
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let mut found = None;
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if found.is_none() && accepts(accepted, encoding) {
            found = read(&with_suffix(path, suffix)).await.map(|bytes| (bytes, Some(encoding)));
        }
    }
    let (bytes, encoding) = match found {
        Some(found) => found,
        None => (read(path).await.ok_or_else(ApiError::not_found)?, None),
    };
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

fn with_suffix(path: &FilePath, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

async fn read(path: &FilePath) -> Option<Vec<u8>> {
    let file = tokio::fs::File::open(path).await.ok()?;
    let size = file.metadata().await.ok().filter(std::fs::Metadata::is_file)?.len();
    if size > STATIC_BYTES {
        tracing::warn!(path = %path.display(), size, "a file is too large to be served");
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
    file.take(STATIC_BYTES).read_to_end(&mut bytes).await.ok()?;
    Some(bytes)
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

fn media_type(path: &FilePath) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "wav" => "audio/wav",
        "webm" => "video/webm",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "toml" => "application/toml",
        _ => return None,
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

    #[test]
    fn wasm_is_served_as_wasm() {
        assert_eq!(media_type(FilePath::new("a/widget.wasm")), Some("application/wasm"));
        assert_eq!(media_type(FilePath::new("parlour.db")), None);
    }
}
