//! `cargo xtask bench`: figures, not tests.

mod options;
mod server;

pub(crate) use options::{Options, run};
