//! The browser shell of the conversation: what `parlour-core` asks for is done here, and what
//! happens in the page is told to it.
//!
//! `api → app → {driver → {net, outbox, unsent, tabs, clock}; project; view → {clipboard, parts, words}}`. A view gets signals and gives
//! callbacks; it knows no network, storage or global.

mod address;
pub mod api;
mod app;
mod caught;
mod clipboard;
mod clock;
mod config;
mod driver;
mod host_page;
mod limits;
mod listener;
mod mid;
mod net;
mod outbox;
mod page_events;
mod parts;
mod project;
mod stage;
mod tabs;
mod unsent;
mod view;
#[doc(hidden)]
pub mod wire;
mod words;

/// Every call of it takes the same time however much is held, as with the standard library's.
#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// What the browser tests of `tests/` drive. Not part of any public interface.
#[doc(hidden)]
pub mod testing {
    pub use crate::app::App;
    pub use crate::config::Config;
    pub use crate::mid::fresh as fresh_mid;
    pub use crate::outbox::Outbox;
    pub use crate::parts::{Data, Door, part};
    pub use crate::project::Projection;
    pub use crate::stage::Stage;
    pub use crate::view::{Ask, Asks, El, Live, Nodes, Policy, Screen, Shown, Standing, el};
    pub use crate::words::{Tongue, Word, Words};
}

#[cfg(test)]
extern crate self as parlour_widget;
#[cfg(test)]
#[path = "../tests/window.rs"]
mod window;
#[cfg(test)]
#[path = "../tests/wire.rs"]
mod wire_tests;
#[cfg(test)]
#[path = "../tests/words.rs"]
mod words_tests;
