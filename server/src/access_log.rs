//! One line for each request: the route's template, never its address, which may hold ids and texts.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Logs the request and gives the answer the headers every answer has.
pub(crate) async fn access_log(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    tracing::info!(
        method = %method,
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        ms = begun.elapsed().as_millis(),
        "answered"
    );
    response
}
