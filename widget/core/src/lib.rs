//! The conversation as a visitor's side sees it, without a browser.
//!
//! [`Machine::handle`] takes one [`Input`] and the time, and returns the [`Effect`]s a shell is to
//! perform. The shell feeds what came of them back as inputs. Nothing here waits, sleeps, draws,
//! stores, asks the clock or throws dice.

mod fitting;
pub mod limits;
mod machine;
pub mod markup;
mod requests;
mod retry;
mod rows;
pub mod sse;
pub mod text;
mod timestamp;
mod transcript;

pub use fitting::fit;
pub use machine::{
    Answer, Attachment, Call, Connection, Consent, Earlier, Effect, Failure, Input, Leaving, Machine, Method,
    Options, Overheard, Request, Role, Saved, SavedMessage, Storing, StreamEnd, StreamEvent, Ticket, Token,
    Wait, Waiting,
};
pub use requests::{attachments_path, stream_path};
pub use rows::{Heights, stands_with};
pub use transcript::{Change, Content, Delivery, Entry, EntryKey, Notice, Reason};
