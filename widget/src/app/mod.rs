//! One running chat.

mod attention;
mod running;
mod scrolling;
mod telling;

pub use running::App;
