//! Which pages may read an answer: those of the bot, and no other. That it is refused, any page may read.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::extract::{OfBot, origin, origin_refused};
use crate::app::App;

/// What a page of the bot may do.
const METHODS: &str = "GET, POST, PUT, DELETE";
/// What a page asks first: it is told why it may not, too.
const FIRST_METHODS: &str = "GET, POST";
/// What a page's request may carry.
const HEADERS: &str = "Authorization, Content-Type, Last-Event-ID";
/// The same of a page that may debug: what marks its conversation as a test as well.
const DEBUG_HEADERS: &str = "Authorization, Content-Type, Last-Event-ID, Parlour-Test";
/// Bytes of a bot's id in the log; a UUID has 36.
const NAMED_BYTES: usize = 64;

/// Answers preflights and marks answers for the bot's pages. Tokens travel in a header the page
/// sets, so no cookies: credentials are never allowed.
///
/// Where a page begins (`…/session`, `…/config`) any page may read that it is refused, and nothing else: that an
/// origin is not the bot's, or that there is no such bot, is no secret, and its owner could not tell it from a server
/// that is down.
pub(crate) async fn cors(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let begins = is_first(request.extensions().get::<MatchedPath>());
    let (mut parts, body) = request.into_parts();
    let bot = OfBot::from_request_parts(&mut parts, &app).await;
    let asked = origin(&parts.headers).map(str::to_owned);
    let named = parts.uri.path().split('/').nth(4).unwrap_or_default().to_owned();
    let may_debug = matches!((&bot, &asked), (Ok(OfBot(bot)), Some(origin)) if bot.may_debug(origin));
    let admitted = match (&bot, &asked) {
        (Ok(OfBot(bot)), Some(origin)) if bot.admits(origin) => HeaderValue::from_str(origin).ok(),
        _ => None,
    };
    let mut response = match (is_preflight, &bot, &admitted) {
        (false, ..) => next.run(Request::from_parts(parts, body)).await,
        (true, Ok(_), Some(_)) => preflight(METHODS, if may_debug { DEBUG_HEADERS } else { HEADERS }),
        (true, ..) if begins => preflight(FIRST_METHODS, HEADERS),
        (true, Err(unknown), _) => unknown.clone().into_response(),
        (true, Ok(_), None) => origin_refused().into_response(),
    };
    let is_refused = begins && response.status().is_client_error();
    if is_refused && admitted.is_none() {
        tell(&app, response.status(), &named, asked.as_deref());
    }
    let may_read_why = asked.is_some() && begins && (is_preflight || is_refused);
    let reader = admitted.or_else(|| may_read_why.then(|| HeaderValue::from_static("*")));
    mark(response.headers_mut(), reader, may_debug);
    response
}

fn is_first(route: Option<&MatchedPath>) -> bool {
    route.is_some_and(|route| route.as_str().ends_with("/session") || route.as_str().ends_with("/config"))
}

/// A line for the operator, so many a minute: pages of strangers ask as often as they like.
fn tell(app: &App, status: StatusCode, bot: &str, origin: Option<&str>) {
    let bot = bot.get(..NAMED_BYTES).unwrap_or(bot);
    let origin = origin.unwrap_or("none");
    let why = match status {
        StatusCode::FORBIDDEN => "a page was refused: its origin is not among the bot's `origins`",
        StatusCode::NOT_FOUND => "a page was refused: the configuration has no such bot",
        _ => return,
    };
    if app.throttle.refusals_told.check().is_ok() {
        tracing::warn!(bot, origin, "{why}");
    } else {
        tracing::debug!(bot, origin, "{why}");
    }
}

fn preflight(methods: &'static str, allowed: &'static str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
    // Two hours, the most Chromium keeps.
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

fn mark(headers: &mut HeaderMap, reader: Option<HeaderValue>, may_debug: bool) {
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = reader {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(if may_debug { "*" } else { "Retry-After" }),
        );
    }
}
