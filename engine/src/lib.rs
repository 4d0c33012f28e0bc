//! The bot runtime: a flow of modules joined by connections, and the one function that evaluates it.
//!
//! No I/O, no clock, no browser: `now` and `seed` are arguments, and the same inputs give the same
//! outcome on a server and in a page.
//!
//! The words are those of the chat REST API: a *module* speaks, a *connection* leads from what the
//! visitor said to the next module, a *fallback* is where the conversation goes when nothing matches.

#[cfg(feature = "chats")]
pub mod chats;
mod condition;
mod condition_words;
mod date;
mod decomposition;
mod digits;
mod evaluation;
mod explain;
mod filters;
mod flow;
mod form;
mod fuzzy;
mod index;
mod input;
mod language;
pub mod limits;
mod lookup;
mod order;
mod pattern;
mod template;
mod template_words;
mod value;
mod words;

/// Custom variables of a conversation, by name.
pub type Cvars = serde_json::Map<String, serde_json::Value>;

pub use condition::{Condition, CvarTest, DateTest, NumberTest, Phrase};
pub use evaluation::{
    Awaits, Conversation, Effect, Evaluated, Heard, Outcome, Remark, Response, Spoken, Trail, evaluate,
};
pub use explain::{Ending, Explanation, Looked, LookedKind, explain};
pub use flow::{
    CardButtonPiece, CardPiece, Change, Connection, Flow, LinkPiece, Mistake, Module, ModuleId, Piece,
    Request, Timeout,
};
pub use input::{FormInput, Input, InputKind};
pub use language::LOCALE_CVAR;
pub use pattern::Pattern;
pub use template::{Expression, Text};
