//! One turn, whatever answers the bot's visitors.

use parlour_protocol::Capabilities;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::answer::{Answer, Heard};
use super::{capable, engine, upstream};
use crate::config::{Bot, Channel, UpstreamApi};
use crate::store::Talk;

/// Where a conversation stands when a turn begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn<'a> {
    /// The bot deployment id.
    pub bot: Uuid,
    /// The conversation's number.
    pub conversation: i64,
    /// The store's.
    pub epoch: &'a str,
    /// What the last turn left, JSON.
    pub state: &'a str,
    /// Profile and page of the user.
    pub meta: &'a Map<String, Value>,
    /// Variables the page or the caller set.
    pub cvars: &'a Map<String, Value>,
    /// The sender's own id of the message, echoed in every reply.
    pub message_id: Option<&'a str>,
    /// Now.
    pub now_ms: i64,
}

impl<'a> Turn<'a> {
    /// The turn of a message in this conversation.
    pub(crate) fn of(
        bot: &Bot,
        talk: &'a Talk,
        epoch: &'a str,
        message_id: Option<&'a str>,
        now_ms: i64,
    ) -> Self {
        Self {
            bot: bot.id,
            conversation: talk.scope.conversation,
            epoch,
            state: &talk.state,
            meta: &talk.meta,
            cvars: &talk.cvars,
            message_id,
            now_ms,
        }
    }
}

/// Answers one turn, or says what is to be asked of another server first.
pub(crate) fn turn(bot: &Bot, turn: &Turn<'_>, heard: Heard<'_>) -> Answer {
    match &bot.channel {
        Channel::Engine(own) => engine::turn(own, turn, heard),
        Channel::Upstream(there) => upstream::turn(there, turn, heard),
    }
}

/// What the last turn left, with custom variables that were told since.
pub(crate) fn learn(bot: &Bot, state: String, cvars: &Map<String, Value>) -> String {
    match &bot.channel {
        Channel::Engine(_) => engine::learn(state, cvars),
        // They go with each message.
        Channel::Upstream(_) => state,
    }
}

/// Whether the conversation stands where a file is asked for.
pub(crate) fn wants_file(bot: &Bot, state: &str) -> bool {
    bot.flow_bot().is_some_and(|own| engine::wants_file(own, state))
}

/// Whether the conversation stands where the bot goes on by itself after a while.
pub(crate) fn times_out(bot: &Bot, state: &str) -> bool {
    bot.flow_bot().is_some_and(|own| engine::times_out(own, state))
}

/// Whether the bot keeps a record of what is said while a person has the word (the seed's `standby`).
pub(crate) fn keeps_record(bot: &Bot) -> bool {
    bot.upstream().is_some_and(|there| there.api == UpstreamApi::Certainly)
}

/// Whether the bot hears what is said while the chat says that a person has the word: then it called its
/// own people, who answer where it does.
pub(crate) fn hears_while_held(bot: &Bot, talk: &Talk) -> bool {
    bot.upstream().is_some() && upstream::Standing::read(&talk.state).is_theirs(&talk.hold)
}

/// Whether the bot takes a message now and answers it by a webhook.
pub(crate) fn answers_later(bot: &Bot) -> bool {
    bot.upstream().is_some_and(|there| there.api == UpstreamApi::ApiMedium)
}

/// Whether a conversation of an API caller begins by a word of the bot's that nobody hears. The platform
/// of the Certainly seed begins one with the first message.
pub(crate) fn begins_unheard(bot: &Bot) -> bool {
    !keeps_record(bot)
}

/// What the bot's window may show.
pub(crate) fn capabilities(bot: &Bot) -> Capabilities {
    capable::capabilities(bot)
}
