//! What is done to the chat's line: latency, no network, errors.

mod panel;

pub(crate) use panel::panel;
