//! One turn through the embedded engine.

use parlour_engine::{Conversation, Effect, InputKind, Module, evaluate};
use parlour_protocol::Connections;
use serde_json::{Map, Value};

use super::answer::{Answer, Asked, Fate, Heard, Reply, Told};
use super::trail::{Step, steps};
use super::turn::Turn;
use crate::config::FlowBot;
use crate::token::random_seed;

/// Answers one turn. A state that cannot be read any more, after the engine changed, begins anew.
pub(super) fn turn(own: &FlowBot, turn: &Turn<'_>, heard: Heard<'_>) -> Answer {
    let before: Conversation = serde_json::from_str(turn.state).unwrap_or_default();
    let now = u64::try_from(turn.now_ms).unwrap_or_default();
    let heard = match heard {
        Heard::Begun => parlour_engine::Heard::Begun,
        Heard::MovedTo(module) => parlour_engine::Heard::MovedTo(module),
        Heard::Said(remark) => parlour_engine::Heard::Remarked(remark),
        Heard::TimedOut => parlour_engine::Heard::TimedOut,
        Heard::Told(_, Told::Flow(response)) => parlour_engine::Heard::Answered(response),
        // Of bots that live elsewhere.
        Heard::Sent(_) | Heard::Noted(_) | Heard::Told(..) => {
            return Answer { state: turn.state.to_owned(), ..Answer::default() };
        }
    };
    // Modules of the turn whose rows were written before it waited for another server.
    let is_answer = matches!(heard, parlour_engine::Heard::Answered(_));
    let awaited = before.awaits.as_ref().filter(|_| is_answer);
    let told = awaited.map_or(0, |awaited| awaited.trail.through_bot_modules.len());
    let mut outcome = evaluate(&own.flow, &before, heard, now, random_seed());
    for fault in &outcome.faults {
        tracing::warn!(bot = %turn.bot, fault, "a text of the flow could not be filled in");
    }
    let reply_to_module_id = outcome.reply_to_module_id;
    let steps = steps(&own.flow, &outcome, told);
    let (mut asked, mut hands_over, mut wakes_in_s) = (None, false, None);
    for effect in outcome.effects.drain(..) {
        match effect {
            Effect::Request { .. } => asked = Some(Asked::Flow(effect)),
            Effect::Handover { .. } => hands_over = true,
            Effect::Wake { seconds, .. } => wakes_in_s = Some(seconds),
        }
    }
    let mut spoken: Vec<_> = outcome.spoken.into_iter().map(Some).collect();
    let lang = own.flow.language_of(&outcome.conversation.cvars);
    let replies = steps.into_iter().map(|Step { module, spoken: place, trail }| {
        let said = place.and_then(|place| spoken.get_mut(place)).and_then(Option::take);
        let (actions, data) = said.map(|said| (said.actions, said.connections)).unwrap_or_default();
        let id_message_evaluate = turn.message_id.map(str::to_owned);
        Reply {
            module,
            actions,
            connections: Connections { id_message_evaluate, reply_to_module_id, data },
            trail,
            lang: lang.map(str::to_owned),
            agent: None,
        }
    });
    Answer {
        asked,
        fate: Fate::Taken,
        takes_back: false,
        known_as: None,
        hands_over,
        wakes_in_s,
        replies: replies.collect(),
        state: serde_json::to_string(&outcome.conversation).unwrap_or_else(|_| turn.state.to_owned()),
    }
}

/// What the last turn left, with custom variables that were told since.
pub(super) fn learn(state: String, cvars: &Map<String, Value>) -> String {
    if cvars.is_empty() {
        return state;
    }
    let mut conversation: Conversation = serde_json::from_str(&state).unwrap_or_default();
    conversation.cvars.extend(cvars.clone());
    serde_json::to_string(&conversation).unwrap_or(state)
}

/// Whether the conversation stands where a file is asked for.
pub(super) fn wants_file(own: &FlowBot, state: &str) -> bool {
    stands_at(own, state, |module| module.input.kind == InputKind::File)
}

/// Whether the conversation stands where the visitor is not waited for for ever: the flow may be another by now.
pub(super) fn times_out(own: &FlowBot, state: &str) -> bool {
    stands_at(own, state, |module| module.timeout.is_some())
}

fn stands_at(own: &FlowBot, state: &str, is_such: impl FnOnce(&Module) -> bool) -> bool {
    let conversation: Conversation = serde_json::from_str(state).unwrap_or_default();
    conversation.module.and_then(|id| own.flow.module(id)).is_some_and(is_such)
}
