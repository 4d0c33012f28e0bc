//! Counts of the log, kept by day: a worker reads what is new behind its mark, and adds it up.

mod rounded;
mod seen;
mod tally;
mod worker;

pub(crate) use seen::{Held, Seen, Talk, counted_as};
pub(crate) use tally::Tally;
pub(crate) use worker::{Counted, Counting, catch_up, count};
