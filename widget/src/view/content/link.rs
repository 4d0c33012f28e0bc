//! Links: they say where they lead, and that it is another tab.

use parlour_core::markup;

use super::policy::Address;
use crate::view::element::{El, el};
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::Word;

/// An `a` to `address` without words yet. `kind` is what the page is told when it is opened.
pub(crate) fn anchor(address: &Address, kind: &'static str, asks: &Asks) -> El {
    let (asks, value) = (asks.clone(), address.href.clone());
    let anchor = el("a").set("href", &address.href).set("rel", "noopener noreferrer");
    let anchor = anchor.on("click", move |_| asks(Ask::Opened { kind, value: value.clone() }));
    // A mail program or a telephone is no tab.
    if address.is_web { anchor.set("target", "_blank") } else { anchor }
}

/// Ends what [`anchor`] began: `words` are what it calls itself.
pub(crate) fn named(anchor: El, address: &Address, words: &str, screen: &Screen) -> El {
    let anchor = if markup::is_misleading(words, &address.host) {
        anchor.child(el("bdi").set("class", "host").text(&address.host))
    } else {
        anchor
    };
    if !address.is_web {
        return anchor;
    }
    let says = screen.words.clone();
    let note = move || [" (", &says.get(Word::NewTab), ")"].concat();
    anchor.child(el("span").set("class", "unseen").live_text(note))
}
