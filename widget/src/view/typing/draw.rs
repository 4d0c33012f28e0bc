//! Three dots while somebody is writing.

use crate::view::element::{El, el};
use crate::view::screen::Screen;
use crate::words::Word;

/// Draws the typing indicator.
pub(crate) fn typing(screen: &Screen) -> El {
    let (typing, of_name) = (screen.typing.clone(), screen.clone());
    let dot = || el("i").set("aria-hidden", "true");
    el("div")
        .set("part", "typing")
        .hidden(move || !typing.with(|typing| *typing))
        .child(
            el("span")
                .set("class", "unseen")
                .live_text(move || of_name.words.fill(Word::IsTyping, &[("name", &of_name.speaker())])),
        )
        .child(dot())
        .child(dot())
        .child(dot())
}
