//! Every sentence the widget says for itself, in one place.

mod english;

pub(crate) use english::*;
