//! A marked-up text as elements.

use parlour_core::markup::{self, Align, Kind, Node};
use parlour_core::text::decimal;

use super::{code, link};
use crate::view::element::{El, el};
use crate::view::screen::{Asks, Screen};

/// The blocks of `text`.
pub(crate) fn marked(text: &str, screen: &Screen, asks: &Asks) -> Vec<El> {
    markup::parse(text).iter().map(|node| element(node, screen, asks)).collect()
}

/// Puts `nodes` into `parent`.
fn with(parent: El, nodes: &[Node], screen: &Screen, asks: &Asks) -> El {
    nodes.iter().fold(parent, |parent, node| match node.kind {
        Kind::Text => parent.text(&node.text),
        _ => parent.child(element(node, screen, asks)),
    })
}

fn element(node: &Node, screen: &Screen, asks: &Asks) -> El {
    let block = |tag| el(tag).set("dir", "auto");
    let parent = match node.kind {
        Kind::Link => return anchor(node, screen, asks),
        Kind::CodeBlock => return code::block(node, screen),
        Kind::Table => return table(node, screen, asks),
        Kind::Rule => return el("hr"),
        Kind::Code => return el("code").set("dir", "auto").text(&node.text),
        Kind::Text => return el("span").text(&node.text),
        Kind::Emphasis => el("em"),
        Kind::Strong => el("strong"),
        Kind::Strike => el("s"),
        // The window's own title is a heading of the second level.
        Kind::Heading(level) => block(match level {
            1 => "h3",
            2 => "h4",
            3 => "h5",
            _ => "h6",
        }),
        Kind::Quote => block("blockquote"),
        Kind::List(None) => block("ul"),
        Kind::List(Some(1)) => block("ol"),
        Kind::List(Some(first)) => block("ol").set("start", &decimal(first)),
        Kind::Item => block("li"),
        Kind::Row => el("tr"),
        Kind::Cell(_) | Kind::Paragraph => block("p"),
    };
    with(parent, &node.children, screen, asks)
}

/// A refused link is its words.
fn anchor(node: &Node, screen: &Screen, asks: &Asks) -> El {
    let Some(address) = screen.policy.link(&node.text) else {
        return with(el("span"), &node.children, screen, asks);
    };
    let anchor = with(link::anchor(&address, "link", asks), &node.children, screen, asks);
    link::named(anchor, &address, &markup::words(&node.children), screen)
}

/// Wider than the bubble, it scrolls in it: so it takes the focus.
fn table(node: &Node, screen: &Screen, asks: &Asks) -> El {
    let mut table = el("table");
    for (nth, row) in node.children.iter().enumerate() {
        let mut line = el("tr");
        for cell in &row.children {
            let side = match cell.kind {
                Kind::Cell(Align::Center) => "center",
                Kind::Cell(Align::End) => "end",
                _ => "start",
            };
            let place = if nth == 0 { el("th").set("scope", "col") } else { el("td") };
            let place = place.set("dir", "auto").set("data-side", side);
            line = line.child(with(place, &cell.children, screen, asks));
        }
        table = table.child(line);
    }
    el("div").set("class", "wide").set("tabindex", "0").set("role", "group").child(table)
}
