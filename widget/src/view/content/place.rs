//! A point on the earth: what is there, and a way to a map. No map is fetched.

use parlour_protocol::Position;

use super::link;
use crate::view::element::{El, el};
use crate::view::screen::{Asks, Screen};
use crate::words::Word;

/// What the position is handed to when the visitor asks for a map.
const MAP: &str = "https://www.openstreetmap.org/?mlat=";

pub(super) fn place(position: Position, text: &str, screen: &Screen, asks: &Asks) -> El {
    let (latitude, longitude) = (position.north(), position.east());
    let bubble = el("div").set("part", "bubble").set("data-kind", "location");
    let bubble = match text {
        "" => bubble.child(el("p").set("class", "title").says(&screen.words, Word::Location)),
        _ => bubble.child(el("p").set("class", "title").set("dir", "auto").text(text)),
    };
    let point = [latitude.as_str(), ", ", &longitude].concat();
    let bubble = bubble.child(el("p").set("class", "small").set("dir", "ltr").text(&point));
    let address = [MAP, &latitude, "&mlon=", &longitude].concat();
    match screen.policy.link(&address) {
        Some(address) => {
            let anchor = link::anchor(&address, "link", asks).says(&screen.words, Word::OpenMap);
            bubble.child(link::named(anchor, &address, "", screen))
        }
        None => bubble,
    }
}
