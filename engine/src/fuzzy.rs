//! Phrases that were nearly said.

use crate::limits;
use crate::words::Words;

/// Letters that may differ in a phrase of this length, unless the flow says otherwise: short words
/// are too near to each other.
pub(crate) fn usual_distance(phrase: &Words) -> usize {
    match phrase.spelling().trim().chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Whether as many words in a row as the phrase has differ from it in at most `distance` letters.
pub(crate) fn resemble(said: &Words, phrase: &Words, distance: usize) -> bool {
    let wanted: Vec<char> = phrase.spelling().trim().chars().collect();
    let count = phrase.each().count();
    let words: Vec<&str> = said.each().take(limits::FUZZY_WORDS).collect();
    // A space too many or too few is a slip as well.
    [count, count.saturating_add(1), count.saturating_sub(1)].into_iter().filter(|size| *size > 0).any(
        |size| {
            words.windows(size).any(|window| {
                let length = window.iter().map(|word| word.len()).sum::<usize>().saturating_add(size);
                // Bytes are at most four times the letters: a cheap refusal of what is far too long.
                if length > wanted.len().saturating_add(distance).saturating_mul(4).saturating_add(4) {
                    return false;
                }
                let window: Vec<char> = window.join(" ").chars().collect();
                window.len().abs_diff(wanted.len()) <= distance && differ(&window, &wanted) <= distance
            })
        },
    )
}

/// Letters to add, leave out, exchange, or swap with their neighbour (optimal string alignment).
fn differ(one: &[char], other: &[char]) -> usize {
    let mut older: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut before: Option<char> = None;
    for (row, letter) in one.iter().enumerate() {
        let mut this = Vec::with_capacity(last.len());
        this.push(row.saturating_add(1));
        let mut left: Option<char> = None;
        for (column, wanted) in other.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
            let next = column.saturating_add(1);
            let exchanged = at(&last, column).saturating_add(usize::from(letter != wanted));
            let mut least =
                exchanged.min(at(&last, next).saturating_add(1)).min(at(&this, column).saturating_add(1));
            if before == Some(*wanted) && left == Some(*letter) {
                least = least.min(at(&older, column.saturating_sub(1)).saturating_add(1));
            }
            this.push(least);
            left = Some(*wanted);
        }
        older = core::mem::replace(&mut last, this);
        before = Some(*letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(said: &str, phrase: &str) -> bool {
        let phrase = Words::of(phrase);
        resemble(&Words::of(said), &phrase, usual_distance(&phrase))
    }

    #[test]
    fn slips_of_the_finger_are_forgiven() {
        for (said, phrase) in [
            ("i want a refnud now", "refund"),
            ("REFUNDS?", "refund"),
            ("gift crad please", "gift card"),
            ("giftcard", "gift card"),
            ("sleepin bag", "sleeping bag"),
            ("zuruck", "zurück"),
        ] {
            assert!(near(said, phrase), "{said} / {phrase}");
        }
    }

    #[test]
    fn another_word_is_another_word() {
        for (said, phrase) in
            [("tent", "tens of them"), ("cat", "car"), ("refuse it", "refund"), ("", "refund")]
        {
            assert!(!near(said, phrase), "{said} / {phrase}");
        }
    }

    #[test]
    fn letters_are_counted() {
        let count = |one: &str, other: &str| {
            differ(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("ab", "ba"), 1);
        assert_eq!(count("abcd", "acbd"), 1);
    }
}
