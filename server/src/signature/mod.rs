//! Signatures of webhooks: what we send is signed, what comes may be.

mod key;
mod standard;
mod stripe;

pub(crate) use key::SigningKey;
pub(crate) use standard::{sign, verify as verify_standard};
pub(crate) use stripe::verify as verify_stripe;
