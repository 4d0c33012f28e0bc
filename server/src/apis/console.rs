//! `/console`: a small page for agents. It holds no secret and no conversation; what it shows it asks the
//! agents' API for.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::chat::Address;
use super::handover::{Desk, is_at_home};
use super::own_name::refuse_other_names;
use crate::app::App;
use crate::client_address::Client;
use crate::error::{ApiError, ApiResult, json as answer};

const PAGE: &str = include_str!("../../console/console.html");
const SCRIPT: &str = include_str!("../../console/console.js");
const STYLE: &str = include_str!("../../console/console.css");
/// What visitors wrote is shown here: nothing of it becomes markup, and no file of theirs is loaded.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// `GET /console`.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
) -> ApiResult<Response> {
    file(&app, address, &headers, "text/html; charset=utf-8", PAGE)
}

/// `GET /console/console.js`.
pub(crate) async fn script(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
) -> ApiResult<Response> {
    file(&app, address, &headers, "text/javascript; charset=utf-8", SCRIPT)
}

/// `GET /console/console.css`.
pub(crate) async fn style(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
) -> ApiResult<Response> {
    file(&app, address, &headers, "text/css; charset=utf-8", STYLE)
}

/// `GET /console/bots`: which bots there are to answer for.
pub(crate) async fn bots(State(app): State<Arc<App>>, _: Desk) -> ApiResult<Response> {
    let bots = app.bots.all();
    let bots: Vec<Value> = bots.iter().map(|bot| json!({"id": bot.key(), "name": bot.name})).collect();
    Ok(answer(&json!({ "bots": bots })))
}

/// Beyond this machine the page is there only for those who can have a token.
fn file(
    app: &App,
    address: Client,
    asked: &HeaderMap,
    kind: &'static str,
    text: &'static str,
) -> ApiResult<Response> {
    let is_near = is_at_home(app) && address.is_near();
    if app.config.admin_token.is_none() && !is_near {
        return Err(ApiError::not_found());
    }
    refuse_other_names(app, asked)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    Ok((headers, text).into_response())
}
