//! `/chat/{bot}`: the conversation as an ordinary page, which needs no script: rung 3 of the ladder, and what a
//! link or a QR code can point at (embed.md §6.3).

mod asks;
mod body;
mod content;
mod cookie;
mod marked;
mod page;
mod say;
mod show;
mod style;

pub(crate) use say::say;
pub(crate) use show::show;
pub(crate) use style::style;
