//! `GET /tester` and its files: built by `cargo xtask dist`, shown to builders only.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use parlour_protocol::ErrorCode;

use super::builder::{AtDoor, Builder};
use crate::apis::analysts::{Pages, refusal, sign_in_form};
use crate::apis::door::Shut;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::files::{Segments, of_tester};

const PAGE: &str = "index.html";
/// What the chat stands in: a frame of that page, and of no other.
const STAGE: &str = "stage.html";
/// What visitors wrote is shown here: nothing of it becomes markup, and no file of theirs is loaded.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/// As strict as what the chat asks of any page; pictures and sounds may come from where a bot says, and a
/// flow that runs in the page from that page itself (`blob:`).
const STAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self' blob:; img-src 'self' data: https: http:; media-src 'self' https: http:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'";

/// `GET /tester`: the page, or the form by which its builder signs in.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    AtDoor(builder): AtDoor,
    headers: HeaderMap,
) -> Response {
    match builder {
        Ok(_) => {}
        Err(Shut::SignIn) => return sign_in_form(StatusCode::UNAUTHORIZED, Pages::Tester, None),
        Err(Shut::Because(error)) => return refusal(&error, Pages::Tester),
    }
    match of_tester(&app, PAGE, &headers).await {
        Ok(response) => marked(response, PAGE),
        Err(error) if error.code() == ErrorCode::NotFound => refusal(&not_built(), Pages::Tester),
        Err(error) => refusal(&error, Pages::Tester),
    }
}

/// `GET /tester/…`: what the page loads.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    _: Builder,
    Segments(path): Segments,
    headers: HeaderMap,
) -> ApiResult<Response> {
    Ok(marked(of_tester(&app, &path, &headers).await?, &path))
}

fn not_built() -> ApiError {
    let sentence = "This server has no tester: it is made by `cargo xtask dist`, beside the widget's files \
                    that `assets` names, and is in every program that a release is.";
    ApiError::new(ErrorCode::NotFound, sentence)
}

fn marked(mut response: Response, path: &str) -> Response {
    let policy = if path == STAGE { STAGE_POLICY } else { POLICY };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::VARY, "Accept-Encoding, Cookie"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response.into_response()
}
