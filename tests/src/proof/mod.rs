//! `CONFORMANCE.md`: which operation of which API is shown by what, written from what a run has held.

mod document;
mod ledger;
mod plan;

pub use document::document;
pub use ledger::Ledger;
pub use plan::Plan;
