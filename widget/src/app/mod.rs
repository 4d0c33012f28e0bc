//! One running chat.

mod running;
mod telling;

pub use running::App;
