//! What a bot shows beside text: handed to the part `rich` (`pkg/parts/rich.js`), which draws it.
//!
//! What may be fetched and where a press may lead is decided here: the part sees nothing that is refused.

use js_sys::{Array, Object};
use parlour_core::{Content, Entry, markup};
use parlour_protocol::{Action, Author, Card, MediaKind};
use wasm_bindgen::JsValue;

use super::marked::marked;
use super::policy::Policy;
use crate::caught::set;
use crate::parts::part;
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::{Asks, Screen};
use crate::words::Word;

/// The bubble of what is more than text; until the part is there, what can be read of it.
pub(super) fn rich(entry: &Live<Entry>, screen: &Screen, asks: &Asks) -> Option<El> {
    entry.peek(|entry| {
        let Content::Received { action, author, .. } = &entry.content else { return None };
        let is_own = *author == Author::Visitor;
        let Some((kind, told)) = told(action, &screen.policy, is_own) else {
            return refused(action, screen, asks);
        };
        set(&told, "kind", &kind.into());
        if is_own {
            // Its name stands in the message it went with.
            put(&told, "text", "");
        }
        let (open, key, words) = (screen.answerable.clone(), entry.key, screen.words.clone());
        let data = move || {
            put(&told, "failed", &words.get(Word::MediaFailed));
            set(&told, "open", &open.with(|open| open.contains(&key)).into());
            told.clone().into()
        };
        let readable = within(el("div"), marked(&action.readable(), screen, asks));
        let bubble = el("div").set("data-kind", kind).set(
            "part",
            match kind {
                "card" | "link" => "bubble card",
                "carousel" => "bubble carousel",
                _ => "bubble",
            },
        );
        Some(bubble.child(part(screen, asks, "rich", Box::new(data), readable, false)))
    })
}

/// Refused media are their caption (embed.md §2).
fn refused(action: &Action, screen: &Screen, asks: &Asks) -> Option<El> {
    let Action::Media { text, .. } = action else { return None };
    let caption = marked(text.as_deref().unwrap_or_default(), screen, asks);
    let bubble = el("div").set("part", "bubble");
    Some(bubble.child(if caption.is_empty() {
        el("p").says(&screen.words, Word::Undrawable)
    } else {
        within(el("div").set("class", "caption"), caption)
    }))
}

fn within(parent: El, blocks: Vec<El>) -> El {
    blocks.into_iter().fold(parent, El::child)
}

/// `data-kind` of the bubble, and what `rich.js` draws; its shape stands there.
fn told(action: &Action, policy: &Policy, is_own: bool) -> Option<(&'static str, Object)> {
    let told = Object::new();
    let kind = match action {
        Action::Media { kind, url, text, size } => {
            let text = text.as_deref().unwrap_or_default();
            put(&told, "url", &if is_own { policy.own(url) } else { policy.media(url) }?);
            put(&told, "text", text);
            if *kind == MediaKind::Image {
                put(&told, "plain", &markup::plain(text));
            }
            if let Some(size) = size {
                set(&told, "width", &size.width.into());
                set(&told, "height", &size.height.into());
            }
            kind.as_str()
        }
        Action::Card { cards } if !cards.is_empty() => {
            set(&told, "cards", &list(cards.iter().map(|one| card(one, policy))));
            if cards.len() == 1 { "card" } else { "carousel" }
        }
        Action::Link(card) => {
            put(&told, "url", &card.url);
            put(&told, "title", &card.title);
            put(&told, "text", &card.text);
            picture(&told, card.image.as_deref().unwrap_or_default(), policy);
            "link"
        }
        Action::Location { position, text } => {
            put(&told, "latitude", &position.north());
            put(&told, "longitude", &position.east());
            put(&told, "text", text.as_deref().unwrap_or_default());
            "location"
        }
        _ => return None,
    };
    Some((kind, told))
}

/// A button opens a page or says something; what it may not do, it shows without doing it.
fn card(card: &Card, policy: &Policy) -> JsValue {
    let told = Object::new();
    put(&told, "title", &card.title);
    put(&told, "text", &card.text);
    put(&told, "link", card.image_destination_url.as_deref().unwrap_or_default());
    picture(&told, &card.image_source_url, policy);
    let buttons = card.buttons.iter().map(|button| {
        let told = Object::new();
        put(&told, "title", &button.title);
        let (does, act) = match button.kind.as_str() {
            "web_url" => ("opens", &button.options.url),
            "postback" => ("says", &button.options.message),
            _ => ("", &None),
        };
        put(&told, does, act.as_deref().filter(|_| button.is_active).unwrap_or_default());
        told.into()
    });
    set(&told, "buttons", &list(buttons));
    told.into()
}

fn picture(told: &Object, address: &str, policy: &Policy) {
    put(told, "image", &policy.media(address).unwrap_or_default());
}

fn list(items: impl Iterator<Item = JsValue>) -> JsValue {
    items.collect::<Array>().into()
}

#[inline(never)]
fn put(told: &Object, key: &str, value: &str) {
    set(told, key, &value.into());
}
