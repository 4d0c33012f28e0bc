//! One running chat.

mod acts;
mod attention;
mod boxed;
mod ear;
mod running;
mod scrolling;
mod standing;
mod states;
mod telling;

pub use running::App;
