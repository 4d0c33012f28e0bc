//! What is seen: one folder per component. Signals in, [`Ask`]s out.

mod bubble;
mod choices;
mod composer;
mod content;
mod effect;
mod element;
mod header;
mod live;
mod notice;
mod now;
mod panel;
mod rare;
mod roving;
mod screen;
mod transcript;
mod typing;

pub use live::Live;
pub(crate) use now::{Gate, Now};
pub(crate) use screen::Page;
pub use screen::{Ask, Asks, Nodes, Screen, Shown};

pub(crate) use bubble::{Frame, name, row};
pub(crate) use composer::fill;
pub use content::Policy;
pub(crate) use content::{anchor, marked, named, origin};
pub use element::{El, Standing, el};
pub(crate) use element::{Kept, set_length};
pub(crate) use header::state_name;
pub(crate) use panel::{STYLE, panel};
pub(crate) use transcript::{Scroll, Watch};
