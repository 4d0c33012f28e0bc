//! Who is spoken to, how they are reached, and the way out.

use parlour_core::Connection;

use crate::view::element::{El, button, el, unseen};
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::{self, Word};

/// Draws the head of the window.
pub(crate) fn header(screen: &Screen, asks: &Asks) -> El {
    let (title, connection, state) = (screen.clone(), screen.connection.clone(), screen.connection.clone());
    let says = screen.words.clone();
    let asks = asks.clone();
    el("div")
        .set("part", "header")
        .child(
            // What the page puts there takes the place of all but the way out.
            el("slot").set("name", "header").child(portrait(screen)).child(
                el("div")
                    .set("class", "names")
                    .child(el("h2").set("part", "title").set("id", "title").live_text(move || title.name()))
                    .child(
                        el("p")
                            .set("class", "connection")
                            .live("data-state", move || {
                                state.with(|state| Some(state_name(*state).to_owned()))
                            })
                            .live_text(move || says.get(connection.with(|state| words::connection(*state)))),
                    ),
            ),
        )
        .child(
            button("close").on("click", move |_| asks(Ask::Close)).child(unseen(&screen.words, Word::Close)),
        )
}

/// The bot's picture, or the first letter of its name.
pub(crate) fn portrait(screen: &Screen) -> El {
    let (has_picture, picture, letter) = (screen.avatar.clone(), screen.avatar.clone(), screen.clone());
    el("span")
        .set("part", "avatar")
        .set("aria-hidden", "true")
        .child(
            el("span")
                .set("class", "letter")
                .live_text(move || letter.name().chars().next().map(String::from).unwrap_or_default()),
        )
        .child(
            el("img")
                .set("alt", "")
                .live("src", move || picture.with(Clone::clone))
                .hidden(move || has_picture.with(Option::is_none)),
        )
}

/// The word of `parlour:connection` (embed.md §4).
pub(crate) fn state_name(state: Connection) -> &'static str {
    match state {
        Connection::Online => "online",
        Connection::Idle | Connection::Connecting => "connecting",
        Connection::Offline | Connection::Refused => "offline",
        Connection::Delayed => "delayed",
    }
}
