//! The chat API of the Aimylogic seed, from the side of who is called: `/chatapi/{token}…`
//! (protocols.md 3). Shapes that are no fact of a seed are PROPOSED; `API.md` names each of them.

mod ask;
mod channel;
mod events;
mod fields;
mod history;
mod refusal;
mod state;
mod status;

pub(crate) use ask::{ask, ask_later, ask_simply};
pub(crate) use events::events;
pub(crate) use history::history;
pub(crate) use refusal::{Refusal, is_ours};
pub(crate) use state::{load, save};
pub(crate) use status::{set_status, set_statuses, status, unread};
