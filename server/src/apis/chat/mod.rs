//! The chat REST API, for visitors' pages and for other servers (server.md §3).

mod attachments;
mod body;
mod caller_fields;
mod config;
mod conversation;
mod cors;
mod events;
mod extract;
mod history;
mod messages;
mod parameters;
mod profile_fields;
mod rating;
mod session;
mod states;
mod status;
mod stop;
mod test_pass;
mod visitor_fields;

pub(crate) use attachments::{attachment, take_file, upload};
pub(crate) use body::{json_bytes, read_bytes, refuse_packed, require_json, require_json_within};
pub(crate) use config::config;
pub(crate) use conversation::forget;
pub(crate) use cors::cors;
pub(crate) use events::events;
pub(crate) use extract::{Address, OfBot, Peer, bearer, is_api_token, live_session, origin, origin_refused};
pub(crate) use history::history;
pub(crate) use messages::messages;
pub(crate) use parameters::{after as after_parameter, invalid as invalid_parameter, parameter};
pub(crate) use rating::{rate, rating};
pub(crate) use session::{begin_session, end_session, resumable};
pub(crate) use status::status;
pub(crate) use stop::stop;
pub(crate) use visitor_fields::{fingerprint, is_mid};
