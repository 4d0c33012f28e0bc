//! Who makes a call tells here what came of it.

use parlour_engine::{Effect, Response};
use secrecy::ExposeSecret as _;

use super::mask::MASK;
use super::passed::{New, What};
use crate::app::App;
use crate::channels::{Letter, address};
use crate::clock;
use crate::config::Upstream;
use crate::store::Scope;

/// Keeps what passed in a conversation that is known to be a test.
pub(crate) fn note(app: &App, scope: &Scope, new: &New<'_>) {
    app.test_wire.keep(scope, new, clock::now_ms());
}

/// A webhook of a bot that lives elsewhere; the last part of its path is the secret. It is taken, new or not.
pub(crate) fn came<'a>(bot: &str, at_ms: i64, is_new: bool, body: &'a str) -> New<'a> {
    New {
        what: What::Webhook,
        at_ms,
        method: "POST",
        url: format!("/hooks/{bot}/{MASK}"),
        status: Some(200),
        outcome: if is_new { "stored" } else { "repeated" },
        attempt: 1,
        body: Some(body),
        answer: None,
        secret: "",
    }
}

/// A letter was sent, if the conversation is a test: `status` and `answer` are what came back, `outcome` why nothing
/// did.
pub(crate) async fn note_letter(
    app: &App,
    scope: &Scope,
    (upstream, letter): (&Upstream, &Letter),
    (at_ms, attempt): (i64, u32),
    (status, outcome, answer): (Option<u16>, &str, Option<&str>),
) {
    if !is_test(app, scope).await {
        return;
    }
    let new = New {
        what: What::Message,
        at_ms,
        method: "POST",
        url: address(upstream, letter),
        status,
        outcome,
        attempt,
        body: Some(&letter.body),
        answer,
        secret: upstream.token.expose_secret(),
    };
    note(app, scope, &new);
}

/// A flow's request was made, if the conversation is a test. Its secrets stand in headers, which are not kept.
pub(crate) async fn note_request(app: &App, scope: &Scope, effect: &Effect, at_ms: i64, response: &Response) {
    let Effect::Request { method, url, body, .. } = effect else { return };
    if !is_test(app, scope).await {
        return;
    }
    let answer = (!response.body.is_null()).then(|| response.body.to_string());
    let new = New {
        what: What::Request,
        at_ms,
        method,
        url: url.clone(),
        status: response.status,
        outcome: response.error.as_deref().unwrap_or("answered"),
        attempt: 1,
        body: body.as_deref(),
        answer: answer.as_deref(),
        secret: "",
    };
    note(app, scope, &new);
}

async fn is_test(app: &App, scope: &Scope) -> bool {
    app.store.is_test(scope).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "whether a conversation is a test was not read");
        false
    })
}
