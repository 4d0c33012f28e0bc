//! The page around a report, and the headers of all of them.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, html};

use super::asked::Asked;
use super::door::Analyst;
use crate::owners::Who;

/// What visitors wrote is shown here: nothing of it becomes markup, and no file of theirs is loaded.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types 'none'";

/// Which of the pages it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// All reports.
    Figures,
    /// The list of conversations, or one of them.
    Talks,
    /// Exports.
    Exports,
    /// What was found of the APIs; whether checks are being made.
    Conformance(bool),
}

/// What stands around what a page shows.
pub(super) struct Frame<'a> {
    title: String,
    /// Who looks, where, and at what.
    at: Option<(&'a Analyst, Place, Option<&'a Asked>)>,
    has_script: bool,
}

impl<'a> Frame<'a> {
    /// Of somebody who may see nothing yet.
    pub(super) fn bare(title: &str) -> Self {
        Self { title: title.to_owned(), at: None, has_script: false }
    }

    /// Of an analyst.
    pub(super) fn of(title: String, analyst: &'a Analyst, place: Place, asked: Option<&'a Asked>) -> Self {
        Self {
            title,
            at: Some((analyst, place, asked)),
            has_script: matches!(place, Place::Exports | Place::Conformance(true)),
        }
    }
}

/// The whole page, with its headers.
pub(super) fn page(status: StatusCode, frame: &Frame<'_>, inside: &Markup) -> Response {
    let drawn = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (frame.title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/reports/reports.css";
                @if frame.has_script { script src="/reports/reports.js" defer {} }
            }
            body {
                @if let Some((analyst, place, asked)) = frame.at { (head(analyst, place, asked)) }
                main id="main" { (inside) }
            }
        }
    };
    let headers = headers("text/html; charset=utf-8");
    (status, headers, drawn.into_string()).into_response()
}

/// Of everything that is answered here: kept by no cache, shown in no frame, read by no other page.
pub(super) fn headers(kind: &'static str) -> [(HeaderName, HeaderValue); 8] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // Forms name their page to this server, links to no other.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::VARY, HeaderValue::from_static("Cookie")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ]
}

fn head(analyst: &Analyst, place: Place, asked: Option<&Asked>) -> Markup {
    let query = asked.map(|asked| format!("?{}", asked.query())).unwrap_or_default();
    let links = [
        (place == Place::Figures, "/reports", "Figures"),
        (place == Place::Talks, "/reports/conversations", "Conversations"),
        (place == Place::Exports, "/reports/exports", "Exports"),
        (matches!(place, Place::Conformance(_)), "/conformance", "Conformance"),
    ];
    let who = match &analyst.who {
        Who::Desk => "All bots",
        Who::Account(email) => email,
    };
    html! {
        a.skip href="#main" { "Skip to the content" }
        header {
            strong.brand { "Reports" }
            nav aria-label="Pages" {
                @for (is_here, path, name) in links {
                    a href=(format!("{path}{query}")) aria-current=[is_here.then_some("page")] { (name) }
                }
            }
            p.who { bdi { (who) } }
            @if analyst.has_cookie {
                form method="post" action="/reports/sign-out" { button { "Sign out" } }
            }
        }
    }
}
