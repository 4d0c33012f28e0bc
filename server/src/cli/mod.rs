//! The commands of `parlour` (server.md §2).

mod arguments;
mod check;
mod exit;
mod logging;
mod report;
mod serve;
mod store;
mod token;

pub use arguments::run;
