//! Conversations written down: recording, replaying, coverage.

mod case;
#[cfg(target_family = "wasm")]
mod files;
#[cfg(target_family = "wasm")]
mod panel;
mod record;
#[cfg(target_family = "wasm")]
mod results;
mod run;
mod talk;
#[cfg(test)]
mod tests;

pub use case::{Case, file_name};
#[cfg(target_family = "wasm")]
pub use panel::SuitePanel;
pub use record::{Recorded, record};
pub use run::{Differs, Outcome, Ran, Row, risen, run};
pub use talk::{Done, Talk, talk};
