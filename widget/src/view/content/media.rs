//! Pictures, sounds, films and files. Room is kept for a picture before it is there.

use std::rc::Rc;

use parlour_core::markup;
use parlour_protocol::MediaKind;

use super::marked::marked;
use crate::caught::set;
use crate::parts::part;
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::Word;

/// Letters of a file's ending that are shown.
const ENDING: usize = 5;

/// The bubble of one of them. Refused media are their caption (embed.md §2).
pub(super) fn media(kind: MediaKind, url: &str, caption: &str, screen: &Screen, asks: &Asks) -> El {
    let bubble = el("div").set("part", "bubble");
    let Some(address) = screen.policy.media(url) else {
        return match caption {
            "" => bubble.child(el("p").says(&screen.words, Word::Undrawable)),
            _ => with_caption(bubble, caption, screen, asks),
        };
    };
    let bubble = bubble.set("data-kind", kind.as_str());
    let is_failed = Live::new(false);
    let bubble = match kind {
        MediaKind::Image => bubble.child(image(&address, caption, &is_failed, screen, asks)),
        MediaKind::Audio | MediaKind::Video => bubble.child(player(kind, &address, &is_failed, screen)),
        MediaKind::File => return bubble.child(file(&address, caption, screen, asks)),
    };
    let is_fine = is_failed.clone();
    let failed = el("p").set("class", "small").set("role", "status").says(&screen.words, Word::MediaFailed);
    with_caption(bubble.child(failed.hidden(move || !is_fine.with(|failed| *failed))), caption, screen, asks)
}

fn with_caption(bubble: El, caption: &str, screen: &Screen, asks: &Asks) -> El {
    let blocks = marked(caption, screen, asks);
    if blocks.is_empty() {
        return bubble;
    }
    bubble.child(blocks.into_iter().fold(el("div").set("class", "caption"), El::child))
}

/// What a picture is called when it has no caption.
fn described(element: El, name: &'static str, caption: &str, word: Word, screen: &Screen) -> El {
    if caption.is_empty() {
        return element.worded(name, &screen.words, word);
    }
    element.set(name, &markup::plain(caption))
}

/// A picture in room of a fixed shape; pressed, it covers the window.
fn image(address: &str, caption: &str, is_failed: &Live<bool>, screen: &Screen, asks: &Asks) -> El {
    let (presses, is_pressed) = (Live::new(0), Live::new(false));
    let (failed, hides, press) = (is_failed.clone(), is_failed.clone(), presses.clone());
    let picture =
        el("img").set("loading", "lazy").set("decoding", "async").set("referrerpolicy", "no-referrer");
    let picture = described(picture, "alt", caption, Word::Image, screen);
    let pressed = is_pressed.clone();
    let button = el("button")
        .set("type", "button")
        .set("class", "picture")
        .hidden(move || hides.with(|failed| *failed))
        .on("click", move |_| {
            press.set(press.peek(|count| count + 1_u32));
            pressed.set(true);
        })
        // The address comes last: from then on it is fetched.
        .child(picture.on("error", move |_| failed.set(true)).set("src", address));
    let (address, caption) = (address.to_owned(), caption.to_owned());
    let (screen, asks) = (screen.clone(), asks.clone());
    let over = el("div").live_children(Box::new(move || {
        if !is_pressed.with(|pressed| *pressed) {
            return Vec::new();
        }
        let (address, caption, presses) = (address.clone(), caption.clone(), presses.clone());
        let data = move || {
            let data = js_sys::Object::new();
            set(&data, "src", &address.as_str().into());
            set(&data, "text", &markup::plain(&caption).into());
            set(&data, "press", &presses.with(|count| *count).into());
            data.into()
        };
        vec![part(&screen, &asks, "lightbox", Box::new(data), el("span"))]
    }));
    el("div").child(button).child(over)
}

/// The browser's own controls: they are the ones a visitor knows, and speak every language.
fn player(kind: MediaKind, address: &str, is_failed: &Live<bool>, screen: &Screen) -> El {
    let (failed, hides) = (is_failed.clone(), is_failed.clone());
    let is_film = kind == MediaKind::Video;
    let player = el(kind.as_str()).set("controls", "").set("playsinline", "");
    let player = player.set("preload", if is_film { "metadata" } else { "none" });
    player
        .worded("aria-label", &screen.words, if is_film { Word::Video } else { Word::Audio })
        .hidden(move || hides.with(|failed| *failed))
        .on("error", move |_| failed.set(true))
        .set("src", address)
}

/// A file to fetch: its name and what kind of file it is.
fn file(address: &str, caption: &str, screen: &Screen, asks: &Asks) -> El {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last: Rc<str> = decoded(path.rsplit('/').next().unwrap_or_default()).into();
    let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_uppercase());
    let ending = ending
        .filter(|ending| ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) && ending.len() <= ENDING);
    let name = if caption.is_empty() { &last } else { caption };
    let (asks, value) = (asks.clone(), address.to_owned());
    let anchor = el("a")
        .set("class", "file")
        .set("href", address)
        .set("rel", "noopener noreferrer")
        .set("target", "_blank")
        .set("download", &last)
        .on("click", move |_| asks(Ask::Opened { kind: "file", value: value.clone() }))
        .child(
            el("span")
                .set("class", "ending")
                .set("aria-hidden", "true")
                .text(ending.as_deref().unwrap_or("…")),
        );
    let words = if name.is_empty() {
        el("span").says(&screen.words, Word::File)
    } else {
        el("span").set("dir", "auto").text(name)
    };
    let note = screen.words.clone();
    anchor.child(words.set("class", "title")).child(
        el("span").set("class", "unseen").live_text(move || [" (", &note.get(Word::NewTab), ")"].concat()),
    )
}

/// A name as it was before it became part of an address.
fn decoded(name: &str) -> String {
    js_sys::decode_uri_component(name).map_or_else(|_| name.to_owned(), String::from)
}
