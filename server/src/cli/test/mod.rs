//! `parlour test`.

mod command;
mod coverage;
mod held;
mod junit;
mod live;
mod played;
mod suites;
mod table;

pub(super) use command::{Arguments, run};
