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
    fn white_space_of_any_language_is_nothing_to_read() {
        assert!(is_blank(" \n\u{a0}\u{3000}"));
        assert!(is_blank(" \u{200b}\u{feff}\u{200f}\u{2060}"));
        assert!(!is_blank(" \u{200b}."));
        assert_eq!(trimmed("\u{2003}a b\t"), "a b");
    }
}
