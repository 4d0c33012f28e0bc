//! Three dots while somebody is writing.

use crate::view::element::{El, el};
use crate::view::screen::Screen;
use crate::words;

/// Draws the typing indicator.
pub(crate) fn typing(screen: &Screen) -> El {
    let (typing, name) = (screen.typing.clone(), screen.title.clone());
    let dot = || el("i").set("aria-hidden", "true");
    el("div")
        .set("part", "typing")
        .hidden(move || !typing.with(|typing| *typing))
        .child(
            el("span")
                .set("class", "unseen")
                .live_text(move || name.with(|name| [name.as_str(), words::IS_TYPING].concat())),
        )
        .child(dot())
        .child(dot())
        .child(dot())
}
