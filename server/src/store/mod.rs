//! Conversations at rest. All SQL of the server is in this folder; every statement on a child names
//! its parent in the same `WHERE`.

mod answers;
mod api_tokens;
mod attachments;
mod batch;
mod conversations;
mod dead_letters;
mod deferred;
mod disk_fault;
mod fates;
mod forgetting;
mod handover;
mod inbound;
mod log;
mod medium;
mod open;
mod outbound;
mod ratings;
mod report;
mod report_jobs;
mod report_row;
mod sessions;
mod waiting;
mod writer;

pub(crate) use answers::Kept;
pub(crate) use api_tokens::ApiToken;
pub(crate) use attachments::{Attachment, NewAttachment};
pub(crate) use conversations::{NewConversation, Scope, Talk};
pub(crate) use dead_letters::{DeadLetter, Gone, Replayed};
pub(crate) use disk_fault::is_disk_fault;
pub(crate) use handover::{Changed, Held, Marks};
pub(crate) use inbound::{Arrivals, Named, NewHook};
pub(crate) use log::{Appended, NewMessage};
pub(crate) use medium::MediumUser;
pub(crate) use open::Store;
pub(crate) use outbound::{Outgoing, Queued};
pub(crate) use ratings::Rating;
pub(crate) use report::Excerpt;
pub(crate) use report_jobs::{Job, NewJob};
pub(crate) use sessions::{NewSession, Session};
pub(crate) use waiting::{NewWaiting, Waiting};
pub(crate) use writer::Write;
