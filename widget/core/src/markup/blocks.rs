//! Lines to blocks. Each line is looked at a fixed number of times for each level it stands in, and
//! levels are limited: the time is linear.

use super::inline::inline;
use super::list::{Marker, marker};
use super::tree::{Kind, Node};
use crate::limits::{MARKUP_DEPTH, MARKUP_NODES, TABLE_CELLS};

/// What one text may still become.
pub(super) struct Room {
    pub(super) nodes: usize,
    pub(super) cells: usize,
}

/// Reads `text`. Never fails: a marker that closes nothing, and what goes beyond a limit, is text.
///
/// A fence that is not closed holds all that follows, so that code is code while it still arrives.
pub fn parse(text: &str) -> Vec<Node> {
    let lines: Vec<&str> = text.lines().collect();
    blocks(&lines, 0, &mut Room { nodes: MARKUP_NODES, cells: TABLE_CELLS })
}

pub(super) fn blocks(lines: &[&str], depth: usize, room: &mut Room) -> Vec<Node> {
    let mut found = Vec::new();
    let mut rest = lines;
    while let Some(line) = rest.first() {
        let taken = if is_blank(line) {
            1
        } else if depth >= MARKUP_DEPTH || room.nodes == 0 {
            found.push(paragraph(rest, room));
            rest.len()
        } else {
            room.nodes -= 1;
            block(rest, depth, room, &mut found)
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    found
}

/// Reads one block and tells how many lines it took.
fn block(lines: &[&str], depth: usize, room: &mut Room, found: &mut Vec<Node>) -> usize {
    let line = lines.first().copied().unwrap_or_default();
    match start(lines) {
        Some(Start::Fence(fence, language)) => {
            let inside = lines.get(1..).unwrap_or_default();
            let end = inside.iter().position(|line| closes(line, fence)).unwrap_or(inside.len());
            let mut code = Node::leaf(Kind::CodeBlock, &inside.get(..end).unwrap_or_default().join("\n"));
            code.children.extend((!language.is_empty()).then(|| Node::text(language)));
            found.push(code);
            end + 2
        }
        Some(Start::Heading(level, words)) => {
            found.push(Node::of(Kind::Heading(level), inline(words, room)));
            1
        }
        Some(Start::Rule) => {
            found.push(Node::of(Kind::Rule, Vec::new()));
            1
        }
        Some(Start::Quote) => {
            let inside: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
            found.push(Node::of(Kind::Quote, blocks(&inside, depth + 1, room)));
            inside.len()
        }
        Some(Start::List(first)) => super::list::list(lines, first, depth, room, found),
        Some(Start::Table) => super::table::table(lines, room, found),
        None => {
            let mut end = 1;
            while lines.get(end..).is_some_and(goes_on) {
                end += 1;
            }
            found.push(paragraph(lines.get(..end).unwrap_or(&[line]), room));
            end
        }
    }
}

fn paragraph(lines: &[&str], room: &mut Room) -> Node {
    Node::of(Kind::Paragraph, inline(lines.join("\n").trim_end(), room))
}

/// Whether a paragraph takes the first of `lines`.
fn goes_on(lines: &[&str]) -> bool {
    lines.first().is_some_and(|line| !is_blank(line))
        && match start(lines) {
            None => true,
            // "… in\n1999. It was" is a sentence.
            Some(Start::List(marker)) => marker.number.is_some_and(|number| number != 1),
            Some(_) => false,
        }
}

enum Start<'a> {
    /// The fence, and the language behind it.
    Fence(&'a str, &'a str),
    Heading(u8, &'a str),
    Rule,
    Quote,
    List(Marker),
    Table,
}

/// What begins with the first of `lines`, but for a paragraph.
fn start<'a>(lines: &[&'a str]) -> Option<Start<'a>> {
    let line = lines.first()?;
    let body = line.trim_start();
    let first = body.chars().next()?;
    let run = body.len() - body.trim_start_matches(first).len();
    let (marks, behind) = (body.get(..run)?, body.get(run..)?);
    match first {
        // Backticks behind the fence: a code span.
        '`' | '~' if run >= 3 && !behind.contains('`') => return Some(Start::Fence(marks, behind.trim())),
        '#' if run <= 6 && behind.starts_with(' ') => {
            return Some(Start::Heading(u8::try_from(run).unwrap_or(6), behind.trim()));
        }
        '>' => return Some(Start::Quote),
        _ if is_rule(body) => return Some(Start::Rule),
        _ => {}
    }
    match marker(line) {
        Some(marker) => Some(Start::List(marker)),
        None => super::table::begins(lines).then_some(Start::Table),
    }
}

fn closes(line: &str, fence: &str) -> bool {
    let body = line.trim();
    body.starts_with(fence) && body.bytes().all(|byte| fence.as_bytes().first() == Some(&byte))
}

fn quoted<'a>(line: &&'a str) -> Option<&'a str> {
    let inside = line.trim_start().strip_prefix('>')?;
    Some(inside.strip_prefix(' ').unwrap_or(inside))
}

/// Three or more of the same mark and nothing else.
pub(super) fn is_rule(body: &str) -> bool {
    let Some(first) = body.bytes().next().filter(|byte| matches!(byte, b'-' | b'*' | b'_')) else {
        return false;
    };
    let marks = body.bytes().filter(|byte| *byte == first).count();
    marks >= 3 && body.bytes().all(|byte| byte == first || byte == b' ' || byte == b'\t')
}

pub(super) fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte.is_ascii_whitespace())
}
