//! One running chat.

mod attention;
mod running;
mod scrolling;
mod standing;
mod telling;

pub use running::App;
