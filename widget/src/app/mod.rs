//! One running chat.

mod attention;
mod running;
mod telling;

pub use running::App;
