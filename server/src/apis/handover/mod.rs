//! For people who answer in the bot's place, and the consoles they use (API.md, "Handover").

mod acts;
mod agent;
mod documented;
mod fields;
mod shown;

pub(crate) use acts::{Act, end, hand_back, read, reply, take, typing};
pub(crate) use agent::{Desk, at_this_machine, is_at_home, is_this_machine};
pub(crate) use documented::{send, start};
pub(crate) use shown::{list, show};
