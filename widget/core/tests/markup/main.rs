//! The markup of what a bot writes: cases as folders of bytes, and what holds of every text.

mod always;
mod cases;
mod hostile;
mod links;
