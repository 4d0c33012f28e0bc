//! `/reports` and `/conformance`: pages for the people who own a bot (API.md, "The reports' pages"). Forms and links;
//! the one script only moves the bar of an export, or of checks.

mod asked;
mod chart;
mod charts;
mod conformance;
mod door;
mod exports;
mod files;
mod frame;
mod overview;
mod reader;
mod refused;
mod rows;
mod sign_in;
mod table;
mod talks;

pub(crate) use conformance::{conformance, progress as checks_made, start as start_checks};
pub(crate) use exports::{export, export_file, exports, order};
pub(crate) use files::{script, style};
pub(crate) use overview::overview;
pub(crate) use reader::read;
pub(crate) use refused::refusal;
pub(crate) use rows::rows;
pub(crate) use sign_in::{Pages, door, form as sign_in_form, sign_in, sign_out};
pub(crate) use talks::talks;
