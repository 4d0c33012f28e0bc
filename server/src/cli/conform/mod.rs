//! `parlour conform`.

mod command;
mod table;

pub(super) use command::{Arguments, address, run};
