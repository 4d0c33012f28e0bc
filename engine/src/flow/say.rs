//! What a module says, as written: a text, or a list of texts and tables.

use parlour_protocol::limits::WAIT_CAP_MS;

use super::fields::{Fields, number, text, wrong_type};
use super::mistake::Mistakes;
use super::model::Piece;
use super::node::{Node, Value};
use crate::limits;

const PIECE: &[&str] = &["text", "wait", "suggested_replies"];

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
        return text(node, "say", mistakes).map(|text| Piece::Text { variations: vec![text.to_owned()] });
    }
    let fields = Fields::of(node, "a piece", PIECE, mistakes)?;
    match (fields.node("text"), fields.node("wait"), fields.node("suggested_replies")) {
        (Some(wordings), None, None) => {
            let variations = texts(wordings, "text", mistakes);
            (!variations.is_empty()).then_some(Piece::Text { variations })
        }
        (None, Some(wait), None) => {
            let wait = number(wait, "wait", WAIT_CAP_MS.into(), mistakes)?;
            Some(Piece::Wait { wait: u32::try_from(wait).unwrap_or(WAIT_CAP_MS) })
        }
        (above, None, Some(replies)) => {
            let text = above.and_then(|node| text(node, "text", mistakes)).unwrap_or_default().to_owned();
            Some(Piece::SuggestedReplies { text, options: suggested_replies(replies, mistakes) })
        }
        _ => {
            let sentence = "a piece is a `text`, a `wait`, or `suggested_replies` with or without a `text`";
            mistakes.add(node.at, "missing_key", sentence);
            None
        }
    }
}

fn suggested_replies(node: &Node, mistakes: &mut Mistakes) -> Vec<String> {
    let options = texts(node, "suggested_replies", mistakes);
    if options.len() > limits::SUGGESTED_REPLIES {
        let sentence = format!("{} suggested replies; allowed: {}", options.len(), limits::SUGGESTED_REPLIES);
        mistakes.add(node.at, "out_of_range", sentence);
    }
    options
}

/// One text or a list of them, none empty.
fn texts(node: &Node, what: &str, mistakes: &mut Mistakes) -> Vec<String> {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => core::slice::from_ref(node),
    };
    if nodes.is_empty() {
        mistakes.add(node.at, "empty", format!("`{what}` is empty"));
    }
    nodes.iter().filter_map(|node| text(node, what, mistakes).map(str::to_owned)).collect()
}
