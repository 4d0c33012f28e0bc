//! One line above the composer while the chat cannot be reached as it should.

use crate::view::element::{El, el};
use crate::view::screen::Screen;
use crate::words;

/// Draws the line; hidden while nothing is wrong.
pub(crate) fn notice(screen: &Screen) -> El {
    let (state, trouble) = (screen.connection.clone(), screen.connection.clone());
    let says = screen.words.clone();
    el("p")
        .set("part", "notice")
        .set("role", "status")
        .hidden(move || state.with(|state| words::trouble(*state).is_none()))
        .live_text(move || {
            let word = trouble.with(|state| words::trouble(*state));
            word.map(|word| says.get(word)).unwrap_or_default()
        })
}
