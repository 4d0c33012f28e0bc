//! `cargo xtask soak`: real browsers and the real server under faults (`tests/soak/`).

mod figures;
mod run;

pub(crate) use run::{Options, area, run};
