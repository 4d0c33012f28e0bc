//! The server's routes for builders (`server/API.md`), as far as the page uses them.

#[cfg(target_family = "wasm")]
mod ask;
mod model;

#[cfg(target_family = "wasm")]
pub(crate) use ask::{bots, conversation, flow, handover, pass, set_cvar, webhooks};
pub use model::{Bot, Bots, Conversation, Pass, Turn, Webhook, Webhooks};
