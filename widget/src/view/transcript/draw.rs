//! The scrolling part of the window. The rows are put into its list by `project.rs`.

use crate::view::choices::choices;
use crate::view::element::{El, el};
use crate::view::header::portrait;
use crate::view::screen::{Asks, Nodes, Screen};
use crate::view::transcript::Stick;
use crate::view::typing::typing;
use crate::words::Word;

/// Draws the transcript.
///
/// `aria-live` is off: what a screen reader is to hear goes through the window's live region, once
/// and as plain text.
pub(crate) fn transcript(screen: &Screen, asks: &Asks, nodes: &Nodes, stick: &Stick) -> El {
    let (greeting, has_greeting) = (screen.greeting.clone(), screen.greeting.clone());
    let stick = stick.clone();
    el("div")
        .set("part", "log")
        .set("role", "log")
        .set("aria-live", "off")
        .worded("aria-label", &screen.words, Word::Conversation)
        .set("tabindex", "0")
        .kept(&nodes.log)
        .on("scroll", move |_| stick.scrolled())
        .child(
            el("div")
                .set("class", "intro")
                .hidden(move || has_greeting.with(Option::is_none))
                .child(portrait(screen))
                .child(
                    el("p")
                        .set("dir", "auto")
                        .live_text(move || greeting.with(|text| text.clone().unwrap_or_default())),
                ),
        )
        .child(el("ol").kept(&nodes.list))
        .child(typing(screen))
        .child(choices(screen, asks))
}
