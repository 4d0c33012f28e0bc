//! Lists: a marker, and what is indented below it.

use super::blocks::{Room, blocks, is_blank, is_rule};
use super::tree::{Kind, Node};

/// Columns by which a line stands deeper than its item: fewer than the marker takes, as people write.
const DEEPER: usize = 2;

/// Digits of an item's number at most, as in CommonMark: a longer number is no place in a list.
const DIGITS: usize = 9;

/// What an item begins with.
#[derive(Clone, Copy)]
pub(super) struct Marker {
    /// Of a numbered item.
    pub(super) number: Option<u64>,
    indent: usize,
    /// Columns before the item's own words.
    width: usize,
}

/// The marker of a line that is an item with words in it.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let body = line.trim_start();
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let number = if matches!(digits, 1..=DIGITS) { Some(body.get(..digits)?.parse().ok()?) } else { None };
    let mut behind = body.bytes().skip(digits);
    let (sign, gap) = (behind.next()?, behind.next()?);
    let is_sign = match number {
        Some(_) => matches!(sign, b'.' | b')'),
        None => digits == 0 && matches!(sign, b'-' | b'*' | b'+'),
    };
    if !is_sign || !matches!(gap, b' ' | b'\t') || is_blank(body.get(digits + 1..)?) || is_rule(body) {
        return None;
    }
    let indent = columns(line);
    Some(Marker { number, indent, width: indent + digits + 2 })
}

/// Reads the list that begins with `lines` and tells how many lines it took.
pub(super) fn list(
    lines: &[&str],
    first: Marker,
    depth: usize,
    room: &mut Room,
    found: &mut Vec<Node>,
) -> usize {
    let (mut items, mut at) = (Vec::new(), 0);
    let is_sibling = |marker: &Marker| {
        marker.number.is_some() == first.number.is_some() && marker.indent < first.indent + DEEPER
    };
    while let Some((line, marker)) =
        lines.get(at).and_then(|line| Some((line, marker(line).filter(is_sibling)?)))
    {
        let behind = line.trim_start().get(marker.width - marker.indent..).unwrap_or_default();
        let mut inside = vec![behind.trim_start()];
        at += 1;
        loop {
            let rest = lines.get(at..).unwrap_or_default();
            let blank = rest.iter().take_while(|line| is_blank(line)).count();
            let Some(next) = rest.get(blank) else { break };
            if columns(next) < first.indent + DEEPER {
                // A blank line stands between two items, or the list ends before it.
                if self::marker(next).as_ref().is_some_and(is_sibling) {
                    at += blank;
                }
                break;
            }
            if blank > 0 {
                inside.push("");
            }
            inside.push(without(next, marker.width));
            at += blank + 1;
        }
        room.nodes = room.nodes.saturating_sub(1);
        items.push(Node::of(Kind::Item, blocks(&inside, depth + 1, room)));
    }
    found.push(Node::of(Kind::List(first.number), items));
    at
}

/// How far a line is indented; a tab counts as four.
fn columns(line: &str) -> usize {
    let blank = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blank.map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// `line` without the first `width` columns of its indent.
fn without(line: &str, width: usize) -> &str {
    let (mut rest, mut left) = (line, width);
    while left > 0 {
        let Some(next) = rest.strip_prefix([' ', '\t']) else { break };
        left = left.saturating_sub(if rest.starts_with('\t') { 4 } else { 1 });
        rest = next;
    }
    rest
}
