//! What stands in a line: emphasis, code, links.
//!
//! One pass. An opened marker is a text node that waits; what closes it takes the nodes behind it as
//! its children, so no node is moved twice into the same depth. What is never closed stays text.

use super::address::{begins, ends_address, is_link};
use super::blocks::Room;
use super::tree::{Kind, Node};
use crate::limits::MARKUP_DEPTH;

/// A marker that waits for its end: `*`, `_`, `~` or `[`, how many, and where its node is.
struct Open {
    mark: u8,
    count: usize,
    at: usize,
}

struct Line<'a> {
    text: &'a str,
    at: usize,
    /// From here to `at` is text that no node holds yet.
    kept: usize,
    nodes: Vec<Node>,
    /// How many more may be made.
    left: usize,
    open: Vec<Open>,
    /// Runs of one, two and three backticks that nothing closes: they are not looked for again.
    lone: [bool; 4],
}

/// Reads `text`, which may hold line breaks.
pub(super) fn inline(text: &str, room: &mut Room) -> Vec<Node> {
    let mut line = Line {
        text,
        at: 0,
        kept: 0,
        nodes: Vec::new(),
        left: room.nodes,
        open: Vec::new(),
        lone: [false; 4],
    };
    while let Some(byte) = line.byte(line.at).filter(|_| line.left > 0) {
        match byte {
            b'\\' if line.byte(line.at + 1).is_some_and(|next| next.is_ascii_punctuation()) => {
                line.flush(line.at, line.at + 1);
                line.at += 2;
            }
            b'`' => line.code(),
            b'*' | b'_' | b'~' => line.mark(byte),
            b'[' => {
                // A picture in a text is a link to it.
                let has_sign = line.at > line.kept && line.byte(line.at - 1) == Some(b'!');
                let from = line.at - usize::from(has_sign);
                line.flush(from, line.at + 1);
                line.at += 1;
                line.begin(byte, 1, if has_sign { "![" } else { "[" });
            }
            b']' => line.link(),
            b'h' | b'H' | b'm' | b'M' => line.address(),
            _ => line.at += 1,
        }
    }
    line.flush(text.len(), text.len());
    room.nodes = line.left;
    merged(line.nodes)
}

impl Line<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Makes a node of the text up to `to`; what comes next begins at `from`.
    fn flush(&mut self, to: usize, from: usize) {
        if self.kept < to {
            self.push(Node::text(self.slice(self.kept, to)));
        }
        self.kept = from;
    }

    fn push(&mut self, node: Node) {
        self.left = self.left.saturating_sub(1);
        self.nodes.push(node);
    }

    /// How many times the byte at `at` is repeated.
    fn run(&self, at: usize) -> usize {
        let first = self.byte(at);
        self.text
            .as_bytes()
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| Some(**byte) == first)
            .count()
    }

    fn code(&mut self) {
        let (from, count) = (self.at, self.run(self.at));
        self.at += count;
        let Some(lone) = self.lone.get_mut(count).filter(|lone| !**lone) else { return };
        let mut end = self.at;
        loop {
            match self.text.as_bytes().get(end..).and_then(|rest| rest.iter().position(|byte| *byte == b'`'))
            {
                None => {
                    *lone = true;
                    return;
                }
                Some(far) => end += far,
            }
            let rest = self.text.as_bytes().get(end..).unwrap_or_default();
            let closing = rest.iter().take_while(|byte| **byte == b'`').count();
            if closing == count {
                break;
            }
            end += closing;
        }
        let inside = self.slice(self.at, end);
        let padded = inside.strip_prefix(' ').and_then(|inside| inside.strip_suffix(' '));
        let node =
            Node::leaf(Kind::Code, padded.filter(|inside| !inside.trim().is_empty()).unwrap_or(inside));
        self.flush(from, end + count);
        self.at = end + count;
        self.push(node);
    }

    fn mark(&mut self, mark: u8) {
        let (from, count) = (self.at, self.run(self.at));
        let before = from.checked_sub(1).and_then(|at| self.byte(at)).unwrap_or(b' ');
        let behind = self.byte(from + count).unwrap_or(b' ');
        self.at += count;
        if count > 3 || mark == b'~' && count != 2 {
            return;
        }
        let can_close = !(before.is_ascii_whitespace() || mark == b'_' && is_word(behind));
        let can_open = !(behind.is_ascii_whitespace() || mark == b'_' && is_word(before));
        if !can_close && !can_open {
            return;
        }
        self.flush(from, self.at);
        let mut left = count;
        while can_close && left > 0 {
            let closes = |open: &Open, count| open.mark == mark && open.count == count;
            let strong = self.open.iter().rposition(|open| left > 1 && closes(open, 2));
            let Some(at) = strong.or_else(|| self.open.iter().rposition(|open| closes(open, 1))) else {
                break;
            };
            let taken = if strong.is_some() { 2 } else { 1 };
            let kind = match (mark, taken) {
                (b'~', _) => Kind::Strike,
                (_, 2) => Kind::Strong,
                _ => Kind::Emphasis,
            };
            self.end(at, kind, "");
            left -= taken;
        }
        // Three are one outside and two inside.
        for count in [left % 2, left - left % 2] {
            let marker = self.slice(from, from + count).to_owned();
            if can_open && count > 0 {
                self.begin(mark, count, &marker);
            } else if count > 0 {
                self.push(Node::text(&marker));
            }
        }
    }

    fn begin(&mut self, mark: u8, count: usize, marker: &str) {
        if self.open.len() < MARKUP_DEPTH {
            self.open.push(Open { mark, count, at: self.nodes.len() });
        }
        self.push(Node::text(marker));
    }

    /// Ends what was opened at place `at` of the open markers; those opened since are text.
    fn end(&mut self, at: usize, kind: Kind, text: &str) {
        let Some(place) = self.open.get(at).map(|open| open.at) else { return };
        self.open.truncate(at);
        let children = merged(self.nodes.split_off(place + 1));
        if let Some(node) = self.nodes.get_mut(place) {
            *node = Node { kind, text: text.to_owned(), children };
        }
    }

    fn link(&mut self) {
        let (from, place) = (self.at, self.open.iter().rposition(|open| open.mark == b'['));
        self.at += 1;
        let Some(place) = place.filter(|_| self.byte(from + 1) == Some(b'(')) else { return };
        let begin = from + 2;
        let mut depth = 0_usize;
        let rest = self.text.get(begin..).unwrap_or_default();
        let end = rest.find(|letter| {
            depth += usize::from(letter == '(');
            let is_last = letter == ')' && depth == 0;
            depth = depth.saturating_sub(usize::from(letter == ')'));
            is_last || ends_address(letter)
        });
        let Some(end) = end.map(|end| begin + end).filter(|end| self.byte(*end) == Some(b')')) else {
            return;
        };
        let address = self.slice(begin, end).to_owned();
        if !is_link(&address) {
            return;
        }
        self.flush(from, end + 1);
        self.at = end + 1;
        self.end(place, Kind::Link, &address);
        // No link stands in another: brackets around this one are text.
        self.open.retain(|open| open.mark != b'[');
        if let Some(link) = self.nodes.last_mut() {
            unlink(&mut link.children);
            if link.children.is_empty() {
                link.children.push(Node::text(&address));
            }
        }
    }

    /// An address that stands by itself.
    fn address(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let before = self.at.checked_sub(1).and_then(|at| self.byte(at)).unwrap_or(b' ');
        let is_mail = begins(rest, "mailto:");
        if is_word(before) || !is_mail && !begins(rest, "http://") && !begins(rest, "https://") {
            self.at += 1;
            return;
        }
        let far = rest.find(ends_address).unwrap_or(rest.len());
        let address = without_stops(rest.get(..far).unwrap_or_default()).to_owned();
        let (from, is_whole) = (self.at, is_link(&address) && (!is_mail || address.contains('@')));
        // Also what is no address is not looked at twice.
        self.at += if is_whole { address.len() } else { far };
        if is_whole {
            self.flush(from, self.at);
            self.push(Node { kind: Kind::Link, children: vec![Node::text(&address)], text: address });
        }
    }
}

/// Without the marks that end the sentence around an address, and a bracket it did not open.
fn without_stops(address: &str) -> &str {
    let count = |bracket: u8| address.bytes().filter(|byte| *byte == bracket).count();
    let (mut end, mut extra) = (address.len(), count(b')').saturating_sub(count(b'(')));
    for byte in address.bytes().rev() {
        match byte {
            b'.' | b',' | b':' | b';' | b'!' | b'?' | b'\'' | b'*' | b'_' | b'~' => {}
            b')' if extra > 0 => extra -= 1,
            _ => break,
        }
        end -= 1;
    }
    address.get(..end).unwrap_or_default()
}

/// Texts side by side become one.
fn merged(nodes: Vec<Node>) -> Vec<Node> {
    let mut fewer: Vec<Node> = Vec::new();
    for node in nodes {
        match fewer.last_mut() {
            Some(last) if last.kind == Kind::Text && node.kind == Kind::Text => {
                last.text.push_str(&node.text);
            }
            _ => fewer.push(node),
        }
    }
    fewer
}

fn unlink(nodes: &mut [Node]) {
    for node in nodes {
        unlink(&mut node.children);
        if node.kind == Kind::Link {
            *node = Node::text(&node.text);
        }
    }
}

/// Letters and digits; all that is not ASCII counts as a letter.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}
