//! The bot runtime: a flow of modules joined by connections, and the one function that evaluates it.
//!
//! No I/O, no clock, no browser: `now` and `seed` are arguments, and the same inputs give the same
//! outcome on a server and in a page.
//!
//! The words are those of the chat REST API: a *module* speaks, a *connection* leads from what the
//! visitor said to the next module, a *fallback* is where the conversation goes when nothing matches.

mod evaluation;
mod flow;
pub mod limits;
mod words;

pub use evaluation::{Conversation, Heard, Outcome, Spoken, evaluate};
pub use flow::{Condition, Connection, Flow, Mistake, Module, ModuleId, Piece};
