//! One `[[bot]]`.

use std::sync::Arc;

use parlour_engine::{Flow, ModuleId};
use parlour_protocol::Theme;
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::flow::{flow_secrets, read_flow};
use super::identity::identity;
use super::model::{Bot, Channel, FlowBot, MessageRate, UpstreamApi};
use super::node::{At, Node};
use super::rules::rules;
use super::secret::secret;
use super::serve_as::serve_as;
use super::upstream::upstream;
use crate::limits;
use crate::origin::OriginPattern;
use crate::token::TokenHash;
use crate::uploads::is_safe_type;

/// Reads the bot's id, and the bot if nothing of it is missing: mistakes are noted in the source.
pub(super) fn bot(node: &Node<'_>) -> (Option<At<Uuid>>, Option<Bot>) {
    node.require("id");
    let id = node.parsed("id", "a UUID", |text| {
        Uuid::try_parse(text).ok().filter(|id| id.hyphenated().to_string().eq_ignore_ascii_case(text))
    });
    let name = node.required_string("name").map(|at| at.value.to_owned());
    let origins = patterns(node, "origins").into_iter().map(|at| at.value).collect::<Vec<_>>();
    let debug_origins = debug_origins(node, &origins);
    let variables = node.strings("variables").into_iter().map(|at| at.value.to_owned()).collect();
    let session_minutes = node.number("session_minutes", 1).unwrap_or(limits::SESSION_MINUTES);
    let retention_days = node.number("retention_days", 1);
    let api_token = secret(node, "api_token").map(|token| TokenHash::of(token.expose_secret()));
    let allow_no_origin = node.boolean("allow_no_origin").unwrap_or_default();
    let upload_types = upload_types(node);
    let rating = node.boolean("rating").unwrap_or_default();
    let rules = rules(node);
    let theme = theme(node);
    let rate = rate(node);
    let serve_as = serve_as(node);
    let identity = identity(node, id.as_ref().map(|id| &id.value));
    let channel = channel(node);
    if let Some(Channel::Upstream(upstream)) = &channel
        && matches!(upstream.api, UpstreamApi::Certainly | UpstreamApi::OpenAi)
        && upload_types.is_some()
    {
        let message = "`uploads`: the bots of this channel take no files";
        node.source.mistake(node.span(), "uploads_unavailable", message);
    }
    node.finish();

    let bot = channel.zip(name).zip(id.as_ref()).map(|((channel, name), id)| Bot {
        id: id.value,
        name,
        channel,
        origins,
        debug_origins,
        own_origin: None,
        is_on_loopback: false,
        variables,
        session_minutes,
        retention_days,
        api_token,
        upload_types,
        rating,
        rules,
        allow_no_origin,
        theme,
        rate,
        serve_as,
        identity,
    });
    (id, bot)
}

/// What answers. Keys of the channels it is not are read too, so that their types are checked.
fn channel(node: &Node<'_>) -> Option<Channel> {
    node.require("channel");
    let channels = ["engine", "certainly", "aimylogic", "api_medium", "openai"];
    let expected = "one of engine, certainly, aimylogic, api_medium, openai";
    let channel = node.parsed("channel", expected, |text| channels.iter().find(|known| **known == text));
    let refs = node.strings("refs");
    let api = match channel.as_ref().map(|channel| *channel.value) {
        Some("certainly") => Some(UpstreamApi::Certainly),
        Some("aimylogic") => Some(UpstreamApi::Aimylogic),
        Some("api_medium") => Some(UpstreamApi::ApiMedium),
        Some("openai") => Some(UpstreamApi::OpenAi),
        _ => None,
    };
    let read = upstream(node, api, &refs);
    if api.is_some() {
        node.string("flow");
        return read.map(|upstream| Channel::Upstream(Arc::new(upstream)));
    }
    if channel.is_none() {
        node.string("flow");
        return None;
    }
    node.require("flow");
    let path = node.file("flow")?;
    match read_flow(&path.value) {
        Ok((flow, version)) => {
            let (secrets, missing) = flow_secrets(&flow, &path.value, node.source.environment);
            for mistake in missing {
                node.source.add(mistake);
            }
            Some(Channel::Engine(Arc::new(FlowBot {
                starting_module: flow.starting_module(),
                ref_names: refs.iter().map(|at| at.value.to_owned()).collect(),
                refs: find_all(node, &flow, refs),
                flow,
                file: path.value,
                version,
                secrets: Arc::new(secrets),
            })))
        }
        Err(mistakes) => {
            for mistake in mistakes {
                node.source.add(mistake);
            }
            None
        }
    }
}

fn find_all(node: &Node<'_>, flow: &Flow, refs: Vec<At<&str>>) -> Vec<ModuleId> {
    let mut found = Vec::new();
    for At { value, span } in refs {
        if let Some(module) = flow.find(value) {
            found.push(module);
        } else {
            let message = format!("`refs`: the flow has no module {value:?}");
            node.source.mistake(span, "unknown_module", message);
        }
    }
    found
}

fn patterns(node: &Node<'_>, key: &'static str) -> Vec<At<OriginPattern>> {
    let mut found = Vec::new();
    for At { value, span } in node.strings(key) {
        match value.parse() {
            Ok(value) => found.push(At { value, span }),
            Err(why) => node.source.mistake(span, "bad_origin", format!("{value:?}: {why}")),
        }
    }
    found
}

/// Pages that may not talk to the bot have no wire to show.
fn debug_origins(node: &Node<'_>, origins: &[OriginPattern]) -> Vec<OriginPattern> {
    let mut found = Vec::new();
    for At { value, span } in patterns(node, "debug_origins") {
        if origins.iter().any(|pattern| pattern.covers(&value)) {
            found.push(value);
        } else {
            let message = format!("`debug_origins`: {value} is not among the bot's `origins`");
            node.source.mistake(span, "unknown_origin", message);
        }
    }
    found
}

fn theme(node: &Node<'_>) -> Theme {
    let Some(theme) = node.table("theme") else { return Theme::default() };
    let text = |key| theme.string(key).map(|at| at.value.to_owned());
    let read = Theme { accent: text("accent"), title: text("title"), avatar: text("avatar") };
    theme.finish();
    read
}

/// What visitors may send unless the bot says otherwise: what phones and desks make, and nothing that runs.
const UPLOAD_TYPES: [&str; 12] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/heif",
    "audio/mpeg",
    "audio/ogg",
    "audio/x-wav",
    "video/mp4",
    "video/webm",
    "application/pdf",
    "text/plain",
];

fn upload_types(node: &Node<'_>) -> Option<Vec<String>> {
    let mut types = Vec::new();
    for At { value, span } in node.strings("upload_types") {
        if is_safe_type(value) {
            types.push(value.to_owned());
        } else {
            let message = format!("`upload_types`: {value:?} is no media type, or would run in a browser");
            node.source.mistake(span, "bad_upload_type", message);
        }
    }
    let is_taken = node.boolean("uploads").unwrap_or_default();
    if !node.has("upload_types") {
        types = UPLOAD_TYPES.map(str::to_owned).to_vec();
    }
    is_taken.then_some(types)
}

fn rate(node: &Node<'_>) -> MessageRate {
    let default = MessageRate { per_minute: limits::MESSAGES_PER_MINUTE, burst: limits::MESSAGES_BURST };
    let Some(table) = node.table("limits") else { return default };
    let number = |key, default| {
        table.number(key, 1).map_or(default, |number| u32::try_from(number).unwrap_or(u32::MAX))
    };
    let read = MessageRate {
        per_minute: number("messages_per_minute", default.per_minute),
        burst: number("burst", default.burst),
    };
    table.finish();
    read
}
