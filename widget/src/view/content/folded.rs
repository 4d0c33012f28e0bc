//! Texts that are longer than anybody reads at once: the beginning, and a button for more.

use parlour_core::{Content, Entry, markup};

use super::marked::marked;
use crate::limits::{FOLDED_BYTES, UNFOLDS};
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::{Asks, Screen};
use crate::words::Word;

/// The bubble of what can be read of a received entry.
pub(super) fn text(entry: &Live<Entry>, screen: &Screen, asks: &Asks) -> El {
    let (entry, screen, asks) = (entry.clone(), screen.clone(), asks.clone());
    let shown = Live::new(FOLDED_BYTES);
    let is_big = entry.clone();
    el("div")
        .set("part", "bubble")
        .live("data-kind", move || {
            is_big.with(|entry| markup::is_only_emoji(&read(entry))).then(|| "big".to_owned())
        })
        .live_children(Box::new(move || {
            let bytes = shown.with(|bytes| *bytes);
            let words = entry.with(read);
            if words.trim().is_empty() {
                return vec![el("p").says(&screen.words, Word::Undrawable)];
            }
            let head = markup::head(&words, bytes);
            let mut blocks = marked(head, &screen, &asks);
            if head.len() < words.len() {
                let shown = shown.clone();
                let more = el("button")
                    .set("type", "button")
                    .set("class", "act more")
                    .says(&screen.words, Word::ShowMore);
                blocks.push(more.on("click", move |_| shown.set(bytes.saturating_mul(UNFOLDS))));
            }
            blocks
        }))
}

fn read(entry: &Entry) -> String {
    match &entry.content {
        Content::Received { action, .. } => action.readable(),
        _ => String::new(),
    }
}
