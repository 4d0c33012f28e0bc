//! What was said, one action after the other.

use maud::{Markup, html};
use parlour_core::markup;
use parlour_protocol::{Action, Author, Card, HandoverState, LinkCard, MediaKind, StoredEvent};
use url::Url;

use super::asks::{Asking, ask, card_buttons};
use super::marked::{link, marked};
use crate::words::Words;

/// What all of a page is drawn with.
pub(super) struct Look<'a> {
    /// The page's language.
    pub(super) words: &'a Words,
    /// The bot's public name.
    pub(super) name: &'a str,
    /// Addresses that begin with one slash lie below it.
    pub(super) base: &'a str,
    /// What the forms of the last message carry.
    pub(super) asking: Option<&'a Asking>,
}

impl Look<'_> {
    fn whole(&self, address: &str) -> String {
        let is_ours = address.starts_with('/') && !address.starts_with("//");
        if is_ours { [self.base, address].concat() } else { address.to_owned() }
    }

    /// A link that may be opened, and the host it leads to.
    pub(super) fn link(&self, address: &str) -> Option<(String, String)> {
        let address = self.whole(address);
        let read = Url::parse(&address).ok().filter(|_| markup::is_link(&address))?;
        let host = read.host_str().map_or_else(|| read.path().to_owned(), str::to_owned);
        Some((address, host))
    }

    /// The address of a picture, a sound, a film or a file that may be fetched.
    pub(super) fn media(&self, address: &str) -> Option<String> {
        let address = self.whole(address);
        (Url::parse(&address).is_ok() && markup::is_media(&address)).then_some(address)
    }
}

/// One event of the log. `is_open`: nothing was said after it, so what it asks can be answered. `is_latest`: here
/// the reading goes on.
pub(super) fn event(event: &StoredEvent, is_open: bool, is_latest: bool, look: &Look<'_>) -> Markup {
    let message = match event {
        StoredEvent::Message(message) => message,
        StoredEvent::Handover(change) => {
            let name =
                change.agent.as_ref().map_or_else(|| look.words.get("agent"), |agent| agent.name.as_str());
            let told = match change.state {
                HandoverState::Waiting => look.words.get("waitingForAgent").to_owned(),
                HandoverState::Agent => look.words.fill("joined", "name", name),
                HandoverState::Bot => return html! {},
                HandoverState::Ended => look.words.get("ended").to_owned(),
            };
            return html! { li.notice { p { (told) } } };
        }
    };
    let (side, who) = match message.author {
        Author::Visitor => ("visitor", look.words.get("youSaid").to_owned()),
        Author::Bot => ("bot", look.words.fill("said", "name", look.name)),
        Author::Agent => {
            let agent =
                message.agent.as_ref().map_or_else(|| look.words.get("agent"), |agent| agent.name.as_str());
            ("agent", look.words.fill("said", "name", agent))
        }
        Author::System => ("notice", String::new()),
    };
    let drawn: Vec<Markup> = message
        .actions
        .iter()
        .enumerate()
        .filter_map(|(nth, one)| action(one, (message.seq, nth), side, is_open, look))
        .collect();
    html! {
        @if !drawn.is_empty() {
            li class=(side) id=[is_latest.then_some("latest")] {
                @if side == "agent" { p.who { (who) } } @else if !who.is_empty() { p.unseen { (who) } }
                @for one in &drawn { (one) }
            }
        }
    }
}

fn action(
    action: &Action,
    place: (u64, usize),
    side: &str,
    is_open: bool,
    look: &Look<'_>,
) -> Option<Markup> {
    let bubble = |inside: Markup| html! { div.bubble { (inside) } };
    let told = |text: &str| (!text.trim().is_empty()).then(|| bubble(marked(text, look)));
    Some(match action {
        // What a visitor writes is shown as it was typed.
        Action::Text { text } if side == "visitor" => bubble(html! { p.typed dir="auto" { (text) } }),
        Action::Text { text } => told(text)?,
        Action::Wait { .. } => return None,
        Action::Notice { text } => html! { div.aside { (marked(text, look)) } },
        Action::Media { kind, url, text, .. } => {
            bubble(media(*kind, url, text.as_deref().unwrap_or_default(), look))
        }
        Action::Card { cards } => html! { div.cards { @for one in cards { (card(one, is_open, look)) } } },
        Action::Link(card) => bubble(page(card, look)),
        Action::Location { position, text } => {
            let (north, east) = (position.north(), position.east());
            let map =
                format!("https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=16/{north}/{east}");
            bubble(html! {
                p { strong { (text.as_deref().unwrap_or(look.words.get("location"))) } }
                p { (north) ", " (east) }
                p { (link(&map, html! { (look.words.get("openMap")) }, "", look)) }
            })
        }
        asks if asks.asks() => html! {
            @if let Some(text) = told(&asks.readable()) { (text) }
            @if is_open { @if let Some(asking) = look.asking { (ask(asks, place, asking, look)) } }
        },
        other if other.readable().is_empty() => bubble(html! { p { (look.words.get("undrawable")) } }),
        other => told(&other.readable())?,
    })
}

/// Refused media are their caption.
fn media(kind: MediaKind, address: &str, text: &str, look: &Look<'_>) -> Markup {
    let caption = html! { @if !text.is_empty() { div.caption { (marked(text, look)) } } };
    let Some(address) = look.media(address) else {
        return html! { @if text.is_empty() { p { (look.words.get("undrawable")) } } @else { (caption) } };
    };
    let plain = markup::plain(text);
    let named = |key| if plain.is_empty() { look.words.get(key) } else { plain.as_str() };
    match kind {
        MediaKind::Image => html! {
            img src=(address) alt=(named("image")) loading="lazy" referrerpolicy="no-referrer";
            (caption)
        },
        MediaKind::Video => {
            html! { video src=(address) controls preload="metadata" aria-label=(named("video")) {} (caption) }
        }
        MediaKind::Audio => {
            html! { audio src=(address) controls preload="none" aria-label=(named("audio")) {} (caption) }
        }
        MediaKind::File => {
            let name = named("file");
            html! { p { (link(&address, html! { (look.words.fill("downloadFile", "name", name)) }, "", look)) } }
        }
    }
}

fn card(card: &Card, is_open: bool, look: &Look<'_>) -> Markup {
    let title = html! { strong { (card.title) } };
    html! {
        article.card {
            @if let Some(picture) = look.media(&card.image_source_url) {
                img src=(picture) alt="" loading="lazy" referrerpolicy="no-referrer";
            }
            p dir="auto" {
                @match card.image_destination_url.as_deref().filter(|address| !address.is_empty()) {
                    Some(address) => (link(address, title, &card.title, look)),
                    None => (title),
                }
            }
            @if !card.text.is_empty() { (marked(&card.text, look)) }
            (card_buttons(&card.buttons, is_open, look))
        }
    }
}

fn page(card: &LinkCard, look: &Look<'_>) -> Markup {
    let title = if card.title.is_empty() { &card.url } else { &card.title };
    html! {
        @if let Some(picture) = card.image.as_deref().and_then(|image| look.media(image)) {
            img src=(picture) alt="" loading="lazy" referrerpolicy="no-referrer";
        }
        p dir="auto" { (link(&card.url, html! { strong { (title) } }, title, look)) }
        @if !card.text.is_empty() { (marked(&card.text, look)) }
    }
}
