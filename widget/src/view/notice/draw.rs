//! One line above the composer while the chat cannot be reached as it should.

use crate::view::element::{El, el};
use crate::view::screen::Screen;
use crate::words;

/// Draws the line; hidden while nothing is wrong.
pub(crate) fn notice(screen: &Screen) -> El {
    let (state, trouble) = (screen.connection.clone(), screen.connection.clone());
    el("p")
        .set("part", "notice")
        .set("role", "status")
        .hidden(move || state.with(|state| words::trouble(*state).is_none()))
        .live_text(move || trouble.with(|state| words::trouble(*state).unwrap_or_default().to_owned()))
}
