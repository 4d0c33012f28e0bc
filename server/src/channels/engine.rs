//! One turn through the embedded engine.

use parlour_engine::{Conversation, Effect, Heard, evaluate};
use parlour_protocol::{Action, BotModule, Capabilities, Connections};
use serde_json::{Map, Value};

use super::trail::trails;
use crate::config::Bot;
use crate::token::random_seed;

/// What the bot answers with, and where the conversation stands then.
pub(crate) struct Answer {
    /// To be kept with the conversation, JSON.
    pub state: String,
    /// One for each module that spoke.
    pub replies: Vec<Reply>,
    /// What another server is to be asked before the turn goes on.
    pub asked: Option<Effect>,
}

/// What one module said.
pub(crate) struct Reply {
    /// The module.
    pub module: BotModule,
    /// What it said.
    pub actions: Vec<Action>,
    /// Why it was its turn.
    pub connections: Connections,
    /// What reports show of it besides.
    pub trail: Value,
}

/// Answers one turn. `state` is what the last turn left; one that cannot be read any more, after the
/// engine changed, begins anew. `message_id` is echoed in every reply.
pub(crate) fn turn(
    bot: &Bot,
    state: &str,
    heard: Heard<'_>,
    message_id: Option<&str>,
    now_ms: i64,
) -> Answer {
    let before: Conversation = serde_json::from_str(state).unwrap_or_default();
    let now = u64::try_from(now_ms).unwrap_or_default();
    let mut outcome = evaluate(&bot.flow, &before, heard, now, random_seed());
    for fault in &outcome.faults {
        tracing::warn!(bot = %bot.id, fault, "a text of the flow could not be filled in");
    }
    let reply_to_module_id = outcome.reply_to_module_id;
    let trails = trails(&bot.flow, &outcome);
    let asked = outcome.effects.pop();
    let replies = outcome.spoken.into_iter().zip(trails).map(|(spoken, trail)| Reply {
        trail,
        module: spoken.module,
        actions: spoken.actions,
        connections: Connections {
            id_message_evaluate: message_id.map(str::to_owned),
            reply_to_module_id,
            data: spoken.connections,
        },
    });
    Answer {
        asked,
        replies: replies.collect(),
        state: serde_json::to_string(&outcome.conversation).unwrap_or_else(|_| state.to_owned()),
    }
}

/// What the last turn left, with custom variables that were told since.
pub(crate) fn learn(state: String, cvars: &Map<String, Value>) -> String {
    if cvars.is_empty() {
        return state;
    }
    let mut conversation: Conversation = serde_json::from_str(&state).unwrap_or_default();
    conversation.cvars.extend(cvars.clone());
    serde_json::to_string(&conversation).unwrap_or(state)
}

/// What a bot of this channel can do.
pub(crate) fn capabilities() -> Capabilities {
    Capabilities {
        history: true,
        types: Action::TYPES.map(str::to_owned).to_vec(),
        ..Capabilities::default()
    }
}
