//! Webhooks of bots that live elsewhere: taken apart when they come, read when they are placed.

use parlour_protocol::AgentCard;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answer::Reply;
use super::letter::{Reading, Spoken};
use super::turn::Turn;
use super::upstream::{Standing, reply};
use super::{aimylogic, api_medium};
use crate::config::{Bot, Upstream, UpstreamApi};
use crate::handover::{Hold, Move};
use crate::limits::HOOK_EVENTS;

/// One event, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hook {
    /// The upstream's name of the visitor.
    pub user: String,
    /// Hash of what makes it the same event (reliability: the upstreams give their events no ids).
    pub dedupe: Vec<u8>,
    /// The upstream's clock, in milliseconds, if it says.
    pub said_ms: Option<i64>,
    /// JSON, without what proves anything.
    pub body: String,
}

/// Why a webhook is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookFault {
    /// It is no event of this API.
    Malformed,
    /// It is another channel's.
    Foreign,
    /// It is more events than [`HOOK_EVENTS`].
    TooMany,
}

/// What an event comes to when it is placed.
#[derive(Debug)]
pub(crate) struct Unasked {
    /// To be kept with the conversation, JSON.
    pub state: String,
    /// Who holds the conversation changes so, before anything is said.
    pub moves: Vec<Move>,
    /// What is said.
    pub replies: Vec<Reply>,
}

/// Takes a webhook's body apart, event by event.
///
/// # Errors
/// If one of them is no event, or another channel's, or if they are too many.
pub(crate) fn hooks(upstream: &Upstream, body: &Value) -> Result<Vec<Hook>, HookFault> {
    let one = |event: &Value| match upstream.api {
        UpstreamApi::Aimylogic => aimylogic::hook(event, &upstream.token),
        UpstreamApi::ApiMedium => api_medium::hook(event, &upstream.channel_id),
        // They answer in the answer.
        UpstreamApi::Certainly | UpstreamApi::OpenAi => Err(HookFault::Malformed),
    };
    match body {
        Value::Array(events) if events.len() > HOOK_EVENTS => Err(HookFault::TooMany),
        Value::Array(events) => events.iter().map(one).collect(),
        event => one(event).map(|hook| vec![hook]),
    }
}

/// The sender names each delivery: what has the same name is the same, and nothing else is.
pub(crate) fn name_by(hooks: &mut [Hook], delivery: &str) {
    for (index, hook) in hooks.iter_mut().enumerate() {
        hook.dedupe = dedupe(&[&json!("delivery"), &json!(delivery), &json!(index)]);
    }
}

/// A hash of the parts that make an event the same one.
pub(super) fn dedupe(parts: &[&Value]) -> Vec<u8> {
    Sha256::digest(json!(parts).to_string()).to_vec()
}

/// Reads a stored event.
///
/// What comes unasked while the upstream's own people were called is theirs (PROPOSED: its API does not
/// say who writes): the first word of it is somebody who takes the conversation.
pub(crate) fn unasked(bot: &Bot, turn: &Turn<'_>, hold: Hold, body: &str) -> Unasked {
    let event: Value = serde_json::from_str(body).unwrap_or_default();
    let mut standing = Standing::read(turn.state);
    let reading = match bot.upstream().map(|upstream| upstream.api) {
        Some(UpstreamApi::Aimylogic) => aimylogic::unasked(&event),
        Some(UpstreamApi::ApiMedium) => api_medium::unasked(&event),
        _ => Reading::default(),
    };
    let mut moves = Vec::new();
    let is_theirs = standing.is_theirs(&hold) && !reading.spoken.is_empty();
    let agent = is_theirs.then(|| match &hold {
        Hold::Agent(agent) => agent.clone(),
        _ => AgentCard { name: reading.agent_name.clone().unwrap_or_else(|| bot.name.clone()), avatar: None },
    });
    if let Some(agent) = agent.clone().filter(|_| hold == Hold::Waiting) {
        standing.agent = Some(agent.name.clone());
        moves.push(Move::Take(agent));
    }
    if reading.hands_over {
        standing.calls_people = true;
        moves.push(Move::Ask);
    }
    let said = |spoken: Spoken| {
        let reply = reply(spoken, None);
        Reply { agent: reply.agent.clone().or_else(|| agent.clone()), ..reply }
    };
    Unasked { moves, replies: reading.spoken.into_iter().map(said).collect(), state: standing.write() }
}
