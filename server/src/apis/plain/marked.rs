//! A marked-up text as elements: the same reading of it as the window's (`parlour_core::markup`).

use maud::{Markup, html};
use parlour_core::markup::{self, Align, Kind, Node};

use super::content::Look;

/// The blocks of `text`.
pub(super) fn marked(text: &str, look: &Look<'_>) -> Markup {
    nodes(&markup::parse(text), look)
}

fn nodes(all: &[Node], look: &Look<'_>) -> Markup {
    html! { @for node in all { (element(node, look)) } }
}

fn element(node: &Node, look: &Look<'_>) -> Markup {
    let inside = || nodes(&node.children, look);
    match node.kind {
        Kind::Text => lines(&node.text),
        Kind::Emphasis => html! { em { (inside()) } },
        Kind::Strong => html! { strong { (inside()) } },
        Kind::Strike => html! { s { (inside()) } },
        Kind::Code => html! { code dir="auto" { (node.text) } },
        Kind::Link => link(&node.text, inside(), &markup::words(&node.children), look),
        // The page's title is the heading of the first level.
        Kind::Heading(1 | 2) => html! { h2 dir="auto" { (inside()) } },
        Kind::Heading(3) => html! { h3 dir="auto" { (inside()) } },
        Kind::Heading(_) => html! { h4 dir="auto" { (inside()) } },
        Kind::Paragraph => html! { p dir="auto" { (inside()) } },
        Kind::CodeBlock => html! { pre tabindex="0" { code { (node.text) } } },
        Kind::Quote => html! { blockquote dir="auto" { (inside()) } },
        Kind::Rule => html! { hr; },
        Kind::List(None) => html! { ul dir="auto" { (inside()) } },
        Kind::List(Some(first)) => html! { ol dir="auto" start=(first) { (inside()) } },
        Kind::Item => html! { li dir="auto" { (inside()) } },
        Kind::Table => table(node, look),
        Kind::Row | Kind::Cell(_) => inside(),
    }
}

/// Line feeds are line breaks.
fn lines(text: &str) -> Markup {
    html! { @for (nth, line) in text.split('\n').enumerate() { @if nth > 0 { br; } (line) } }
}

/// A link that says where it leads and that it is another tab; one that leads nowhere is its words.
pub(super) fn link(address: &str, inside: Markup, words: &str, look: &Look<'_>) -> Markup {
    let Some((address, host)) = look.link(address) else { return html! { span { (inside) } } };
    let is_web = markup::is_media(&address);
    html! {
        a href=(address) rel="noopener noreferrer nofollow ugc" target=[is_web.then_some("_blank")] {
            (inside)
            @if markup::is_misleading(words, &host) { " " bdi.host { "(" (host) ")" } }
            @if is_web { span.unseen { " (" (look.words.get("newTab")) ")" } }
        }
    }
}

fn table(node: &Node, look: &Look<'_>) -> Markup {
    let side = |cell: &Node| match cell.kind {
        Kind::Cell(Align::Center) => "center",
        Kind::Cell(Align::End) => "end",
        _ => "start",
    };
    html! {
        div.wide tabindex="0" role="group" {
            table {
                @for (nth, row) in node.children.iter().enumerate() {
                    tr {
                        @for cell in &row.children {
                            @if nth == 0 {
                                th scope="col" dir="auto" data-side=(side(cell)) { (nodes(&cell.children, look)) }
                            } @else {
                                td dir="auto" data-side=(side(cell)) { (nodes(&cell.children, look)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
