//! A case is a folder: a request as bytes, and the reply it must get, written by hand.

mod case;
mod message;
mod pattern;
mod run;
mod server;
mod wire;

pub use case::{Case, cases};
pub use run::run;
