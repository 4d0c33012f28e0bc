//! `cargo xtask demo`: from a fresh clone to a shop with a chat in it.

mod addresses;
mod ready;
mod run;
mod server;
mod token;

pub(crate) use run::{Options, run};
