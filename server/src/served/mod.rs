//! Wires of other systems' APIs, from the server's side: what is written there, no I/O.

pub(crate) mod medium;
