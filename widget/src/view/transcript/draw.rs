//! The scrolling part of the window. The rows are put into its list by `project/`.

use parlour_core::Earlier;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::view::choices::choices;
use crate::view::element::{El, Kept, el};
use crate::view::header::portrait;
use crate::view::rare::streaming;
use crate::view::screen::{Ask, Asks, Nodes, Screen};
use crate::view::transcript::earlier::earlier;
use crate::view::typing::typing;
use crate::words::Word;

/// Draws the transcript.
///
/// `aria-live` is off: what a screen reader is to hear goes through the window's live region, once
/// and as plain text.
pub(crate) fn transcript(screen: &Screen, asks: &Asks, nodes: &Nodes) -> El {
    let (greeting, has_greeting) = (screen.greeting.clone(), screen.greeting.clone());
    let (has_earlier, scrolled) = (screen.earlier.clone(), asks.clone());
    let (log, asks_to_go) = (nodes.log.clone(), asks.clone());
    el("div")
        .set("part", "log")
        .set("role", "log")
        .set("aria-live", "off")
        .worded("aria-label", &screen.words, Word::Conversation)
        .set("tabindex", "0")
        .kept(&nodes.log)
        .on("scroll", move |_| scrolled(Ask::Scrolled))
        .on("keydown", move |event| walk(&log, &asks_to_go, &event))
        .child(earlier(screen, asks))
        .child(
            el("slot").set("name", "empty").child(
                el("div")
                    .set("class", "intro")
                    .hidden(move || {
                        has_greeting.with(Option::is_none)
                            || has_earlier.with(|earlier| *earlier != Earlier::None)
                    })
                    .child(portrait(screen, false))
                    .child(
                        el("p")
                            .set("dir", "auto")
                            .live_text(move || greeting.with(|text| text.clone().unwrap_or_default())),
                    ),
            ),
        )
        .child(el("ol").kept(&nodes.list))
        .child(streaming(screen, asks))
        .child(typing(screen))
        .child(choices(screen, asks))
}

/// To the ends of a long transcript at one leap: the browser's way there would be drawn, row by row,
/// and be interrupted by what is found. Everything else is the browser's.
fn walk(log: &Kept, asks: &Asks, event: &Event) {
    let Some(log) = log.get::<HtmlElement>().filter(|log| event.target().as_ref() == Some(log)) else {
        return;
    };
    match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
        "End" => asks(Ask::ToTheEnd),
        "Home" => log.set_scroll_top(0),
        _ => return,
    }
    event.prevent_default();
}
