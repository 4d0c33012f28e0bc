//! Who is spoken to, how they are reached, and the way out.

use parlour_core::Connection;

use crate::view::element::{El, button, el, unseen};
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::{self, Word};
use wasm_bindgen::JsValue;

/// Draws the head of the window.
pub(crate) fn header(screen: &Screen, asks: &Asks) -> El {
    let (title, connection, state) = (screen.clone(), screen.clone(), screen.connection.clone());
    let says = screen.words.clone();
    let (open, gate, asks_menu, asks) =
        (screen.menu.clone(), screen.card.clone(), asks.clone(), asks.clone());
    el("div")
        .set("part", "header")
        .child(
            // What the page puts there takes the place of all but the way out.
            el("slot").set("name", "header").child(portrait(screen, true)).child(
                el("div")
                    .set("class", "names")
                    .child(
                        el("h2").set("part", "title").set("id", "title").live_text(move || title.speaker()),
                    )
                    .child(
                        el("p")
                            .set("class", "connection")
                            .hidden(move || gate.with(|gate| gate.comes_first()))
                            .live("data-state", move || {
                                state.with(|state| Some(state_name(*state).to_owned()))
                            })
                            .live_text(move || {
                                let is_waiting = connection.now.with(|now| now.queue.is_some());
                                let state = connection.connection.with(|state| words::connection(*state));
                                says.get(if is_waiting { Word::WaitingForAgent } else { state })
                            }),
                    ),
            ),
        )
        .child(
            button("menu")
                .set("aria-haspopup", "menu")
                .live("aria-expanded", move || {
                    Some(if open.with(JsValue::is_undefined) { "false" } else { "true" }.to_owned())
                })
                .on("click", move |_| asks_menu(Ask::Menu))
                .child(unseen(&screen.words, Word::Menu)),
        )
        .child(
            button("close").on("click", move |_| asks(Ask::Close)).child(unseen(&screen.words, Word::Close)),
        )
}

/// The bot's picture, or the first letter of its name; of a header those of who holds the conversation.
pub(crate) fn portrait(screen: &Screen, is_header: bool) -> El {
    let (no_picture, of_agent, letter) = (screen.clone(), screen.clone(), screen.clone());
    el("span")
        .set("part", "avatar")
        .set("aria-hidden", "true")
        .child(el("span").set("class", "letter").live_text(move || {
            let name = if is_header { letter.speaker() } else { letter.name() };
            name.chars().next().map(String::from).unwrap_or_default()
        }))
        .child(
            el("img")
                .set("alt", "")
                .live("src", move || picture(&of_agent, is_header))
                .hidden(move || picture(&no_picture, is_header).is_none()),
        )
}

fn picture(screen: &Screen, is_header: bool) -> Option<String> {
    match screen.now.with(|now| now.agent.as_ref().map(|agent| agent.avatar.clone())) {
        Some(of_agent) if is_header => of_agent,
        _ => screen.avatar.with(Clone::clone),
    }
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
