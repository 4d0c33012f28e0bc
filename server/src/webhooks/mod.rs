//! Webhooks out: what was said to users of another system's API (`serve_as`) is told to its receiver.
//!
//! A turn queues them in its own transaction (`store/outbound.rs`); here they are sent, in the order of
//! their conversation, until the receiver takes them or they are given up.

mod deliver;
mod worker;

pub(crate) use deliver::{Receiver, Try, post};
pub(crate) use worker::work;
