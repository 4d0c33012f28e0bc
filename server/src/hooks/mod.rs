//! What bots that live elsewhere send by themselves: stored, acknowledged, and placed in the log once it
//! is quiet, in the order of the upstream's clock.

mod settle;

pub(crate) use settle::{settle, settle_all};
