//! The widget's files as built, and the demo's pages.

mod embedded;
mod media_type;
mod place;
mod routes;
mod segments;
mod send;

pub(crate) use place::has_widget;
pub(crate) use routes::{demo_index, demo_page, loader, of_tester, versioned};
pub(crate) use segments::Segments;
