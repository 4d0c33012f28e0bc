//! Message reports: the days they cover, their CSV form, and the exports that are mailed.

mod columns;
mod export;
mod files;
mod mail;
mod period;
mod worker;

pub(crate) use columns::CsvPage;
pub(crate) use files::{file_of, forget_files};
pub(crate) use period::{Period, day};
pub(crate) use worker::{Bell, work};
