//! What text needs, once: each use of `trim`, `parse` or `to_string` may be a copy of its own in the wasm.

/// Without the white space at both ends.
#[inline(never)]
pub fn trimmed(text: &str) -> &str {
    text.trim()
}

/// Whether there is nothing to read in it: white space, and what has no width.
pub fn is_blank(text: &str) -> bool {
    let is_unseen = |letter| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.chars().all(|letter| letter.is_whitespace() || is_unseen(letter))
}

/// Whether `letter` turns the direction of what follows it (Unicode UAX #9, explicit formatting).
pub fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Bytes of `text` up to the end of its last finished sentence or line; 0 while the first is not finished. A
/// point behind a digit ends none: it may be the number of a list.
pub fn sentences(text: &str) -> usize {
    let (mut end, mut before, mut ends) = (0, ' ', false);
    for (at, letter) in text.char_indices() {
        if matches!(letter, '\n' | '。' | '！' | '？') || (ends && letter == ' ') {
            end = at + letter.len_utf8();
        }
        ends = matches!(letter, '!' | '?' | '…' | '؟' | '۔' | '।')
            || (letter == '.' && !before.is_ascii_digit())
            || (ends && matches!(letter, '"' | ')' | '”' | '»' | '*' | '_'));
        before = letter;
    }
    end
}

/// A number in digits.
pub fn decimal(number: u64) -> String {
    let mut text = String::new();
    push_number(&mut text, number);
    text
}

/// By hand: the formatting machinery costs a visitor kilobytes.
pub(crate) fn push_number(text: &mut String, number: u64) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10).to_le_bytes().first().copied().unwrap_or(0)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written() {
        assert_eq!(decimal(0), "0");
        assert_eq!(decimal(10), "10");
        assert_eq!(decimal(u64::MAX), "18446744073709551615");
    }

    #[test]
    fn a_sentence_is_finished_when_the_next_begins_or_its_line_ends() {
        for (text, end) in [
            ("", ""),
            ("Hello", ""),
            ("Hello.", ""),
            ("Hello. ", "Hello. "),
            ("Hello! How are", "Hello! "),
            ("It costs 3.50 and 4. So", ""),
            ("1. One\n2. T", "1. One\n"),
            ("He said \"go.\" And", "He said \"go.\" "),
            ("**Sure.** Then", "**Sure.** "),
            ("はい。では", "はい。"),
            ("हाँ। फिर", "हाँ। "),
        ] {
            assert_eq!(text.get(..sentences(text)), Some(end), "{text}");
        }
    }

    #[test]
    fn white_space_of_any_language_is_nothing_to_read() {
        assert!(is_blank(" \n\u{a0}\u{3000}"));
        assert!(is_blank(" \u{200b}\u{feff}\u{200f}\u{2060}"));
        assert!(!is_blank(" \u{200b}."));
        assert_eq!(trimmed("\u{2003}a b\t"), "a b");
    }
}
