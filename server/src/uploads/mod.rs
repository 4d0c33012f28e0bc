//! Files of visitors: received, looked into, kept beside the store, and shown by signed addresses.

mod address;
mod files;
mod kind;
mod name;
mod receive;

pub(crate) use address::Uploads;
pub(crate) use files::{folder, is_id, open, remove, sweep};
pub(crate) use kind::{action, is_safe_type, kind_of, kind_of_name};
pub(crate) use name::disposition;
pub(crate) use receive::{Received, keep_bytes, receive};
