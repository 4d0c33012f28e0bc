//! `cargo xtask test`: every promise that a machine can check, area by area.

mod areas;
mod browser_tests;
mod browsers;
mod clippy;
mod counts;
mod deny;
mod end_to_end;
mod native;
mod packaging;
mod release;
mod report;
mod run;
mod simulation;
mod stories;

pub(crate) use counts::{Counts, Outcome};
pub(crate) use end_to_end::SQLITE;
pub(crate) use run::{Options, run};
pub(crate) use stories::tell;
