//! The addresses of files, and how long a browser may keep each.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use super::place::{Place, of_widget};
use super::segments::Segments;
use super::send::send;
use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// Everything a demo page may load comes from this server, and nothing it is told becomes markup.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
     require-trusted-types-for 'script'";
/// A year: the address holds a hash of the content.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";

/// `GET /parlour.js`: the loader, asked for anew each time, sent only when it changed.
pub(crate) async fn loader(State(app): State<Arc<App>>, headers: HeaderMap) -> ApiResult<Response> {
    asset(&app, "parlour.js", &headers, ASK_FIRST).await
}

/// `GET /v/{version}/…`: files that never change.
pub(crate) async fn versioned(
    State(app): State<Arc<App>>,
    Segments(path): Segments,
    headers: HeaderMap,
) -> ApiResult<Response> {
    asset(&app, &format!("v/{path}"), &headers, FOREVER).await
}

/// `GET /`: the demo's first page.
pub(crate) async fn demo_index(State(app): State<Arc<App>>, headers: HeaderMap) -> ApiResult<Response> {
    let index = app.config.demo.as_ref().map(|demo| demo.index.as_path()).ok_or_else(ApiError::not_found)?;
    let name = index.file_name().and_then(|name| name.to_str()).ok_or_else(ApiError::not_found)?;
    page(index.parent().unwrap_or(index), name, &headers).await
}

/// `GET /pages/…`: the demo's other pages and what they load.
pub(crate) async fn demo_page(
    State(app): State<Arc<App>>,
    Segments(path): Segments,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let demo = app.config.demo.as_ref().ok_or_else(ApiError::not_found)?;
    page(&demo.pages, &path, &headers).await
}

/// A file of the tester's page, as it was built.
///
/// # Errors
/// `not_found` for a file that it has not, and for all of them where it is not built.
pub(crate) async fn of_tester(app: &App, path: &str, headers: &HeaderMap) -> ApiResult<Response> {
    send(of_widget(&app.config), &format!("tester/{path}"), headers, ASK_FIRST).await
}

async fn page(folder: &FilePath, path: &str, headers: &HeaderMap) -> ApiResult<Response> {
    let mut response = send([Place::Folder(folder)], path, headers, ASK_FIRST).await?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    Ok(response)
}

async fn asset(app: &App, path: &str, headers: &HeaderMap, cache: &'static str) -> ApiResult<Response> {
    let mut response = send(of_widget(&app.config), path, headers, cache).await?;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}
