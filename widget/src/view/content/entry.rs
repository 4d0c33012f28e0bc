//! From an entry of the transcript to what is seen of it.

use parlour_core::{Content, Entry};
use parlour_protocol::Action;

use super::{cards, folded, media, place};
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::{Asks, Screen};
use crate::words;

/// The bubble of `entry`: an element with `part="bubble"`, and `data-kind` where it is no plain text.
///
/// What kind of thing an entry is does not change; its text may.
pub(crate) fn content(entry: &Live<Entry>, screen: &Screen, asks: &Asks) -> El {
    let (key, now) = entry.peek(|entry| (entry.key, entry.content.clone()));
    match now {
        Content::Received { action: Action::Media { kind, url, text }, .. } => {
            media::media(kind, &url, text.as_deref().unwrap_or_default(), screen, asks)
        }
        Content::Received { action: Action::Card { cards }, .. } if !cards.is_empty() => {
            cards::cards(key, &cards, screen, asks)
        }
        Content::Received { action: Action::Link(card), .. } => cards::link_card(&card, screen, asks),
        Content::Received { action: Action::Location { position, text }, .. } => {
            place::place(position, text.as_deref().unwrap_or_default(), screen, asks)
        }
        Content::Received { .. } => folded::text(entry, screen, asks),
        Content::Visitor { .. } | Content::Notice(_) => {
            let (entry, says) = (entry.clone(), screen.words.clone());
            el("div").set("part", "bubble").set("dir", "auto").live_text(move || {
                entry.with(|entry| match &entry.content {
                    Content::Visitor { text, .. } => text.clone(),
                    Content::Notice(notice) => words::notice(&says, notice),
                    Content::Received { .. } => String::new(),
                })
            })
        }
    }
}
