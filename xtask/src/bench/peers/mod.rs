//! `cargo xtask bench peers`: our chat, a floor and the chats of others in one browser. What is measured, and how,
//! stands in `tests/bench`.

mod install;
mod run;

pub(crate) use run::{Options, run};
