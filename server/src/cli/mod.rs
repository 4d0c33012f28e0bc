//! The commands of `parlour` (server.md §2).

mod arguments;
mod carets;
mod chat;
mod check;
mod exit;
mod graph;
mod logging;
mod report;
mod serve;

pub use arguments::run;
