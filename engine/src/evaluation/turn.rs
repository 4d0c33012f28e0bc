//! From what was heard to the modules that speak.

use parlour_protocol::{Action, BotModule, EvaluatedConnection};
use serde::{Deserialize, Serialize};

use super::speak;
use crate::flow::Place;
use crate::limits;
use crate::words::Words;
use crate::{Flow, ModuleId};

/// Where a conversation stands between two turns. The server stores it as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The module that spoke last and waits for the visitor; `None` before the first turn.
    pub module: Option<ModuleId>,
}

/// What the bot is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// The conversation begins: the starting module speaks.
    Begun,
    /// The caller moves the conversation to this module (the API's `ref`), which speaks whatever was
    /// said. A number the flow does not know leaves the conversation where it is, in silence.
    MovedTo(ModuleId),
    /// The visitor said this.
    Said(&'a str),
}

/// What came of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Where the conversation stands now.
    pub conversation: Conversation,
    /// The module the visitor was replying to.
    pub reply_to_module_id: Option<ModuleId>,
    /// One for each module that spoke, in order.
    pub spoken: Vec<Spoken>,
}

/// What one module said, and why it was its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// As the API shows it.
    pub module: BotModule,
    /// As the API shows them.
    pub actions: Vec<Action>,
    /// The connections that led here, those through silent modules included.
    pub connections: Vec<EvaluatedConnection>,
}

/// Answers one turn.
///
/// What was said is held against the module's own connections in order, then against the flow's
/// (global) ones; if none holds, the module's fallback speaks, else the flow's. Modules with `next`
/// fall through, at most [`limits::FALL_THROUGHS`] of them. Before the first turn the starting module
/// is the one asked, and speaks itself if nothing holds.
///
/// `now_ms` is milliseconds since 1970, `seed` chooses among variations.
pub fn evaluate(
    flow: &Flow,
    conversation: &Conversation,
    heard: Heard<'_>,
    _now_ms: u64,
    seed: u64,
) -> Outcome {
    let here = conversation.module.and_then(|id| flow.place(id));
    let reply_to_module_id = match heard {
        Heard::Begun => None,
        Heard::MovedTo(_) | Heard::Said(_) => here.and(conversation.module),
    };
    let landed = match heard {
        Heard::Begun => Some((flow.starting(), None)),
        Heard::MovedTo(id) => flow.place(id).map(|place| (place, None)),
        Heard::Said(text) => follow(flow, here, &Words::of(text)),
    };
    let mut outcome = Outcome { conversation: conversation.clone(), reply_to_module_id, spoken: Vec::new() };
    if let Some((place, connection)) = landed {
        speak_from(flow, place, connection, seed, &mut outcome);
    }
    outcome
}

/// The module that answers, and the connection that led there.
fn follow(flow: &Flow, here: Option<Place>, said: &Words) -> Option<(Place, Option<EvaluatedConnection>)> {
    let asked = here.unwrap_or_else(|| flow.starting());
    let module = flow.at(asked)?;
    let local = module.connections.iter().find(|connection| connection.condition.holds(said));
    if let Some(connection) = local {
        return Some((connection.to(), Some(evaluated("local", false))));
    }
    let global = flow.global_connections().iter().find(|connection| connection.condition.holds(said));
    if let Some(connection) = global {
        return Some((connection.to(), Some(evaluated("global", false))));
    }
    if here.is_none() {
        return Some((asked, None));
    }
    // Every module that waits has one (flow/check.rs); a flow edited under a conversation may not.
    let fallback = module.fallback().or_else(|| flow.fallback()).unwrap_or(asked);
    Some((fallback, Some(evaluated("local", true))))
}

/// Seed of message reports: a connection without a condition is a fallback connection.
fn evaluated(kind: &str, fallback: bool) -> EvaluatedConnection {
    EvaluatedConnection { kind: kind.to_owned(), fallback }
}

fn speak_from(
    flow: &Flow,
    landed: Place,
    connection: Option<EvaluatedConnection>,
    seed: u64,
    outcome: &mut Outcome,
) {
    let mut connections: Vec<EvaluatedConnection> = connection.into_iter().collect();
    let mut place = landed;
    for _ in 0..=limits::FALL_THROUGHS {
        let Some(module) = flow.at(place) else { return };
        outcome.conversation.module = Some(module.card.id);
        if !module.say.is_empty() {
            outcome.spoken.push(Spoken {
                module: module.card.clone(),
                actions: speak::actions(module, seed),
                connections: core::mem::take(&mut connections),
            });
        }
        let Some(next) = module.next() else { return };
        connections.push(evaluated("local", true));
        place = next;
    }
}
