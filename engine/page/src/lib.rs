//! A server of one bot in a page: it answers the visitor's calls of the chat REST API (server.md §3)
//! with the bytes that the real server answers.
//!
//! Pure but for `api.rs`: a request is read ([`ask`](request::ask)), says which rows it needs, and is answered
//! from them; time and chance are arguments, what is to be stored comes back with the answer. Who holds
//! the rows (`pkg/engine/`) reads and writes them in one transaction, and answers after its commit.

mod answer;
pub mod api;
mod bot;
mod fields;
mod limits;
mod refusal;
mod request;
mod rows;
mod time;
mod turn;

#[cfg(test)]
#[path = "../tests/page.rs"]
mod page_under_test;
#[cfg(test)]
#[path = "../tests/same_bytes.rs"]
mod same_bytes;
#[cfg(test)]
#[path = "../tests/visits.rs"]
mod visits;
