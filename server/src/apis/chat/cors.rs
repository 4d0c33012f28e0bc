//! Which pages may read an answer: those of the bot, and no other.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::extract::{OfBot, origin, origin_refused};
use crate::app::App;

/// Answers preflights and marks answers for the bot's pages. Tokens travel in a header the page
/// sets, so no cookies: credentials are never allowed.
pub(crate) async fn cors(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let (mut parts, body) = request.into_parts();
    let bot = OfBot::from_request_parts(&mut parts, &app).await;
    let admitted = match (&bot, origin(&parts.headers)) {
        (Ok(OfBot(bot)), Some(origin)) if bot.admits(origin) => HeaderValue::from_str(origin).ok(),
        _ => None,
    };
    let mut response = match (is_preflight, &bot, &admitted) {
        (false, ..) => next.run(Request::from_parts(parts, body)).await,
        (true, Err(unknown), _) => unknown.clone().into_response(),
        (true, Ok(_), Some(_)) => preflight(),
        (true, Ok(_), None) => origin_refused().into_response(),
    };
    mark(response.headers_mut(), admitted);
    response
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("Authorization, Content-Type, Last-Event-ID"),
    );
    // Two hours, the most Chromium keeps.
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

fn mark(headers: &mut HeaderMap, admitted: Option<HeaderValue>) {
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = admitted {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
    }
}
