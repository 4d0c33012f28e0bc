//! `cargo xtask bench`: figures, not tests.

mod engine;
mod options;
mod reports;
mod server;

pub(crate) use options::{Options, run};
