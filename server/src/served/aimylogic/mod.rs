//! The answers of the chat API of the Aimylogic seed (protocols.md 3.3 to 3.7).

mod entries;
mod object;
mod replies;
mod users;

pub(crate) use entries::{Entry, entries, is_matched};
pub(crate) use object::{Turn, moment};
pub(crate) use users::{client_of, user_of};
