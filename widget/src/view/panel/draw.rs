//! The window: a dialog beside the page or over it, or a region of the page.

use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::view::composer::composer;
use crate::view::element::{El, Kept, el};
use crate::view::header::header;
use crate::view::notice::notice;
use crate::view::rare::{card, menu};
use crate::view::screen::{Ask, Asks, Nodes, Screen};
use crate::view::transcript::{latest, transcript};

/// The whole stylesheet, adopted by the shadow root; `build.rs` says what stands in it.
pub(crate) const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/window.css"));

/// What Tab may reach in the window.
const REACHABLE: &str =
    "button:not([disabled],[tabindex='-1']),textarea,input,select,a[href],audio,video,[tabindex='0']";

/// Draws the window.
pub(crate) fn panel(screen: &Screen, asks: &Asks, nodes: &Nodes) -> El {
    let (open, modal, inline) = (screen.open.clone(), screen.modal.clone(), screen.inline.clone());
    let announcement = screen.announcement.clone();
    let (tag, direction) = (screen.words.clone(), screen.words.clone());
    let (asks_to_close, is_modal, window) = (asks.clone(), screen.modal.clone(), nodes.window.clone());
    el("section")
        .set("part", "window")
        .set("id", "window")
        .live("role", move || {
            Some(inline.with(|inline| if *inline { "region" } else { "dialog" }).to_owned())
        })
        .set("aria-labelledby", "title")
        .set("tabindex", "-1")
        .live("aria-modal", move || modal.with(|modal| modal.then(|| "true".to_owned())))
        .hidden(move || !open.with(|open| *open))
        .kept(&nodes.window)
        .on("keydown", move |event| match event.unchecked_ref::<KeyboardEvent>() {
            key if key.is_composing() => {}
            key if key.key() == "Escape" => {
                event.prevent_default();
                asks_to_close(Ask::Close);
            }
            key if key.key() == "Tab" && is_modal.peek(|modal| *modal) => {
                stay_inside(&window, key.shift_key(), &event);
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
                .child(transcript(screen, asks, nodes))
                .child(latest(screen, asks))
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

/// From the last thing Tab can reach to the first and back, while the page is covered.
fn stay_inside(window: &Kept, backwards: bool, event: &Event) {
    let Some(window) = window.get::<HtmlElement>() else { return };
    let Ok(all) = window.query_selector_all(REACHABLE) else { return };
    let seen = |node: &HtmlElement| node.offset_parent().is_some() || node.client_height() > 0;
    let mut reachable = (0..all.length())
        .filter_map(|at| all.get(at))
        .map(wasm_bindgen::JsCast::unchecked_into::<HtmlElement>)
        .filter(seen);
    let first = reachable.next();
    let last = reachable.next_back().or_else(|| first.clone());
    let (from, to) = if backwards { (first, last) } else { (last, first) };
    let focused = event.target();
    let is_at = |node: Option<&HtmlElement>| focused.is_some() && focused.as_ref() == node.map(AsRef::as_ref);
    if is_at(from.as_ref()) || backwards && is_at(Some(&window)) {
        event.prevent_default();
        if let Some(to) = to {
            to.focus().ok();
        }
    }
}
