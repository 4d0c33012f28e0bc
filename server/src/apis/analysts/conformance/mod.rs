//! `/conformance`: what the tests of this version found of each API, and the same checks against this very server.

mod found;
mod page;
mod served;
mod start;
mod written;

pub(crate) use page::{conformance, progress};
pub(crate) use start::start;
