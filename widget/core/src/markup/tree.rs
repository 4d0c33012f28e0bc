//! The tree, and how it reads without being drawn.

use super::blocks::parse;
use crate::text::push_number;

/// One node. One shape for all kinds keeps what a visitor downloads small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// What is shown of [`Kind::Text`], [`Kind::Code`] and [`Kind::CodeBlock`]; where a
    /// [`Kind::Link`] leads, which [`super::is_link`] has passed; else empty.
    pub text: String,
    /// What stands inside.
    pub children: Vec<Node>,
}

/// What a node is. Line breaks are `\n` in texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// `*…*` or `_…_`.
    Emphasis,
    /// `**…**` or `__…__`.
    Strong,
    /// `~~…~~`.
    Strike,
    /// Words between backticks.
    Code,
    /// `[…](…)`, or an address that stands by itself.
    Link,
    /// Lines without a blank one between them.
    Paragraph,
    /// `#` to `######`: 1 to 6.
    Heading(u8),
    /// Lines between fences; its child is the word behind the fence, a language, if there is one.
    CodeBlock,
    /// Lines behind `>`.
    Quote,
    /// A line across.
    Rule,
    /// Items; numbered ones begin at the number given.
    List(Option<u64>),
    /// One of them.
    Item,
    /// Rows; the first holds the headings.
    Table,
    /// One of them.
    Row,
    /// One place of a row.
    Cell(Align),
}

/// Where a cell's words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the side where reading begins.
    Start,
    /// In the middle.
    Center,
    /// At the other side, as figures do.
    End,
}

impl Node {
    pub(super) fn text(text: &str) -> Self {
        Self::leaf(Kind::Text, text)
    }

    pub(super) fn leaf(kind: Kind, text: &str) -> Self {
        Self { kind, text: text.to_owned(), children: Vec::new() }
    }

    pub(super) fn of(kind: Kind, children: Vec<Node>) -> Self {
        Self { kind, text: String::new(), children }
    }
}

/// `text` as it reads aloud: without markers, a line for each block, item and row.
pub fn plain(text: &str) -> String {
    words(&parse(text))
}

/// `text` as it reads on paper: as [`plain`], with the signs of its lists, and behind a link where it leads.
pub fn written(text: &str) -> String {
    read(&parse(text), BULLETS)
}

/// The beginning of `text`, at most `bytes` long. It ends behind a line or a word, where one ends late
/// enough.
pub fn head(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let mut end = bytes;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    let late = |sign| head.rfind(sign).filter(|at| *at > bytes / 2);
    head.get(..late('\n').or_else(|| late(' ')).unwrap_or(end)).unwrap_or_default()
}

/// What [`plain`] reads, of what has been parsed already.
pub fn words(nodes: &[Node]) -> String {
    read(nodes, ALOUD)
}

/// Signs before the items of a list: none, as nothing has; dots; else the number of the first.
const ALOUD: u64 = u64::MAX;
const BULLETS: u64 = u64::MAX - 1;

fn read(nodes: &[Node], signs: u64) -> String {
    let mut read = String::new();
    add(nodes, &mut read, signs);
    read.truncate(read.trim_end().len());
    read
}

fn add(nodes: &[Node], read: &mut String, signs: u64) {
    let mut number = signs;
    for node in nodes {
        let from = read.len();
        let mut inside = signs;
        match node.kind {
            Kind::List(first) if signs != ALOUD => inside = first.unwrap_or(BULLETS),
            Kind::Item if signs == BULLETS => read.push_str("• "),
            Kind::Item if signs != ALOUD => {
                push_number(read, number);
                read.push_str(". ");
                number = number.saturating_add(1);
            }
            Kind::Text | Kind::Code => read.push_str(&node.text),
            _ => {}
        }
        add(&node.children, read, inside);
        match node.kind {
            Kind::Link if signs != ALOUD => {
                let said = read.get(from..).unwrap_or_default();
                let behind = node.text.split_once(':').map_or("", |(_, behind)| behind);
                if said != node.text && said != behind {
                    read.push_str(" (");
                    read.push_str(&node.text);
                    read.push(')');
                }
            }
            Kind::Text | Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Code | Kind::Link => {}
            Kind::Cell(_) => read.push(' '),
            Kind::CodeBlock => {
                read.push_str(if node.children.is_empty() { "" } else { "\n" });
                read.push_str(&node.text);
                end_line(read);
            }
            _ => end_line(read),
        }
    }
}

fn end_line(read: &mut String) {
    if !read.is_empty() && !read.ends_with('\n') {
        read.push('\n');
    }
}
