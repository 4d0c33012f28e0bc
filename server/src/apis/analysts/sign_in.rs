//! Signing in and out, to these pages and to the tester: a token becomes a cookie.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::html;

use super::door::refuse_other_pages;
use super::frame::{Frame, page};
use super::refused::Refused;
use crate::apis::chat::read_bytes;
use crate::apis::door::{Visit, cookie_of, set_cookie, who_has};
use crate::app::App;
use crate::clock;
use crate::error::ApiError;
use crate::limits::{BEARER_CHARS, FIGURE_FORM_BYTES, SIGN_IN_HOURS};
use crate::token::{TokenHash, mint};

/// Which pages somebody signs in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pages {
    /// `/reports`.
    Reports,
    /// `/tester`.
    Tester,
}

impl Pages {
    /// Where they begin.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Reports => "/reports",
            Self::Tester => "/tester",
        }
    }

    /// What they are called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reports => "Reports",
            Self::Tester => "Tester",
        }
    }

    /// As [`form`] sends it along.
    fn of(path: Option<&str>) -> Self {
        if path == Some(Self::Tester.path()) { Self::Tester } else { Self::Reports }
    }
}

/// The form, with what was wrong.
pub(crate) fn form(status: StatusCode, pages: Pages, trouble: Option<&str>) -> Response {
    let inside = html! {
        form.door method="post" action="/reports/sign-in" {
            h1 { (pages.name()) }
            @if pages != Pages::Reports { input type="hidden" name="to" value=(pages.path()); }
            @if let Some(trouble) = trouble { p.trouble role="alert" { (trouble) } }
            label { "Token of your account" input type="password" name="token" required autocomplete="current-password" maxlength=(BEARER_CHARS); }
            p.hint { "The " code { "token" } " of an " code { "[[account]]" } ", or the server's " code { "admin_token" } "." }
            button { "Sign in" }
        }
    };
    page(status, &Frame::bare(&format!("Sign in · {}", pages.name())), &inside)
}

/// `GET /reports/sign-in`.
pub(crate) async fn door(_: Visit) -> Response {
    form(StatusCode::OK, Pages::Reports, None)
}

/// `POST /reports/sign-in`: 303 to the pages with a cookie, or the form again.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    refuse_other_pages(&app, &headers)?;
    app.throttle.sign_ins.count(&visit.client.household())?;
    let bytes = read_bytes(&headers, body, FIGURE_FORM_BYTES).await?;
    let field = |name: &str| form_urlencoded::parse(&bytes).find(|(found, _)| found == name);
    let token = field("token").map(|(_, token)| token.trim().to_owned()).unwrap_or_default();
    let pages = Pages::of(field("to").map(|(_, path)| path).as_deref());
    let Some(who) = who_has(&app, &TokenHash::of(&token)) else {
        tracing::warn!("somebody tried to sign in with a wrong token");
        return Ok(form(StatusCode::UNAUTHORIZED, pages, Some("This is no token of an account.")));
    };
    tracing::info!(account = who.key(), "somebody signed in");
    let cookie = mint().ok_or_else(ApiError::internal)?;
    app.cookies.lend(TokenHash::of(&cookie), who, clock::now_ms());
    let line = set_cookie(&app, &cookie, SIGN_IN_HOURS * 60 * 60)?;
    Ok(see_other(pages.path(), line))
}

/// `POST /reports/sign-out`.
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    _: Visit,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    refuse_other_pages(&app, &headers)?;
    if let Some(cookie) = cookie_of(&app, &headers) {
        app.cookies.take_back(&TokenHash::of(cookie));
    }
    Ok(see_other("/reports/sign-in", set_cookie(&app, "", 0)?))
}

fn see_other(path: &'static str, cookie: HeaderValue) -> Response {
    let headers = [
        (header::LOCATION, HeaderValue::from_static(path)),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
