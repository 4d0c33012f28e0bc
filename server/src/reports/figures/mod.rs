//! The reports of `/reports`: which there are, their rows, and those rows as files.

mod cell;
mod days;
mod files;
mod report;

pub(crate) use cell::{Cell, Kind, grouped};
pub(crate) use days::Days;
pub(crate) use report::{Figures, Report};
