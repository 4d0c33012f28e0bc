//! The window: a dialog beside the page or over it, or a region of the page.

use wasm_bindgen::JsCast as _;
use web_sys::{KeyboardEvent, Node};

use crate::view::composer::composer;
use crate::view::element::{El, el};
use crate::view::header::header;
use crate::view::notice::notice;
use crate::view::rare::{card, menu};
use crate::view::screen::{Ask, Asks, Nodes, Screen};
use crate::view::transcript::{latest, transcript};

/// The whole stylesheet, adopted by the shadow root; `build.rs` says what stands in it.
pub(crate) const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/window.css"));

/// Draws the window.
pub(crate) fn panel(screen: &Screen, asks: &Asks, nodes: &Nodes) -> El {
    let (open, modal, inline) = (screen.open.clone(), screen.modal.clone(), screen.inline.clone());
    let announcement = screen.announcement.clone();
    let (tag, direction, menu_shown) = (screen.words.clone(), screen.words.clone(), screen.menu.clone());
    let (asks_to_close, covers, window, behind) =
        (asks.clone(), screen.open.clone(), nodes.window.clone(), nodes.behind.clone());
    el("section")
        .set("part", "window")
        .set("id", "window")
        .live("role", move || {
            Some(inline.with(|inline| if *inline { "region" } else { "dialog" }).to_owned())
        })
        .set("aria-labelledby", "title")
        .set("tabindex", "-1")
        .live("aria-modal", move || {
            let is_modal = covers.with(|open| *open) && modal.with(|modal| *modal);
            match window.get::<Node>().filter(|_| is_modal) {
                Some(window) => behind.cover(window),
                None => behind.uncover(),
            }
            is_modal.then(|| "true".to_owned())
        })
        .hidden(move || !open.with(|open| *open))
        .kept(&nodes.window)
        .on("keydown", move |event| match event.unchecked_ref::<KeyboardEvent>() {
            key if key.is_composing() => {}
            key if key.key() == "Escape" => {
                event.prevent_default();
                let has_menu = menu_shown.peek(|told| !told.is_undefined());
                asks_to_close(if has_menu { Ask::Menu } else { Ask::Close });
            }
            _ => {}
        })
        .live("lang", move || Some(tag.tag()))
        .child(
            // The window stands on the launcher's side, which is the page's; what is in it runs as the
            // language does.
            el("div")
                .set("class", "inside")
                .live("dir", move || Some(direction.direction().to_owned()))
                .child(header(screen, asks))
                .child(latest(screen, asks))
                .child(transcript(screen, asks, nodes))
                .child(menu(screen, asks))
                .child(notice(screen))
                .child(card(screen, asks))
                .child(composer(screen, asks, nodes))
                .child(
                    el("div")
                        .set("class", "unseen")
                        .set("aria-live", "polite")
                        .live_text(move || announcement.with(Clone::clone)),
                ),
        )
}
