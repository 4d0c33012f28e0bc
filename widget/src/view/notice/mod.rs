//! What is wrong with the connection.

mod draw;

pub(crate) use draw::notice;
