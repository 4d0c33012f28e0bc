//! Message reports: the days they cover, their CSV form, and the exports that are mailed. `counting/` keeps what
//! `figures/` shows of them by day.

mod columns;
mod counting;
mod export;
mod figures;
mod files;
mod mail;
mod period;
mod worker;

pub(crate) use columns::CsvPage;
pub(crate) use counting::{Counted, Counting, Held, Seen, Talk, Tally, catch_up, count, counted_as};
pub(crate) use figures::{Cell, Days, Figures, Kind, Report, grouped};
pub(crate) use files::{file_of, forget_files};
pub(crate) use period::{Period, day};
pub(crate) use worker::{Bell, work};
