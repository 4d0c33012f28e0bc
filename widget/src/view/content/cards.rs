//! Cards, several of them side by side, and pages that are pointed at.

use parlour_core::EntryKey;
use parlour_protocol::{Card, CardButton, LinkCard};

use super::link;
use super::marked::marked;
use crate::caught::set;
use crate::parts::part;
use crate::view::element::{El, Kept, el};
use crate::view::live::Live;
use crate::view::screen::{Ask, Asks, Screen};

/// The bubble of one card, or of a row of cards that scrolls.
///
/// Buttons of the newest message say something once; after an answer they show which was pressed.
pub(super) fn cards(key: EntryKey, cards: &[Card], screen: &Screen, asks: &Asks) -> El {
    let pressed = Live::new(None);
    let buttons = Buttons { key, pressed, screen: screen.clone(), asks: asks.clone() };
    if let [card] = cards {
        return one(el("div").set("part", "bubble card"), card, 0, &buttons).set("data-kind", "card");
    }
    let track = Kept::default();
    let row = el("ul").set("class", "track").set("tabindex", "0").kept(&track);
    let row = cards
        .iter()
        .enumerate()
        .fold(row, |row, (nth, card)| row.child(one(el("li").set("part", "card"), card, nth, &buttons)));
    let data = move || {
        let data = js_sys::Object::new();
        if let Some(track) = track.get::<web_sys::Element>() {
            set(&data, "track", &track);
        }
        data.into()
    };
    el("div").set("part", "bubble carousel").set("data-kind", "carousel").child(row).child(part(
        screen,
        asks,
        "carousel",
        Box::new(data),
        el("span"),
    ))
}

/// What the buttons of an entry's cards have in common.
struct Buttons {
    key: EntryKey,
    /// Card and button.
    pressed: Live<Option<(usize, usize)>>,
    screen: Screen,
    asks: Asks,
}

fn one(place: El, card: &Card, nth: usize, buttons: &Buttons) -> El {
    let Buttons { screen, asks, .. } = buttons;
    let place = with_picture(place, &card.image_source_url, screen);
    let title = el("p").set("class", "title").set("dir", "auto");
    let address = card.image_destination_url.as_deref().and_then(|address| screen.policy.link(address));
    let place = place.child(match address {
        Some(address) => {
            let anchor = link::anchor(&address, "card", asks).set("class", "whole").text(&card.title);
            title.child(link::named(anchor, &address, &card.title, screen))
        }
        None => title.text(&card.title),
    });
    let place = marked(&card.text, screen, asks).into_iter().fold(place, El::child);
    card.buttons
        .iter()
        .enumerate()
        .fold(place, |place, (at, button)| place.child(press(button, (nth, at), buttons)))
}

/// A picture that says nothing the words beside it do not; one that cannot be had leaves no hole.
fn with_picture(place: El, address: &str, screen: &Screen) -> El {
    let Some(address) = screen.policy.media(address) else { return place };
    let failed = Live::new(false);
    let fails = failed.clone();
    let picture = el("img").set("alt", "").set("loading", "lazy").set("decoding", "async");
    place.child(
        picture
            .set("referrerpolicy", "no-referrer")
            .hidden(move || failed.with(|failed| *failed))
            .on("error", move |_| fails.set(true))
            .set("src", &address),
    )
}

/// A button that opens a page or says something; what it may not do, it shows without doing it.
fn press(button: &CardButton, at: (usize, usize), buttons: &Buttons) -> El {
    let Buttons { screen, asks, .. } = buttons;
    let CardButton { title, options, is_active, kind } = button;
    let address =
        options.url.as_deref().filter(|_| *is_active).and_then(|address| screen.policy.link(address));
    if let Some(address) = address.filter(|_| kind == "web_url") {
        let anchor =
            link::anchor(&address, "link", asks).set("class", "press").set("dir", "auto").text(title);
        return link::named(anchor, &address, title, screen);
    }
    let message =
        options.message.clone().filter(|message| *is_active && kind == "postback" && !message.is_empty());
    let (open, key, can_act) = (screen.answerable.clone(), buttons.key, message.is_some());
    let (pressed, now, asks) = (buttons.pressed.clone(), buttons.pressed.clone(), asks.clone());
    el("button")
        .set("type", "button")
        .set("class", "press")
        .set("dir", "auto")
        .text(title)
        .live("disabled", move || (!can_act || !open.with(|open| open.contains(&key))).then(String::new))
        .live("aria-pressed", move || now.with(|now| *now == Some(at)).then(|| "true".to_owned()))
        .on("click", move |_| {
            if let Some(value) = message.clone() {
                pressed.set(Some(at));
                asks(Ask::Answer { kind: "button", value });
            }
        })
}

/// A page that is pointed at. Its host is always told.
pub(super) fn link_card(card: &LinkCard, screen: &Screen, asks: &Asks) -> El {
    let bubble = el("div").set("part", "bubble card").set("data-kind", "link");
    let bubble = with_picture(bubble, card.image.as_deref().unwrap_or_default(), screen);
    let title = if card.title.is_empty() { &card.url } else { &card.title };
    let heading = el("p").set("class", "title").set("dir", "auto");
    let Some(address) = screen.policy.link(&card.url) else {
        let bubble = bubble.child(heading.text(title));
        return marked(&card.text, screen, asks).into_iter().fold(bubble, El::child);
    };
    let anchor = link::anchor(&address, "link", asks).set("class", "whole").text(title);
    // The host stands below, so the title need not tell it.
    let bubble = bubble.child(heading.child(link::named(anchor, &address, "", screen)));
    let bubble = marked(&card.text, screen, asks).into_iter().fold(bubble, El::child);
    bubble.child(el("p").set("class", "small").child(el("bdi").text(&address.host)))
}
