//! Message reports, for accounts (server.md §3.4, protocols.md 1.5).

mod account;
mod jobs;
mod messages;
mod request;

pub(crate) use account::find as account_of;
pub(crate) use jobs::{csv_of, job, job_file};
pub(crate) use messages::{order, queue, report};
