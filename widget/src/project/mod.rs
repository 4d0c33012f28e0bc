//! The machine's transcript as rows of the page, of which only those near what is seen are drawn.

mod drawn;
mod rows;
mod window;

pub use rows::Projection;
