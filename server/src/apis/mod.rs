//! What this server offers: one folder per API.

pub(crate) mod chat;
mod credentials;
pub(crate) mod health;
pub(crate) mod reports;
