//! A conversation written down: what the visitor does, and what must come of it.

use parlour_protocol::Position;
use serde_json::{Map, Value};

use super::moment::DEFAULT_NOW_MS;
use crate::{Cvars, Pattern};

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    /// Who talks to whom, and when.
    pub head: Head,
    /// In the order in which they are taken.
    pub steps: Vec<Step>,
}

/// Who talks to whom, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// What the conversation is about, for whoever reads a list of them.
    pub title: Option<String>,
    /// The flow's file, from the folder of this one.
    pub flow: Option<String>,
    /// The bot deployment id, where the bot is one that is served.
    pub bot: Option<String>,
    /// BCP 47 tag of the language the visitor reads.
    pub locale: Option<String>,
    /// Chooses among wordings.
    pub seed: u64,
    /// When it begins, in milliseconds since 1970.
    pub now_ms: u64,
    /// The module where it begins, if not the starting one.
    pub reference: Option<String>,
    /// Whether the bot speaks first. A caller of the chat REST API speaks first itself.
    pub greets: bool,
    /// What the window tells of its page (`user_profile.web`); a flow does not see it.
    pub host: Map<String, Value>,
    /// What is known of the visitor; a flow sees it as variables.
    pub profile: Map<String, Value>,
    /// Variables from the beginning on.
    pub cvars: Cvars,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            title: None,
            flow: None,
            bot: None,
            locale: None,
            seed: 0,
            now_ms: DEFAULT_NOW_MS,
            reference: None,
            greets: true,
            host: Map::new(),
            profile: Map::new(),
            cvars: Cvars::new(),
        }
    }
}

/// One thing the visitor does, and what must come of it.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// From 1, where the file has it; 0 if it stands in no file.
    pub line: usize,
    /// None in a first step that only looks at how the conversation begins.
    pub act: Option<Act>,
    /// What other servers answer to the requests of this step, in their order.
    pub answers: Vec<ScriptedAnswer>,
    /// What must come of it.
    pub expect: Expect,
}

/// What the visitor does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Types.
    Say(String),
    /// Presses a suggested reply, or a button of a card, which must be offered.
    Press(String),
    /// Chooses several options, which must be offered.
    Choose(Vec<String>),
    /// Fills in a form, by the names of its fields or their labels.
    Fill(Vec<(String, String)>),
    /// Picks a day: `2026-05-01`, or `today+3`, counted from the clock of the conversation.
    Date(String),
    /// Gives a grade.
    Rate(i64),
    /// Shows a place.
    Place(Position),
    /// Sends a file, by its address.
    File(String),
    /// Comes to a page that moves the conversation to this module, by name or number.
    Jump(String),
    /// Lets so many milliseconds pass.
    Wait(u64),
    /// Somebody else says this; it is recorded, and the bot does not hear it.
    Standby(String),
    /// The person who has the conversation gives it back to the bot.
    GiveBack,
}

/// What another server answers to a request of the flow.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptedAnswer {
    /// The address that must be asked, if it matters.
    pub url: Option<String>,
    /// HTTP status code; 200 where it says neither this nor an error.
    pub status: Option<u16>,
    /// JSON.
    pub body: Value,
    /// Why there is no answer: a word of `request_error`.
    pub error: Option<String>,
}

/// What must come of a step. What is not named is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// Every text of the answer, in order.
    pub texts: Option<Vec<Wording>>,
    /// Each of them stands in some text of the answer.
    pub contains: Vec<String>,
    /// Each of them matches some text of the answer.
    pub matches: Vec<Pattern>,
    /// What is offered last, in order; empty if nothing is.
    pub choices: Option<Vec<String>>,
    /// The types of the answer's actions, in order.
    pub kinds: Option<Vec<String>>,
    /// The module where the conversation stands afterwards, by name or number.
    pub module: Option<String>,
    /// The modules that spoke, in order.
    pub modules: Option<Vec<String>>,
    /// Whether nothing matched what was said, so that a fallback spoke.
    pub fallback: Option<bool>,
    /// Variables and what they hold afterwards.
    pub cvars: Cvars,
    /// Variables that hold nothing afterwards.
    pub unset: Vec<String>,
    /// The pauses of the answer in milliseconds, in order.
    pub waits: Option<Vec<u64>>,
    /// Milliseconds within which the whole answer is there, its pauses counted.
    pub within_ms: Option<u64>,
    /// Whether a person has, or is asked to have, the conversation afterwards.
    pub handover: Option<bool>,
    /// Nothing is said.
    pub silent: bool,
}

/// A text, or what is known of it.
#[derive(Clone, Debug)]
pub enum Wording {
    /// This text.
    Whole(String),
    /// One of these.
    Any(Vec<String>),
    /// This stands in it.
    Contains(String),
    /// This matches somewhere in it.
    Matches(Pattern),
}
