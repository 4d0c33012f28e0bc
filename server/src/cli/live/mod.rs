//! `parlour chat --bot`: a visitor in the terminal, by the chat API of a server.

mod link;
mod stream;
mod talk;

pub(super) use link::{Link, address};
pub(super) use talk::{Fault, asked, run};
