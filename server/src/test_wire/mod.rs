//! What goes between this server and others in a test, for whoever tries the bot: webhooks that came, letters to a bot
//! that lives elsewhere, requests of a flow (API.md, "The tester"). The browser sees none of it.
//!
//! The store keeps of these what it needs: of a webhook no text once it is said, of a letter none once it is
//! answered. What is told here is therefore kept beside it, in memory and of tests only, for as long as the process
//! lives and the limits let it. Secrets are taken out before.

mod kept;
mod mask;
mod note;
mod passed;

pub(crate) use kept::TestWire;
pub(crate) use note::{came, note, note_letter, note_request};
