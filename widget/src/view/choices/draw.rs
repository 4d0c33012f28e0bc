//! Suggested replies: buttons that send their own text.

use crate::view::element::{El, button, el};
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::Word;

/// Draws the suggested replies that are on offer.
pub(crate) fn choices(screen: &Screen, asks: &Asks) -> El {
    let none = screen.choices.clone();
    let (labels, asks) = (screen.choices.clone(), asks.clone());
    let buttons = move || labels.with(|labels| labels.iter().map(|label| choice(label, &asks)).collect());
    el("div")
        .set("part", "choices")
        .set("role", "group")
        .worded("aria-label", &screen.words, Word::SuggestedReplies)
        .hidden(move || none.with(Vec::is_empty))
        .live_children(Box::new(buttons))
}

fn choice(label: &str, asks: &Asks) -> El {
    let (text, asks) = (label.to_owned(), asks.clone());
    button("choice").set("dir", "auto").text(label).on("click", move |_| asks(Ask::Send(text.clone())))
}
