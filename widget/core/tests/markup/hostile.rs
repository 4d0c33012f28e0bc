//! A megabyte of whatever hurts a parser: twice the text takes about twice the time.

use std::time::{Duration, Instant};

use parlour_core::limits::{MARKUP_NODES, TABLE_CELLS};
use parlour_core::markup::{Kind, Node, parse};

const MEGABYTE: usize = 1024 * 1024;

const PIECES: &[&str] = &[
    "*",
    "*a ",
    "**a",
    "*a **b ",
    "_a ",
    "a_b_",
    "~~a",
    "[",
    "[a](",
    "](",
    "[a](https://a.b/(",
    "![",
    "`",
    "`` ",
    "`a``b",
    "> ",
    "- ",
    "1. a\n",
    "- a\n ",
    "- a\n\n",
    "  - a\n",
    "\n",
    "\n\n",
    "|",
    "a|b\n-|-\n",
    "|a|\n",
    "#",
    "# a\n",
    "---\n",
    "```\n",
    "~~~a\n",
    "http://",
    "https://a.b ",
    "mailto:",
    "https://a)",
    "\\",
    "\\*",
    "<",
    "a",
    "\u{301}",
    "\u{202e}",
    "***a** b*",
    "[a *b](https://c.d) e*",
];

fn count(nodes: &[Node], is_wanted: fn(&Node) -> bool) -> usize {
    nodes.iter().map(|node| usize::from(is_wanted(node)) + count(&node.children, is_wanted)).sum()
}

fn time(piece: &str, bytes: usize) -> Duration {
    let text = piece.repeat(bytes / piece.len());
    let start = Instant::now();
    let tree = parse(&text);
    let took = start.elapsed();
    drop(tree);
    took
}

#[test]
fn a_megabyte_of_markers_takes_linear_time() {
    for piece in PIECES {
        // The machine does other things too: the best of five.
        let is_fair =
            (0..5).any(|_| time(piece, MEGABYTE) < time(piece, MEGABYTE / 4) * 8 + Duration::from_millis(40));
        assert!(is_fair, "{piece:?} takes more than eight times as long for four times the text");
    }
}

#[test]
fn ten_thousand_open_markers_are_text() {
    for piece in ["*", "[", ">", "`", "_a ", "- ", "**a "] {
        let text = piece.repeat(10_000);
        let letters = parlour_core::markup::plain(&text).matches('a').count();
        assert_eq!(letters, text.matches('a').count(), "{piece}");
    }
}

#[test]
fn a_text_becomes_no_more_nodes_than_allowed_and_loses_nothing() {
    let text = "**a** `b` [c](https://d.e)\n\n".repeat(20_000);
    let tree = parse(&text);
    let nodes = count(&tree, |_| true);
    assert!((MARKUP_NODES / 2..=MARKUP_NODES + MARKUP_NODES / 2).contains(&nodes), "{nodes}");
    let read = parlour_core::markup::words(&tree);
    assert!(read.ends_with("**a** `b` [c](https://d.e)"), "what goes beyond is text");
}

#[test]
fn a_table_beyond_its_cells_goes_on_as_text() {
    let text = format!("|a|b|\n|-|-|\n{}|last|row|", "|1|2|\n".repeat(TABLE_CELLS));
    let tree = parse(&text);
    let cells = count(&tree, |node| matches!(node.kind, Kind::Cell(_)));
    assert_eq!(cells, TABLE_CELLS);
    assert!(parlour_core::markup::words(&tree).ends_with("|last|row|"));
}
