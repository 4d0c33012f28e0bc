//! A case is a folder: a request as bytes, and the reply it must get, written by hand.

mod case;
mod fields;
mod message;
mod pattern;
mod run;
mod server;
mod wire;

pub use case::{Case, cases};
pub use fields::{Field, answers_a_client_loses, untrue_lines};
pub(crate) use message::{Message, fill};
pub(crate) use pattern::hold;
pub use run::run;
pub(crate) use wire::exchange;
