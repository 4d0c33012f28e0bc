//! Bots that live elsewhere: a gateway of ours against an upstream that follows a script of bytes.

mod case;
mod gateway;
mod run;
mod script;

pub use case::{Case, cases};
pub use run::run;
pub(crate) use script::request;
