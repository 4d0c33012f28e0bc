//! What is told here, refusals too, stays in no cache and is read by no other page.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Marks every answer of the API.
pub(crate) async fn kept_nowhere(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "Cookie"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
