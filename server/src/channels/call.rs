//! A letter with what proves who asks: the only place where a channel's secret meets a request.

use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::letter::Letter;
use crate::config::{Upstream, UpstreamApi};
use crate::egress::{Call, Fault};
use crate::limits::{UPSTREAM_HISTORY, UPSTREAM_SKEW};

/// The call that sends the letter.
///
/// # Errors
/// If the secret cannot stand where its API wants it.
pub(crate) fn call(upstream: &Upstream, letter: &Letter) -> Result<Call, Fault> {
    let secret = upstream.token.expose_secret();
    match upstream.api {
        // The seed writes the scheme in lower case.
        UpstreamApi::Certainly => {
            Call::post(upstream.url.clone(), Some(&format!("bearer {secret}")), letter.body.clone())
        }
        UpstreamApi::Aimylogic => {
            let mut url = upstream.url.clone();
            let later = letter.is_later.then_some("async");
            url.path_segments_mut().map_err(|()| Fault::Invalid)?.push(secret).extend(later);
            Call::post(url, None, letter.body.clone())
        }
        UpstreamApi::ApiMedium => {
            let mut body: Value = serde_json::from_str(&letter.body).map_err(|_| Fault::Invalid)?;
            let fields = body.as_object_mut().ok_or(Fault::Invalid)?;
            fields.insert("token".to_owned(), Value::from(secret));
            Call::post(upstream.url.clone(), None, body.to_string())
        }
        UpstreamApi::OpenAi => {
            let bearer = format!("Bearer {secret}");
            let bearer = (!secret.is_empty()).then_some(bearer.as_str());
            Call::post(upstream.url.clone(), bearer, letter.body.clone())
        }
    }
}

/// Where the letter goes, without what proves who asks, for those who build the bot.
pub(crate) fn address(upstream: &Upstream, letter: &Letter) -> String {
    let mut url = upstream.url.clone();
    url.set_query(None);
    // A base with a name and password in it keeps them to itself; where that cannot be, there are none.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    match upstream.api {
        UpstreamApi::Aimylogic => {
            let later = if letter.is_later { "/async" } else { "" };
            [url.as_str().trim_end_matches('/'), "/•••", later].concat()
        }
        UpstreamApi::Certainly | UpstreamApi::ApiMedium | UpstreamApi::OpenAi => url.into(),
    }
}

/// What is asked of an upstream's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Past {
    /// Everything that was said about the time of the letter.
    History,
    /// Everything that happened since, as soon as something has.
    Events,
}

/// The call that asks what the upstream remembers of the letter's time; none if its API has no such thing.
pub(crate) fn past_call(upstream: &Upstream, letter: &Letter, past: Past, now_ms: i64) -> Option<Call> {
    if upstream.api != UpstreamApi::Aimylogic {
        return None;
    }
    let client = serde_json::from_str::<Value>(&letter.body).ok()?.get("clientId")?.as_str()?.to_owned();
    let skew = i64::try_from(UPSTREAM_SKEW.as_millis()).unwrap_or_default();
    let from = letter.since_ms.saturating_sub(skew).to_string();
    let mut url = upstream.url.clone();
    let secret = upstream.token.expose_secret();
    match past {
        Past::History => {
            let path = [secret, "client", &client, "history"];
            url.path_segments_mut().ok()?.extend(path);
            let to = now_ms.saturating_add(skew).to_string();
            let limit = UPSTREAM_HISTORY.to_string();
            url.query_pairs_mut().extend_pairs([("from", &from), ("to", &to), ("limit", &limit)]);
        }
        Past::Events => {
            url.path_segments_mut().ok()?.extend([secret, "events"]);
            let all = "true".to_owned();
            url.query_pairs_mut().extend_pairs([("clientId", &client), ("ts", &from), ("all", &all)]);
        }
    }
    Some(Call::get(url))
}
