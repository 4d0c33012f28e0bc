//! What a turn hears, and what comes of it, whatever answers.

use parlour_engine::{Effect, ModuleId, Remark, Response};
use parlour_protocol::{Action, AgentCard, BotModule, Connections, SendState};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::letter::{Letter, Outcome};

/// What a bot hears.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Heard<'a> {
    /// The conversation begins.
    Begun,
    /// The conversation is moved to this module.
    MovedTo(ModuleId),
    /// The visitor said this to the embedded engine.
    Said(&'a Remark),
    /// The visitor has said nothing for as long as [`Answer::wakes_in_s`] was.
    TimedOut,
    /// The visitor sent this to a bot that lives elsewhere.
    Sent(Sent<'a>),
    /// Said while a person has the word: for the bot's records.
    Noted(&'a str),
    /// What was asked for by [`Answer::asked`] has come, or will not.
    Told(&'a Asked, &'a Told),
}

/// A message for a bot that lives elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    /// What was typed; empty where there are only files or a module.
    pub text: &'a str,
    /// Files beside it.
    pub files: &'a [SentFile],
    /// The module to move to.
    pub module: Option<ModuleId>,
}

/// A file of the visitor, as another server is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentFile {
    /// Opens it for some days.
    pub url: String,
    /// `image`, `audio`, `video` or `file`.
    pub kind: String,
    /// As the visitor calls it.
    pub name: String,
    /// What its bytes are, or are said to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Its length in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

/// What another server is to be asked before a turn goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Asked {
    /// The bot itself, which lives there.
    Upstream(Letter),
    /// Something a flow wants to know.
    Flow(Effect),
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    /// Of a letter.
    Upstream(Outcome),
    /// Of a flow's request.
    Flow(Response),
}

/// What the bot answers with, and where the conversation stands then.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// To be kept with the conversation, JSON.
    pub state: String,
    /// One for each module the turn came through.
    pub replies: Vec<Reply>,
    /// What another server is to be asked before the turn goes on.
    pub asked: Option<Asked>,
    /// Whether a person is to answer from now on.
    pub hands_over: bool,
    /// Seconds after which the bot goes on by itself, unless something is heard before.
    pub wakes_in_s: Option<u32>,
    /// Whether the people it called before are gone: the bot has answered.
    pub takes_back: bool,
    /// The upstream's own name of the visitor, if this is the first time it is known.
    pub known_as: Option<String>,
    /// What became of the message.
    pub fate: Fate,
}

/// What became of a message that a bot was to hear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The bot has it.
    #[default]
    Taken,
    /// Nobody knows whether the bot has it.
    Unknown,
    /// The bot has it not.
    Failed,
}

impl Fate {
    /// As a visitor is told.
    pub(crate) fn state(self) -> SendState {
        match self {
            Self::Taken => SendState::Sent,
            Self::Unknown => SendState::Unknown,
            Self::Failed => SendState::Failed,
        }
    }

    /// The word of `status` events and of the store; none if all is well.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Taken => None,
            Self::Unknown => Some("unknown"),
            Self::Failed => Some("failed"),
        }
    }

    /// For people; none if all is well.
    pub(crate) fn sentence(self) -> Option<String> {
        let sentence = match self {
            Self::Taken => return None,
            Self::Unknown => "It is not known whether the bot got this message.",
            Self::Failed => "The bot did not get this message.",
        };
        Some(sentence.to_owned())
    }
}

/// What one module said, if anything.
#[derive(Debug)]
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
    /// The person who wrote it in the bot's place.
    pub agent: Option<AgentCard>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_version_left_waiting_is_still_read() {
        let flow = r#"{"Request":{"module":11,"method":"GET","url":"http://a.example/","headers":[],"body":null,"save":[]}}"#;
        assert!(matches!(
            serde_json::from_str(flow).unwrap(),
            Asked::Flow(Effect::Request { module: 11, .. })
        ));
        let letter = r#"{"body":"{}","id":null,"since_ms":1}"#;
        assert!(matches!(serde_json::from_str(letter).unwrap(), Asked::Upstream(Letter { since_ms: 1, .. })));
    }
}
