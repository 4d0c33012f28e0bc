//! The machine told as stories: inputs with their times, and what must come of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod answers_and_stream;
mod broken_streams;
mod capabilities;
mod choices;
mod consent;
mod controls;
mod endings;
mod first_visit;
mod gaps;
mod kept_over_a_reload;
mod limits;
mod other_tabs;
mod outbox;
mod pacing;
mod paging;
mod partial;
mod people;
mod polling;
mod refusals;
mod resets;
mod retries;
mod sessions;
mod story;
mod tabs;
mod unreadable;
mod waits;
