//! Tables: a row of headings, a row of dashes, rows.

use super::blocks::Room;
use super::inline::inline;
use super::tree::{Align, Kind, Node};
use crate::limits::TABLE_COLUMNS;
use crate::text::trimmed;

/// Whether the first two of `lines` are headings and as many dashes.
pub(super) fn begins(lines: &[&str]) -> bool {
    let (Some(head), Some(dashes)) = (lines.first(), lines.get(1)) else { return false };
    let is_dashes = head.contains('|')
        && dashes.contains('|')
        && dashes.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
    if !is_dashes {
        return false;
    }
    let sides = cells(dashes);
    let is_side = |cell: &&str| cell.contains('-') && cell.trim_matches(':').bytes().all(|byte| byte == b'-');
    sides.len() <= TABLE_COLUMNS && sides.iter().all(is_side) && cells(head).len() == sides.len()
}

/// Reads the table that begins with `lines` and tells how many lines it took.
pub(super) fn table(lines: &[&str], room: &mut Room, found: &mut Vec<Node>) -> usize {
    let sides = lines.get(1).map(|line| cells(line)).unwrap_or_default();
    let (mut rows, mut at) = (Vec::new(), 0);
    while let Some(line) = lines.get(at).filter(|line| line.contains('|')) {
        if at != 1 {
            let cells = cells(line);
            if at > 0 && cells.len() > room.cells {
                break;
            }
            room.cells = room.cells.saturating_sub(cells.len());
            room.nodes = room.nodes.saturating_sub(cells.len() + 1);
            let mut row = Vec::new();
            for (nth, cell) in cells.into_iter().enumerate() {
                let align = sides.get(nth).map_or(Align::Start, |dashes| align(dashes));
                row.push(Node::of(Kind::Cell(align), inline(cell, room)));
            }
            rows.push(Node::of(Kind::Row, row));
        }
        at += 1;
    }
    found.push(Node::of(Kind::Table, rows));
    at
}

fn align(dashes: &str) -> Align {
    match (dashes.starts_with(':'), dashes.ends_with(':')) {
        (true, true) => Align::Center,
        (false, true) => Align::End,
        _ => Align::Start,
    }
}

/// What stands between bars that no backslash precedes.
#[inline(never)]
fn cells(line: &str) -> Vec<&str> {
    let body = trimmed(line);
    let mut cells = Vec::new();
    let (mut from, mut is_escaped) = (usize::from(body.starts_with('|')), false);
    for (at, byte) in body.bytes().enumerate() {
        if byte == b'|' && !is_escaped && at >= from {
            cells.push(trimmed(body.get(from..at).unwrap_or_default()));
            from = at + 1;
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    // What follows the last bar, unless it ends the line.
    if from < body.len() {
        cells.push(trimmed(body.get(from..).unwrap_or_default()));
    }
    cells
}
