//! `parlour conform`: black-box checks of any server that claims one of the bot APIs.
//!
//! They are written from the vendors' documents (`docs/conform.md`), and know nothing of this server:
//! each is a file of `server/conform/<api>/`, requests and what must come back.

mod api;
mod case;
mod expect;
mod fill;
mod listener;
mod pointer;
mod report;
mod run;
mod walk;
mod wire;

pub use api::Api;
pub use case::{Source, count, operations};
pub use listener::Listener;
pub use report::{Check, Outcome, Report, Tally};
pub use run::{Options, Stopped, run};
