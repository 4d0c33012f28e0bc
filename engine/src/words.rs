//! What was said, folded so that case, accents and punctuation make no difference.

use serde::{Deserialize, Serialize};

use crate::decomposition::{apart, is_mark};

/// A text as its folded words, each with one space before it and after it: a phrase is found as a
/// whole by looking for its own spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Words(String);

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let mut spelling = String::with_capacity(text.len().saturating_add(2));
        spelling.push(' ');
        if text.is_ascii() {
            for letter in text.chars().filter(|letter| !is_apostrophe(*letter)) {
                if letter.is_ascii_alphanumeric() {
                    spelling.push(letter.to_ascii_lowercase());
                } else {
                    gap(&mut spelling);
                }
            }
            gap(&mut spelling);
            return Self(spelling);
        }
        let letters =
            apart(text.chars()).into_iter().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        // Twice: upper case may compose what was taken apart.
        for letter in apart(letters) {
            if is_accent(letter) || is_apostrophe(letter) {
                continue;
            }
            if !letter.is_alphanumeric() && !is_mark(letter) {
                gap(&mut spelling);
            } else if is_word_by_itself(letter) {
                gap(&mut spelling);
                spelling.push(letter);
                spelling.push(' ');
            } else {
                spelling.push(letter);
            }
        }
        gap(&mut spelling);
        Self(spelling)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// As folded, with a space at both ends.
    pub(crate) fn spelling(&self) -> &str {
        &self.0
    }

    /// One word after another.
    pub(crate) fn each(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// What is left from each word on, each with a space before it.
    pub(crate) fn rests(&self) -> impl Iterator<Item = &str> {
        let last = self.0.len().saturating_sub(1);
        self.0.match_indices(' ').filter(move |(at, _)| *at < last).filter_map(|(at, _)| self.0.get(at..))
    }

    /// Whether `phrase` stands here as whole words, one after another.
    pub(crate) fn hold(&self, phrase: &Self) -> bool {
        self.0.contains(&phrase.0)
    }
}

fn gap(spelling: &mut String) {
    if !spelling.ends_with(' ') {
        spelling.push(' ');
    }
}

/// Marks a reader may leave out: Latin, Greek and Cyrillic accents, Hebrew and Arabic points.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// `don't`, `don’t` and `dont` are one word.
fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}')
}

/// Scripts written without spaces: each sign counts as a word.
fn is_word_by_itself(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(text: &str, phrase: &str) -> bool {
        Words::of(text).hold(&Words::of(phrase))
    }

    #[test]
    fn case_and_accents_make_no_difference() {
        assert!(hold("Où est ma COMMANDE ?", "ou est"));
        assert!(hold("STRASSE", "straße"));
        assert!(hold("Ich möchte zurück", "zuruck"));
        assert!(hold("ΣΊΣΥΦΟΣ", "σισυφος"));
        assert!(hold("ﬁtting", "FITTING"));
        assert_eq!(Words::of("é"), Words::of("e\u{301}"));
    }

    #[test]
    fn only_whole_words_count() {
        assert!(hold("Return it, please", "return"));
        assert!(!hold("I returned it", "return"));
        assert!(!hold("unreturn", "return"));
        assert!(hold("return", "return"));
    }

    #[test]
    fn a_phrase_is_found_across_punctuation_and_line_breaks() {
        assert!(hold("so: where\n is -- my order?!", "where is my order"));
        assert!(!hold("where is not my order", "where is my order"));
        assert!(hold("i don’t know", "don't"));
        assert!(hold("i dont know", "don't"));
    }

    #[test]
    fn signs_without_spaces_are_words() {
        assert!(hold("我想退货谢谢", "退货"));
        assert!(!hold("我想退谢货", "退货"));
    }

    #[test]
    fn nothing_but_signs_is_empty() {
        for text in ["", "  ", "?!", "\u{301}", "👍"] {
            assert!(Words::of(text).is_empty(), "{text:?}");
        }
        assert!(!Words::of("0").is_empty());
    }
}
