//! The commands of `parlour` (server.md §2).

mod arguments;
mod check;
mod exit;
mod logging;
mod report;
mod serve;

pub use arguments::run;
