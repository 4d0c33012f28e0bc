//! What is not shown, as a page: with the status of the refusal, and nothing else of it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use parlour_protocol::ErrorCode;

use super::frame::{Frame, page};
use super::sign_in::{Pages, form};
use crate::apis::door::Shut;
use crate::error::ApiError;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Nobody has signed in.
    SignIn,
    /// Anything else.
    Because(ApiError),
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Because(error)
    }
}

impl From<Shut> for Refused {
    fn from(shut: Shut) -> Self {
        match shut {
            Shut::SignIn => Self::SignIn,
            Shut::Because(error) => Self::Because(error),
        }
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Because(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = match self {
            Self::SignIn => return form(StatusCode::UNAUTHORIZED, Pages::Reports, None),
            Self::Because(error) => error,
        };
        refusal(&error, Pages::Reports)
    }
}

/// The page that says why not.
pub(crate) fn refusal(error: &ApiError, pages: Pages) -> Response {
    // Where there is nothing, there is nothing to go back to.
    let leads_back = !matches!(error.code(), ErrorCode::NotFound | ErrorCode::MisdirectedRequest);
    let inside = html! {
        section.door {
            h1 { (pages.name()) }
            p.trouble role="alert" { (error.sentence()) }
            @if leads_back { p { a href=(pages.path()) { "To the " (pages.name().to_lowercase()) } } }
        }
    };
    let mut response = page(error.status(), &Frame::bare(pages.name()), &inside);
    if let Some(seconds) = error.retry_after_s() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
