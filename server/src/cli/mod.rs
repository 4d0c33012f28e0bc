//! The commands of `parlour` (server.md §2).

mod arguments;
mod chat;
mod check;
mod conform;
mod dead_letters;
mod exit;
mod graph;
mod live;
mod logging;
mod new_epoch;
mod purge;
mod report;
mod secret;
mod serve;
mod store;
mod tape;
mod test;
mod token;
mod webhook;

pub use arguments::run;
