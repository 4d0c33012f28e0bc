//! `parlour conform`.

mod command;
mod secret;
mod table;

pub(super) use command::{Arguments, run};
