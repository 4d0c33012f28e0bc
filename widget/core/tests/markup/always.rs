//! What holds of every text.

use parlour_core::markup::{Kind, Node, parse, plain};
use proptest::prelude::*;

/// Texts in which markers are much more frequent than in any real one.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z ]{0,6}",
        4 => "[*_~`\\[\\]()>#|\\\\!+.:-]{1,4}",
        1 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => Just("\n- ".to_owned()),
        1 => Just("\n1. ".to_owned()),
        1 => Just("\n|-|-|\n".to_owned()),
        1 => Just("](https://example.com/a(b))".to_owned()),
        1 => Just("https://example.com".to_owned()),
        1 => Just("```".to_owned()),
        2 => "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Letters, digits and everything that is not ASCII: no marker is made of these, but for the number of
/// a list's item and the address of a link, which is read as its words.
fn is_kept(letter: char) -> bool {
    letter.is_ascii_lowercase() || !letter.is_ascii() && !letter.is_whitespace()
}

fn addresses(nodes: &[Node], found: &mut String) {
    for node in nodes {
        if node.kind == Kind::Link {
            found.push_str(&node.text);
        }
        addresses(&node.children, found);
    }
}

fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + depth(&node.children)).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_letter_is_read(text in text()) {
        let read = plain(&text);
        let mut written: Vec<char> = text.chars().filter(|letter| is_kept(*letter)).collect();
        let mut shown: Vec<char> = read.chars().filter(|letter| is_kept(*letter)).collect();
        // The address behind a link's words is drawn as where it leads.
        let mut found = String::new();
        addresses(&parse(&text), &mut found);
        shown.extend(found.chars().filter(|letter| is_kept(*letter)));
        written.sort_unstable();
        shown.sort_unstable();
        // A link without words of its own is read as its address: twice the same letters.
        let mut left = shown.iter();
        for letter in &written {
            prop_assert!(left.any(|one| one == letter), "{:?} is missing in {:?}", letter, read);
        }
    }

    #[test]
    fn text_without_markers_stays_as_it_is(text in "[a-z ,\u{e0}-\u{ff}\u{5d0}-\u{5ea}]{0,40}") {
        prop_assert_eq!(plain(&text), text.trim_end());
    }

    #[test]
    fn nothing_is_deeper_than_the_limit(text in text()) {
        let limit = parlour_core::limits::MARKUP_DEPTH;
        prop_assert!(depth(&parse(&text)) <= 2 * limit + 4 + limit);
    }

    #[test]
    fn no_link_leads_anywhere_but_to_the_web_a_mailbox_or_a_telephone(text in text()) {
        let mut found = Vec::new();
        links(&parse(&text), &mut found);
        for address in found {
            prop_assert!(["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)));
        }
    }

    #[test]
    fn any_bytes_are_read(text in "\\PC{0,200}") {
        parse(&text);
    }
}

fn links(nodes: &[Node], found: &mut Vec<String>) {
    for node in nodes {
        if node.kind == Kind::Link {
            found.push(node.text.to_ascii_lowercase());
        }
        links(&node.children, found);
    }
}
