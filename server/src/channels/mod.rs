//! What answers a visitor: one file per upstream.

pub(crate) mod engine;
mod trail;
