//! Calls to other servers: the one place where an address that a flow or a channel chose is connected to.

mod address;
mod breaker;
mod call;
mod client;
mod operator;

pub(crate) use breaker::Breaker;
pub(crate) use call::{Call, Fault};
pub(crate) use client::{Answer, Egress, Opened, Trouble};
pub(crate) use operator::send_directly;
