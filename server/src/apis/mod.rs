//! What this server offers: one folder per API.

pub(crate) mod chat;
pub(crate) mod health;
