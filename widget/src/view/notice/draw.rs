//! One line above the composer: the chat cannot be reached as it should, or the visitor waits.

use crate::view::element::{El, el};
use crate::view::screen::Screen;
use crate::words::{self, Word};

/// Draws the line; hidden while there is nothing to say.
pub(crate) fn notice(screen: &Screen) -> El {
    let (shown, said) = (screen.clone(), screen.clone());
    el("p")
        .set("part", "notice")
        .set("role", "status")
        .hidden(move || line(&shown).is_none())
        .live_text(move || line(&said).unwrap_or_default())
}

/// Of several things the one that explains the others.
fn line(screen: &Screen) -> Option<String> {
    let words = &screen.words;
    let trouble = screen.connection.with(|state| words::trouble(*state));
    let (queue, wait, has_no_room) = screen.now.with(|now| (now.queue, now.wait, now.has_no_room));
    if has_no_room {
        return Some(words.get(Word::NoRoom));
    }
    match (trouble, queue) {
        (Some(word), _) => Some(words.get(word)),
        (None, Some(0)) => Some(words.get(Word::WaitingForAgent)),
        (None, Some(1)) => Some(words.get(Word::QueueNext)),
        (None, Some(place)) => Some(words.count(Word::QueuePlace, place - 1)),
        (None, None) => words::wait(wait).map(|word| words.get(word)),
    }
}
