//! What this server offers: one folder per API.

pub(crate) mod aimylogic;
pub(crate) mod analysts;
pub(crate) mod chat;
pub(crate) mod console;
mod credentials;
mod door;
pub(crate) mod frame;
pub(crate) mod handover;
pub(crate) mod health;
pub(crate) mod hooks;
pub(crate) mod medium;
mod own_file;
mod own_name;
pub(crate) mod plain;
pub(crate) mod reports;
pub(crate) mod tester;
