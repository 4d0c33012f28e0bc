//! The way back to the end, for who reads further up.

use crate::view::element::{El, button, el};
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::Word;

/// Draws the button over the transcript's lower edge; hidden while the end is seen or near. Without
/// new messages its words are for a screen reader only.
pub(crate) fn latest(screen: &Screen, asks: &Asks) -> El {
    let (away, missed, count, asks) =
        (screen.away.clone(), screen.missed.clone(), screen.missed.clone(), asks.clone());
    let words = screen.words.clone();
    let says = move || match count.with(|count| *count) {
        0 => words.get(Word::ToLatest),
        count => words.count(Word::NewMessages, count),
    };
    el("div").set("class", "latest").child(
        button("latest")
            .hidden(move || !away.with(|away| *away))
            .live("data-news", move || missed.with(|count| (*count > 0).then(String::new)))
            .on("click", move |_| asks(Ask::ToTheEnd))
            .child(el("span").live_text(says)),
    )
}
