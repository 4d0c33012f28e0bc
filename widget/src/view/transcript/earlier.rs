//! What stands over the first row while there is more before it.

use parlour_core::Earlier;

use crate::view::element::{El, button, el};
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::Word;

/// Draws the line: that earlier messages are being read, or that they could not be, with a button.
pub(crate) fn earlier(screen: &Screen, asks: &Asks) -> El {
    let (state, text, asks) = (screen.earlier.clone(), screen.earlier.clone(), asks.clone());
    let words = screen.words.clone();
    el("div")
        .set("class", "earlier")
        .live("data-state", move || {
            let name = state.with(|earlier| match earlier {
                Earlier::None | Earlier::Full => "none",
                Earlier::More => "more",
                Earlier::Loading => "loading",
                Earlier::Failed => "failed",
            });
            Some(name.to_owned())
        })
        .child(el("span").set("role", "status").live_text(move || {
            text.with(|earlier| match earlier {
                Earlier::Loading => words.get(Word::LoadingEarlier),
                Earlier::Failed => words.get(Word::MediaFailed),
                _ => String::new(),
            })
        }))
        // Shown by the style sheet, after a failure.
        .child(
            button("earlier")
                .set("class", "act")
                .says(&screen.words, Word::Earlier)
                .on("click", move |_| asks(Ask::Earlier)),
        )
}
