//! Calls to other servers: the one place where an address that a flow chose is connected to.

mod address;
mod call;
mod client;

pub(crate) use call::Call;
pub(crate) use client::{Answer, Egress, tls};
