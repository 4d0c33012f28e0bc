//! `upstream`: a bot that lives on another server, and the secrets between it and us.

use std::time::Duration;

use parlour_engine::ModuleId;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::file::networks;
use super::model::{HookSignature, SignatureKind, Upstream, UpstreamApi};
use super::node::{At, Node};
use super::openai::model;
use super::quantity;
use super::secret::secret;
use super::serve_as::signing_key;
use crate::limits::{
    HOOK_SECRET_CHARS, MODEL_SILENCE, UPSTREAM_SWEEP, UPSTREAM_SWEEP_MOST, UPSTREAM_TIMEOUT,
    UPSTREAM_TIMEOUT_MOST,
};
use crate::signature::SigningKey;
use crate::token::TokenHash;

/// Where a Certainly bot is asked (seed); `{}` is its id.
const CERTAINLY_PATH: &str = "/api/webchat/bot/{}/messages/";
/// What stands before an Aimylogic bot's token (seed).
const AIMYLOGIC_PATH: &str = "/chatapi";
/// Where the API medium takes messages unless the file says otherwise (PROPOSED, protocols.md 2.3).
const MEDIUM_PATH: &str = "/api/medium/messages";
/// Where a model is asked (the vendors' own path, behind the version that `base_url` names).
const COMPLETIONS_PATH: &str = "/chat/completions";
/// What starts a conversation of an Aimylogic bot unless the file says otherwise (protocols.md 3.11.2).
const AIMYLOGIC_START: &str = "/start";

/// Reads `upstream` and the secrets of webhooks. Without an `api` only their types are looked at.
pub(super) fn upstream(node: &Node<'_>, api: Option<UpstreamApi>, refs: &[At<&str>]) -> Option<Upstream> {
    let hooks = [hook(node, "webhook_path_secret", api), hook(node, "webhook_path_secret_before", api)];
    let hooks: Vec<TokenHash> = hooks.into_iter().flatten().collect();
    let (hook_from, hook_signature) = (networks(node, "webhook_from"), hook_signature(node));
    if api.is_some() {
        node.require("upstream");
    }
    let table = node.table("upstream")?;
    let base = table.parsed("base_url", "an address that begins with http:// or https://", base);
    let text = |key| table.string(key).map(|at| at.value.to_owned());
    let (deployment, channel, path) = (text("deployment_id"), text("channel_id"), text("path"));
    let (start_ref, keyword) = (text("start_ref").unwrap_or_default(), text("keyword"));
    let mode = table.parsed("mode", "sync or async", |text| matches!(text, "sync" | "async").then_some(text));
    let resend_on_unknown = table.boolean("resend_on_unknown").unwrap_or_default();
    let is_timeout = |time: &Duration| (Duration::from_secs(1)..=UPSTREAM_TIMEOUT_MOST).contains(time);
    let timeout = table.parsed("timeout", "a duration from \"1s\" to \"2m\"", |text| {
        quantity::seconds(text).map(Duration::from_secs).filter(is_timeout)
    });
    let is_sweep = |time: &Duration| (Duration::from_secs(1)..=UPSTREAM_SWEEP_MOST).contains(time);
    let sweep = table.parsed("sweep", "a duration from \"1s\" to \"2m\"", |text| {
        quantity::seconds(text).map(Duration::from_secs).filter(is_sweep)
    });
    let token = secret(&table, "token");
    let model = model(&table);
    table.finish();
    let api = api?;
    let needed: &[&'static str] = match api {
        UpstreamApi::Certainly => &["base_url", "deployment_id", "token"],
        UpstreamApi::Aimylogic => &["base_url", "token"],
        UpstreamApi::ApiMedium => &["base_url", "channel_id", "token"],
        UpstreamApi::OpenAi => &["base_url", "model"],
    };
    for key in needed {
        table.require(key);
    }
    if resend_on_unknown && api != UpstreamApi::Certainly {
        let message = "`resend_on_unknown`: messages of this channel have no id that it could know again";
        table.source.mistake(table.span(), "bad_value", message);
    }
    let later = mode.filter(|mode| mode.value == "async");
    let is_later = later.is_some();
    if let Some(mode) = later.filter(|_| api != UpstreamApi::Aimylogic) {
        let message = "`mode`: requests of this channel are made in one way only";
        table.source.mistake(mode.span, "mode_unavailable", message);
    }
    if api == UpstreamApi::ApiMedium && hooks.is_empty() {
        // Its answers come by webhooks only.
        node.require("webhook_path_secret");
    }
    let deployment = deployment.unwrap_or_default();
    // An id is one step, whatever is in it.
    let steps = match api {
        UpstreamApi::Certainly => steps(CERTAINLY_PATH, &deployment),
        UpstreamApi::Aimylogic => steps(AIMYLOGIC_PATH, ""),
        UpstreamApi::OpenAi => steps(COMPLETIONS_PATH, ""),
        UpstreamApi::ApiMedium => steps(path.as_deref().unwrap_or(MEDIUM_PATH), ""),
    };
    let start = if api == UpstreamApi::Aimylogic { AIMYLOGIC_START } else { "" };
    Some(Upstream {
        api,
        url: below(base?.value, &steps)?,
        // A model on the operator's own machine asks for none.
        token: if api == UpstreamApi::OpenAi { token.unwrap_or_default() } else { token? },
        channel_id: channel.unwrap_or_default(),
        start_ref,
        keyword: keyword.unwrap_or_else(|| start.to_owned()),
        refs: if api == UpstreamApi::Certainly { modules(node, refs) } else { no_modules(node, refs) },
        timeout: timeout
            .map_or(if api == UpstreamApi::OpenAi { MODEL_SILENCE } else { UPSTREAM_TIMEOUT }, |at| at.value),
        resend_on_unknown,
        is_later,
        sweep: sweep.map_or(UPSTREAM_SWEEP, |at| at.value),
        hooks,
        hook_from,
        hook_signature,
        model: if api == UpstreamApi::OpenAi { Some(model?) } else { None },
    })
}

fn base(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let is_web = is_web && url.password().is_none();
    (is_web && is_plain).then_some(url)
}

fn steps<'a>(path: &'a str, id: &'a str) -> Vec<&'a str> {
    path.trim_start_matches('/').split('/').map(|step| if step == "{}" { id } else { step }).collect()
}

fn below(mut base: Url, steps: &[&str]) -> Option<Url> {
    base.path_segments_mut().ok()?.pop_if_empty().extend(steps);
    Some(base)
}

/// Numbers, since names of modules are known there only.
fn modules(node: &Node<'_>, refs: &[At<&str>]) -> Vec<ModuleId> {
    let mut found = Vec::new();
    for At { value, span } in refs {
        if let Ok(number) = value.parse() {
            found.push(number);
        } else {
            let message =
                format!("`refs`: {value:?} is no number; modules of this channel are named by number");
            node.source.mistake(span.clone(), "unknown_module", message);
        }
    }
    found
}

fn no_modules(node: &Node<'_>, refs: &[At<&str>]) -> Vec<ModuleId> {
    if let Some(first) = refs.first() {
        let message = "`refs`: this channel knows no modules a visitor could start at";
        node.source.mistake(first.span.clone(), "unknown_module", message);
    }
    Vec::new()
}

/// A secret in an address: long, since whoever guesses it speaks as the bot.
fn hook(node: &Node<'_>, key: &'static str, api: Option<UpstreamApi>) -> Option<TokenHash> {
    let found: SecretString = secret(node, key)?;
    let text = found.expose_secret();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
    if api.is_some() && (text.len() < HOOK_SECRET_CHARS || !is_plain) {
        let message = format!(
            "`{key}` must have at least {HOOK_SECRET_CHARS} letters, digits, `-`, `_`, `.` or `~`: it is a part of an address"
        );
        node.source.mistake(node.span(), "bad_secret", message);
    }
    Some(TokenHash::of(text))
}

fn hook_signature(node: &Node<'_>) -> Option<HookSignature> {
    let table = node.table("webhook_signature")?;
    table.require("kind");
    table.require("secret");
    let kind = table.parsed("kind", "standard or stripe", |text| match text {
        "standard" => Some(SignatureKind::Standard),
        "stripe" => Some(SignatureKind::Stripe),
        _ => None,
    });
    let read = match kind.as_ref().map(|at| at.value) {
        Some(SignatureKind::Stripe) => SigningKey::stripe,
        _ => SigningKey::standard,
    };
    let keys = [signing_key(&table, "secret", read), signing_key(&table, "before", read)];
    table.finish();
    Some(HookSignature { kind: kind?.value, keys: keys.into_iter().flatten().collect() })
}
