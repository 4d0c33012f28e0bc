//! What a module says, as written: a text, or a list of texts and tables.

use parlour_protocol::limits::{MEDIA_PX, WAIT_CAP_MS};
use parlour_protocol::{MediaKind, MediaSize, Position};

use super::fields::{Fields, number, real, template, templates, wrong_type};
use super::mistake::Mistakes;
use super::model::{CardButtonPiece, CardPiece, LinkPiece, Piece};
use super::node::{Node, Value};
use crate::limits;
use crate::template::Text;

const PIECE: &[&str] = &[
    "text",
    "wait",
    "suggested_replies",
    "image",
    "audio",
    "video",
    "file",
    "card",
    "carousel",
    "link",
    "location",
    "notice",
    "width",
    "height",
];
/// Of a picture or film, beside it.
const SIDES: [&str; 2] = ["width", "height"];
/// Pieces that a `text` may not stand beside.
const ALONE: &[&str] = &["wait", "card", "carousel", "link", "notice"];
const MEDIA: &[(&str, MediaKind)] = &[
    ("image", MediaKind::Image),
    ("audio", MediaKind::Audio),
    ("video", MediaKind::Video),
    ("file", MediaKind::File),
];
const CARD: &[&str] = &["title", "text", "image", "url", "buttons"];
const LINK: &[&str] = &["url", "title", "text", "image"];
const LOCATION: &[&str] = &["latitude", "longitude"];
const BUTTON: &[&str] = &["title", "url", "say"];

pub(super) fn pieces(node: Option<&Node>, mistakes: &mut Mistakes) -> Vec<Piece> {
    let Some(node) = node else { return Vec::new() };
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        Value::Text(_) => core::slice::from_ref(node),
        _ => {
            wrong_type(node, "say", "a text or a list of pieces", mistakes);
            return Vec::new();
        }
    };
    if nodes.is_empty() {
        mistakes.add(node.at, "empty", "`say` is empty; leave it out of a module that only leads on");
    }
    if nodes.len() > limits::PIECES {
        let sentence = format!("{} pieces; allowed: {}", nodes.len(), limits::PIECES);
        mistakes.add(node.at, "out_of_range", sentence);
    }
    nodes.iter().filter_map(|node| piece(node, mistakes)).collect()
}

fn piece(node: &Node, mistakes: &mut Mistakes) -> Option<Piece> {
    if let Value::Text(_) = &node.value {
        return template(node, "say", mistakes).map(|text| Piece::Text { variations: vec![text] });
    }
    let fields = Fields::of(node, "a piece", PIECE, mistakes)?;
    let is_kind = |key: &&str| !SIDES.contains(key) && fields.node(key).is_some();
    let kinds: Vec<&str> = PIECE.iter().copied().filter(is_kind).collect();
    let (above, kind) = match kinds.as_slice() {
        ["text", kind] if !ALONE.contains(kind) => (fields.node("text"), *kind),
        [kind] => (None, *kind),
        _ => {
            let sentence = "a piece is one of `text`, `wait`, `suggested_replies`, `image`, `audio`, `video`, \
                            `file`, `card`, `carousel`, `link`, `location`, `notice`; a `text` may stand beside \
                            suggested replies, media and a location";
            mistakes.add(node.at, "missing_key", sentence);
            return None;
        }
    };
    let above = above.and_then(|node| template(node, "text", mistakes));
    let value = fields.node(kind)?;
    let size = size(&fields, kind, mistakes);
    if let Some((_, media)) = MEDIA.iter().find(|(word, _)| *word == kind) {
        let url = template(value, kind, mistakes)?;
        return Some(Piece::Media { kind: *media, url, text: above, size });
    }
    match kind {
        "text" => {
            let variations = templates(value, "text", mistakes);
            (!variations.is_empty()).then_some(Piece::Text { variations })
        }
        "wait" => {
            let wait = number(value, "wait", WAIT_CAP_MS.into(), mistakes)?;
            Some(Piece::Wait { wait: u32::try_from(wait).unwrap_or(WAIT_CAP_MS) })
        }
        "suggested_replies" => {
            let text = above.unwrap_or_else(|| Text::plain(""));
            Some(Piece::SuggestedReplies { text, options: suggested_replies(value, mistakes) })
        }
        "notice" => template(value, "notice", mistakes).map(|text| Piece::Notice { text }),
        "link" => link(value, mistakes).map(Piece::Link),
        "location" => location(value, mistakes).map(|position| Piece::Location { position, text: above }),
        "card" => card(value, mistakes).map(|card| Piece::Cards(vec![card])),
        _ => Some(Piece::Cards(several(&fields, kind, limits::CARDS, card, mistakes))),
    }
}

/// Both sides, of a picture or film; nothing else has a shape.
fn size(fields: &Fields<'_>, kind: &str, mistakes: &mut Mistakes) -> Option<MediaSize> {
    let at = SIDES.into_iter().find_map(|side| fields.node(side))?.at;
    let mut side = |key| u32::try_from(number(fields.node(key)?, key, MEDIA_PX.into(), mistakes)?).ok();
    let (width, height) = (side("width"), side("height"));
    let size = MediaSize::of(width, height).filter(|_| matches!(kind, "image" | "video"));
    if size.is_none() {
        let sentence = "`width` and `height` stand together, from 1, beside `image` or `video`";
        mistakes.add(at, "missing_key", sentence);
    }
    size
}

/// A list that is not empty and not too long.
fn several<T>(
    fields: &Fields<'_>,
    key: &str,
    most: usize,
    read: fn(&Node, &mut Mistakes) -> Option<T>,
    mistakes: &mut Mistakes,
) -> Vec<T> {
    let Some(at) = fields.node(key).map(|node| node.at) else { return Vec::new() };
    let nodes = fields.list(key, mistakes);
    if nodes.is_empty() {
        mistakes.add(at, "empty", format!("`{key}` is empty"));
    }
    if nodes.len() > most {
        mistakes.add(at, "out_of_range", format!("{} in `{key}`; allowed: {most}", nodes.len()));
    }
    nodes.iter().filter_map(|node| read(node, mistakes)).collect()
}

fn card(node: &Node, mistakes: &mut Mistakes) -> Option<CardPiece> {
    let fields = Fields::of(node, "a card", CARD, mistakes)?;
    let title = fields.required("title", mistakes).and_then(|node| template(node, "title", mistakes));
    let mut optional = |key: &str| fields.node(key).and_then(|node| template(node, key, mistakes));
    let (text, image, url) = (optional("text"), optional("image"), optional("url"));
    let buttons = several(&fields, "buttons", limits::CARD_BUTTONS, button, mistakes);
    let or_empty = |text: Option<Text>| text.unwrap_or_else(|| Text::plain(""));
    Some(CardPiece { title: title?, text: or_empty(text), image: or_empty(image), url, buttons })
}

fn link(node: &Node, mistakes: &mut Mistakes) -> Option<LinkPiece> {
    let fields = Fields::of(node, "a link", LINK, mistakes)?;
    let url = fields.required("url", mistakes).and_then(|node| template(node, "url", mistakes));
    let mut optional = |key: &str| fields.node(key).and_then(|node| template(node, key, mistakes));
    let (title, text, image) = (optional("title"), optional("text"), optional("image"));
    let or_empty = |text: Option<Text>| text.unwrap_or_else(|| Text::plain(""));
    Some(LinkPiece { url: url?, title: or_empty(title), text: or_empty(text), image })
}

fn location(node: &Node, mistakes: &mut Mistakes) -> Option<Position> {
    let fields = Fields::of(node, "a location", LOCATION, mistakes)?;
    let mut degrees = |key: &str| fields.required(key, mistakes).and_then(|node| real(node, key, mistakes));
    let (latitude, longitude) = (degrees("latitude"), degrees("longitude"));
    let position = Position::of(latitude?, longitude?);
    if position.is_none() {
        let sentence = "no such place; allowed: latitude -90 to 90 and longitude -180 to 180, in degrees";
        mistakes.add(node.at, "out_of_range", sentence);
    }
    position
}

fn button(node: &Node, mistakes: &mut Mistakes) -> Option<CardButtonPiece> {
    let fields = Fields::of(node, "a button", BUTTON, mistakes)?;
    let title = fields.required("title", mistakes).and_then(|node| template(node, "title", mistakes));
    let mut optional = |key: &str| fields.node(key).and_then(|node| template(node, key, mistakes));
    let (url, say) = (optional("url"), optional("say"));
    if url.is_some() && say.is_some() {
        mistakes.add(
            node.at,
            "missing_key",
            "a button opens a `url` or lets the visitor `say` something, not both",
        );
    }
    Some(CardButtonPiece { title: title?, url, say })
}

fn suggested_replies(node: &Node, mistakes: &mut Mistakes) -> Vec<Text> {
    let options = templates(node, "suggested_replies", mistakes);
    if options.len() > limits::SUGGESTED_REPLIES {
        let sentence = format!("{} suggested replies; allowed: {}", options.len(), limits::SUGGESTED_REPLIES);
        mistakes.add(node.at, "out_of_range", sentence);
    }
    options
}
