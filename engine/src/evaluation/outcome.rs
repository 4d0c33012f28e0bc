//! What goes into a turn and what comes of it.

use parlour_protocol::{Action, BotModule, EvaluatedConnection};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::remark::Remark;
use crate::{Cvars, ModuleId};

/// Where a conversation stands between two turns. The server stores it as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The module that spoke last and waits for the visitor; `None` before the first turn.
    pub module: Option<ModuleId>,
    /// Custom variables.
    #[serde(skip_serializing_if = "Cvars::is_empty")]
    pub cvars: Cvars,
    /// Answers in a row that were not what the module expects.
    #[serde(skip_serializing_if = "is_zero")]
    pub retries: u32,
    /// Times in a row that it went on because the visitor said nothing.
    #[serde(skip_serializing_if = "is_zero")]
    pub timeouts: u32,
    /// What is left of a turn that asked another server and has no answer yet ([`Heard::Answered`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Box<Awaits>>,
}

/// What is left of a turn whose module asked another server: it is finished by the answer, and dropped
/// by whatever else is heard before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaits {
    /// The module that asked, and has not spoken yet.
    pub module: ModuleId,
    pub(super) said: Remark,
    pub(super) reply_to: Option<ModuleId>,
    pub(super) spoke: Vec<ModuleId>,
    pub(super) connections: Vec<EvaluatedConnection>,
    /// The way of the turn so far.
    pub trail: Trail,
    pub(super) passed: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
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
    /// The visitor said this; folding it, the dearest part of a long text, was done before.
    Remarked(&'a Remark),
    /// The visitor has said nothing for as long as [`Effect::Wake`] says, and nothing else was heard since. If
    /// the flow has lost that timeout nothing happens.
    TimedOut,
    /// Another server answered the [`Effect::Request`] that the last turn ended with. Where nothing is
    /// awaited nothing happens; if the flow has lost the module that asked, its fallback speaks.
    Answered(&'a Response),
}

/// What became of a request. The flow sees it as the variables `request_status` and `request_error`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// HTTP status code; none if no answer came.
    pub status: Option<u16>,
    /// The answer's JSON; null if it was empty or nothing of it is wanted.
    pub body: Value,
    /// Why there is nothing to be saved, a stable word (`FLOW.md`); none if all is well.
    pub error: Option<String>,
}

impl Response {
    /// No use, for this reason.
    pub fn failed(error: &str) -> Self {
        Self { error: Some(error.to_owned()), ..Self::default() }
    }
}

/// What came of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Where the conversation stands now, with the custom variables after the turn.
    pub conversation: Conversation,
    /// The module the visitor was replying to.
    pub reply_to_module_id: Option<ModuleId>,
    /// Modules that spoke earlier in this turn, before it waited for an answer.
    pub spoke_before: Vec<ModuleId>,
    /// One for each module that spoke, in order.
    pub spoken: Vec<Spoken>,
    /// How the conversation came to where it stands.
    pub trail: Trail,
    /// What is to be done elsewhere: at most one. A request is what the turn waits for; a handover and a wait
    /// for the visitor are the turn's last.
    pub effects: Vec<Effect>,
    /// Templates and computations that failed, one sentence each; what they would have said is left out.
    pub faults: Vec<String>,
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

/// How a conversation came to where it stands (seed of message reports).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// Modules passed on the way to the last one, in order.
    pub through_bot_modules: Vec<ModuleId>,
    /// The connection that was followed from where the visitor replied; none for a fallback or a move.
    pub through_connection_id: Option<u64>,
    /// Whether that connection was a global one.
    pub is_global_module_match: bool,
    /// Every connection that was followed, in order.
    pub evaluated: Vec<Evaluated>,
}

/// A connection that was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    /// Whether it is one of the flow's.
    pub is_global: bool,
    /// Whether it was followed for want of a match.
    pub is_fallback: bool,
    /// Its number; a fallback has none.
    pub id: Option<u64>,
    /// From 1, among the connections looked at with it; a fallback comes after all of them.
    pub position: u64,
    /// Where it led.
    pub to: ModuleId,
}

impl Evaluated {
    /// As the chat API shows it.
    pub(super) fn shown(&self) -> EvaluatedConnection {
        let kind = if self.is_global { "global" } else { "local" };
        EvaluatedConnection { kind: kind.to_owned(), fallback: self.is_fallback }
    }
}

/// Something the engine asks its surroundings to do: it does no I/O itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Call another server, and say what came of it by [`Heard::Answered`].
    Request {
        /// The module that asks.
        module: ModuleId,
        /// `GET`, `POST`, …
        method: String,
        /// With its holes filled in, as everything below.
        url: String,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// Names of headers, each with the environment variable that holds its value: whoever makes the
        /// call fills it in, and keeps it nowhere.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        secrets: Vec<(String, String)>,
        /// JSON.
        body: Option<String>,
        /// Custom variables, each with the path in the answer that it takes its value from.
        save: Vec<(String, String)>,
    },
    /// Let a person answer from now on: the module has spoken, and nothing is heard until the
    /// conversation is given back.
    Handover {
        /// The module that asks for a person.
        module: ModuleId,
    },
    /// Say [`Heard::TimedOut`] after this time, unless something else is heard before.
    Wake {
        /// The module that waits.
        module: ModuleId,
        /// From now.
        seconds: u32,
    },
}
