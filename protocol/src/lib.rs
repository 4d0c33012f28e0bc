//! The ground floor: what a message is, how the chat REST API writes it down, which errors there
//! are and how large anything may get.
//!
//! Serde only. Readers are tolerant of the new (an unknown action degrades to readable text) and
//! writers are exact (field order is the seed's).
//!
//! Sources: *seed* is the Certainly chat REST API page; *server.md* is this project's own public
//! contract, section numbers as printed there.

mod action;
mod action_wire;
mod answer;
mod ask;
mod card;
mod error;
mod event;
pub mod limits;
mod rule;
mod send;
mod session;
mod web;

pub use action::Action;
pub use answer::{BotMessage, BotModule, Connections, EvaluatedConnection, KpiTag, SendState, Turn};
pub use ask::{ChoiceRules, FormField, MULTI_SELECT, form_answer, is_day};
pub use card::{Card, CardButton, CardButtonOptions, LinkCard, MediaKind, MediaSize, Position};
pub use error::{ErrorBody, ErrorCode};
pub use event::{
    AgentCard, Author, ByeEvent, Cursor, HandoverEvent, HandoverState, HistoryPage, MessageEvent, ModuleCard,
    PartialEvent, ResetEvent, StatusEvent, StoredEvent, TypingEvent,
};
pub use rule::Rule;
pub use send::{ApiSend, SentAction, VisitorSend};
pub use session::{BotCard, Capabilities, ChatLimits, PublicConfig, SessionCreated, SessionRequest, Theme};
pub use web::{UserProfile, WebMetadata};

/// Version of the visitor's side of the protocol, answered by `POST …/session` (server.md §3.2).
pub const PROTOCOL: u32 = 1;
