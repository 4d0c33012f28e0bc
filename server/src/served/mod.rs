//! Wires of other systems' APIs, from the server's side: what is written there, no I/O. `apis/` answers with it,
//! `turns/` sends it on.

pub(crate) mod aimylogic;
pub(crate) mod medium;
pub(crate) mod names;
