//! One turn through the embedded engine.

use parlour_engine::{Conversation, Effect, Heard, InputKind, evaluate};
use parlour_protocol::{Action, BotModule, Capabilities, Connections};
use serde_json::{Map, Value};

use super::trail::{Step, steps};
use crate::config::Bot;
use crate::token::random_seed;

/// What the bot answers with, and where the conversation stands then.
pub(crate) struct Answer {
    /// To be kept with the conversation, JSON.
    pub state: String,
    /// One for each module the turn came through.
    pub replies: Vec<Reply>,
    /// What another server is to be asked before the turn goes on.
    pub asked: Option<Effect>,
    /// Whether a person is to answer from now on.
    pub hands_over: bool,
}

/// What one module said, if anything.
pub(crate) struct Reply {
    /// The module.
    pub module: BotModule,
    /// What it said; nothing if it only set variables or led on. Reports show that, the chat does not.
    pub actions: Vec<Action>,
    /// Why it was its turn.
    pub connections: Connections,
    /// What reports show of it besides.
    pub trail: Value,
    /// BCP 47 tag of its texts, if the flow says.
    pub lang: Option<String>,
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
    // Modules of the turn whose rows were written before it waited for another server.
    let awaited = before.awaits.as_ref().filter(|_| matches!(heard, Heard::Answered(_)));
    let told = awaited.map_or(0, |awaited| awaited.trail.through_bot_modules.len());
    let mut outcome = evaluate(&bot.flow, &before, heard, now, random_seed());
    for fault in &outcome.faults {
        tracing::warn!(bot = %bot.id, fault, "a text of the flow could not be filled in");
    }
    let reply_to_module_id = outcome.reply_to_module_id;
    let steps = steps(&bot.flow, &outcome, told);
    let is_handover = |effect: &Effect| matches!(effect, Effect::Handover { .. });
    let hands_over = outcome.effects.iter().any(is_handover);
    let asked = outcome.effects.pop().filter(|effect| !is_handover(effect));
    let mut spoken: Vec<_> = outcome.spoken.into_iter().map(Some).collect();
    let lang = bot.flow.language_of(&outcome.conversation.cvars);
    let replies = steps.into_iter().map(|Step { module, spoken: place, trail }| {
        let said = place.and_then(|place| spoken.get_mut(place)).and_then(Option::take);
        let (actions, data) = said.map(|said| (said.actions, said.connections)).unwrap_or_default();
        let id_message_evaluate = message_id.map(str::to_owned);
        Reply {
            module,
            actions,
            connections: Connections { id_message_evaluate, reply_to_module_id, data },
            trail,
            lang: lang.map(str::to_owned),
        }
    });
    Answer {
        asked,
        hands_over,
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

/// Whether the conversation stands where a file is asked for.
pub(crate) fn wants_file(bot: &Bot, state: &str) -> bool {
    let conversation: Conversation = serde_json::from_str(state).unwrap_or_default();
    let module = conversation.module.and_then(|id| bot.flow.module(id));
    module.is_some_and(|module| module.input.kind == InputKind::File)
}

/// What this bot can do.
pub(crate) fn capabilities(bot: &Bot) -> Capabilities {
    Capabilities {
        uploads: bot.upload_types.is_some(),
        receipts: true,
        handover: true,
        history: true,
        types: Action::TYPES.map(str::to_owned).to_vec(),
        ..Capabilities::default()
    }
}
