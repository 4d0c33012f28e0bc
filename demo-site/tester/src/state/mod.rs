//! What the conversation knows: variables, and where it stands.

mod panel;

pub(crate) use panel::panel;
