//! `cargo xtask bench`: figures, not tests.

mod engine;
mod exports;
mod measurement;
mod options;
mod peers;
mod reports;
mod server;

pub(crate) use options::{Options, run};
