//! A person in the bot's place: the builder takes the conversation, answers, and gives it back.

mod panel;

pub(crate) use panel::panel;
