//! Where links may lead, and what they may call themselves: `links.txt`, a line for each case.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use parlour_core::markup::{is_link, is_media, is_misleading, is_only_emoji};

/// The lines of `links.txt` that begin with `claim`, without it.
fn lines(claim: &str) -> Vec<Vec<String>> {
    let all = include_str!("links.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let cases = all.map(|line| line.split(" | ").map(unescaped).collect::<Vec<_>>());
    let found: Vec<_> = cases.filter(|case| case[0] == claim).map(|case| case[1..].to_vec()).collect();
    assert!(found.len() >= 5, "only {} lines of `{claim}`", found.len());
    found
}

/// `\u{202e}` and `\n` as what they stand for, `∅` as nothing.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut read = parts.next().unwrap().to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('}').unwrap();
        read.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        read.push_str(rest);
    }
    read.replace("\\n", "\n").replace('∅', "")
}

#[test]
fn a_link_leads_to_the_web_a_mailbox_or_a_telephone() {
    for case in lines("leads") {
        assert!(is_link(&case[0]), "{case:?}");
    }
}

#[test]
fn what_leads_elsewhere_or_elsewhere_than_it_reads_is_no_link() {
    for case in lines("is text") {
        assert!(!is_link(&case[0]), "{case:?}");
    }
}

#[test]
fn media_come_from_the_web() {
    assert!(is_media("https://a.example/b.png"));
    for case in lines("is no medium") {
        assert!(!is_media(&case[0]), "{case:?}");
    }
}

#[test]
fn words_that_name_another_place_are_misleading() {
    for case in lines("lies") {
        assert!(is_misleading(&case[0], &case[1]), "{case:?}");
    }
}

#[test]
fn honest_words_are_left_alone() {
    for case in lines("is honest") {
        assert!(!is_misleading(&case[0], &case[1]), "{case:?}");
    }
}

#[test]
fn a_few_emoji_alone_are_big() {
    for text in ["🎉", "👍🏽", " 🏕️ ", "👩‍👩‍👧‍👦", "🇩🇰", "🇩🇰🇸🇪🎉", "3️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
    {
        assert!(is_only_emoji(text), "{text}");
    }
    for text in ["", " ", "3", "#", "🎉!", "a🎉", "🎉🎉🎉🎉", "123", "*", "1️2", "→", "\u{fe0f}"]
    {
        assert!(!is_only_emoji(text), "{text:?}");
    }
}
