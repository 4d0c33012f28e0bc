//! `parlour graph`: a flow as a picture.

mod command;
mod draw;
mod layout;

pub(super) use command::run;
