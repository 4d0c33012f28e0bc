//! `POST /hooks/{bot}/{secret}`: what a bot that lives elsewhere sends by itself.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use parlour_protocol::ErrorCode;
use serde_json::json;

use crate::apis::chat::{Address, read_bytes, refuse_packed};
use crate::app::App;
use crate::channels::{HookFault, hooks, name_by};
use crate::client_address::Client;
use crate::clock;
use crate::config::{HookSignature, SignatureKind, Upstream};
use crate::error::{ApiError, ApiResult, json as answer};
use crate::hooks::settle;
use crate::limits::{HOOK_EVENTS, HOOK_KEYS};
use crate::signature::{verify_standard, verify_stripe};
use crate::strict_json::{self, Bounds};
use crate::test_wire::{came, note};
use crate::token::TokenHash;
use crate::turns::{finish_even_if_the_caller_leaves, take_hooks};

/// 200 means stored: also for an event that was stored before, and for one whose user nobody knows. The
/// wrong secret, bot, address, signature or channel are all not found.
pub(crate) async fn hook(
    State(app): State<Arc<App>>,
    Path((bot, secret)): Path<(String, String)>,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let bot = app.bots.by_key(&bot).ok_or_else(ApiError::not_found)?;
    let is_it = |upstream: &&Arc<Upstream>| opens(upstream, &secret) & admits(upstream, address);
    let upstream = bot.upstream().filter(is_it).cloned();
    let upstream = upstream.ok_or_else(ApiError::not_found)?;
    refuse_packed(&headers)?;
    let body = read_bytes(&headers, body, app.config.limits.hook_body).await?;
    let delivery = match &upstream.hook_signature {
        Some(signature) => signed(signature, &headers, &body).ok_or_else(ApiError::not_found)?,
        None => None,
    };
    let bounds = Bounds { depth: app.config.limits.json_depth, keys: HOOK_KEYS };
    let mut events = hooks(&upstream, &strict_json::read(&body, bounds)?).map_err(|fault| match fault {
        HookFault::Malformed => {
            ApiError::new(ErrorCode::FieldInvalid, "The body is no event of this channel's API.")
        }
        HookFault::Foreign => ApiError::not_found(),
        HookFault::TooMany => {
            let sentence = format!("The body may hold at most {HOOK_EVENTS} events.");
            ApiError::new(ErrorCode::JsonTooComplex, sentence)
        }
    })?;
    // What the sweep brings too is known again by what it says.
    if let Some(delivery) = delivery.filter(|_| !upstream.is_later) {
        name_by(&mut events, delivery);
    }
    let (key, at_ms) = (bot.key(), clock::now_ms());
    let taken = finish_even_if_the_caller_leaves(take_hooks(Arc::clone(&app), bot, events)).await?;
    for (scope, event, is_new) in &taken.of_tests {
        note(&app, scope, &came(&key, at_ms, *is_new, &event.body));
    }
    for scope in taken.news {
        settle(Arc::clone(&app), scope);
    }
    Ok(answer(&json!({"ok": true})))
}

/// Looks at every secret there is, so that the time tells nothing.
fn opens(upstream: &Upstream, secret: &str) -> bool {
    let presented = TokenHash::of(secret);
    upstream.hooks.iter().fold(false, |opens, hook| hook.matches(&presented) | opens)
}

fn admits(upstream: &Upstream, address: Client) -> bool {
    upstream.hook_from.is_empty() || address.is_in(&upstream.hook_from)
}

/// Inside, the sender's own name of the delivery, if its way to sign has one; nothing if it is not signed
/// as it must be.
#[expect(clippy::option_option, reason = "signed and unnamed is not unsigned")]
fn signed<'a>(signature: &HookSignature, headers: &'a HeaderMap, body: &[u8]) -> Option<Option<&'a str>> {
    let now_s = clock::now_ms() / 1_000;
    match signature.kind {
        SignatureKind::Standard => verify_standard(&signature.keys, headers, body, now_s).map(Some),
        SignatureKind::Stripe => verify_stripe(&signature.keys, headers, body, now_s).then_some(None),
    }
}
