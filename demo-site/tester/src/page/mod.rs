//! The page: what stands where, what it knows, and what it does with what the chat tells.

mod begin;
mod controls;
mod flow;
mod hear;
mod layout;
mod prose;
mod session;
mod tabs;
mod webhooks;

pub(crate) use begin::{choose, jump, open_file, restart, set_line};
pub(crate) use controls::{act, choice, entry, field_area};
pub(crate) use hear::refresh;
pub(crate) use layout::page;
pub(crate) use prose::prose;
pub(crate) use session::{Session, Source};
