//! What this machine must offer: room, a free port, Node.

pub(crate) mod disk;
pub(crate) mod node;
pub(crate) mod port;
