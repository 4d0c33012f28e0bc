//! Regular expressions of a flow, for which case makes no difference.
//!
//! `regex-lite` knows case in ASCII only, and is a fifth of what `regex` is in a page. So letters beyond
//! ASCII are made small here, in the pattern and in what was said.

use core::fmt;
use core::ops::RangeInclusive;

use regex_lite::{Regex, RegexBuilder};

use crate::limits;

/// Letters that have two cases lie below (Unicode 17).
const LAST_CASED: u32 = 0x1_e943;

/// A regular expression that was found good.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    compiled: Regex,
}

impl fmt::Display for Pattern {
    /// As the author wrote it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl Pattern {
    /// Reads one; fails with the reason, and if it takes more than [`limits::REGEX_BYTES`] when compiled.
    pub(crate) fn parse(source: &str) -> Result<Self, String> {
        let folded = if source.is_ascii() { source.to_owned() } else { folded(source) };
        let built = RegexBuilder::new(&folded).case_insensitive(true).size_limit(limits::REGEX_BYTES).build();
        let compiled = built.map_err(|error| error.to_string())?;
        Ok(Self { source: source.to_owned(), compiled })
    }

    /// Whether it matches somewhere in `text`.
    pub(crate) fn matches(&self, text: &str) -> bool {
        if text.is_ascii() { self.compiled.is_match(text) } else { self.compiled.is_match(&small(text)) }
    }
}

fn small(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// The small letter, where one letter beyond ASCII stays one letter beyond ASCII.
fn fold(letter: char) -> char {
    let one = |letters: &mut dyn Iterator<Item = char>, before: char| {
        let first = letters.next().filter(|first| !first.is_ascii());
        first.filter(|_| letters.next().is_none()).unwrap_or(before)
    };
    if letter.is_ascii() {
        return letter;
    }
    // By way of the capital: `ς` and `σ` have the same.
    let capital = one(&mut letter.to_uppercase(), letter);
    one(&mut capital.to_lowercase(), capital)
}

/// Letters made small, and to the ranges of classes the small ones of all they hold.
fn folded(source: &str) -> String {
    let mut written = String::with_capacity(source.len());
    let mut letters = source.chars().peekable();
    let mut is_class = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                written.push(letter);
                written.extend(letters.next());
                continue;
            }
            '[' => is_class = true,
            ']' => is_class = false,
            _ => {}
        }
        let mut ahead = letters.clone();
        let end = (is_class && ahead.next() == Some('-')).then(|| ahead.next()).flatten();
        match end.filter(|end| !end.is_ascii() && letter <= *end) {
            Some(end) => {
                letters = ahead;
                written.extend([letter, '-', end]);
                for range in small_outside(letter..=end) {
                    written.extend([*range.start(), '-', *range.end()]);
                }
            }
            None => written.push(fold(letter)),
        }
    }
    written
}

/// The small letters of a range that are not in it.
fn small_outside(range: RangeInclusive<char>) -> Vec<RangeInclusive<char>> {
    let mut found: Vec<RangeInclusive<char>> = Vec::new();
    let last = char::from_u32(LAST_CASED).map_or(*range.end(), |last| last.min(*range.end()));
    for letter in (*range.start()..=last).map(fold).filter(|letter| !range.contains(letter)) {
        match found.last_mut() {
            Some(run) if u32::from(*run.end()).saturating_add(1) == u32::from(letter) => {
                *run = *run.start()..=letter;
            }
            _ => found.push(letter..=letter),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(source: &str, text: &str) -> bool {
        Pattern::parse(source).unwrap().matches(text)
    }

    #[test]
    fn case_makes_no_difference_in_any_script() {
        for (source, text) in [
            ("rück(gabe|sendung)", "RÜCKGABE"),
            ("RÜCK", "zurück"),
            ("^возврат$", "ВОЗВРАТ"),
            ("σισυφος", "ΣΙΣΥΦΟΣ"),
            ("ΣΙΣΥΦΟΣ", "σισυφος"),
            ("[äöü]", "Ü"),
            ("[ÄÖÜ]", "ü"),
            ("^[a-zÀ-ÿ]+$", "Straße"),
            ("^[А-Я]+$", "Возврат"),
            ("^[Ѐ-Я]+$", "возврат"),
            ("straße", "STRAẞE"),
        ] {
            assert!(matches(source, text), "{source} / {text}");
        }
        assert!(!matches("[^Ü]", "ü"));
        assert!(!matches("^[^À-Ö]$", "é"));
        assert!(!matches("ü-ö", "ý"), "a range is in brackets");
    }

    #[test]
    fn what_is_escaped_stays_as_it_is() {
        assert!(matches("\\[Ü-\\]", "[ü-]"));
        assert!(matches("^\\x{fc}\\d$", "Ü5"));
        assert!(matches("[\\]Ü]+$", "]ü"));
    }

    #[test]
    fn each_letter_is_folded_as_its_other_case_is() {
        for letter in ('\u{80}'..=char::MAX).filter(|letter| letter.is_alphabetic()) {
            let folded = fold(letter);
            assert_eq!(fold(folded), folded, "{letter}");
            assert!(folded == letter || u32::from(letter) <= LAST_CASED, "{letter}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_reason() {
        for source in ["(", "[ü", "a{2,1}", "\\p{Greek}", "[a&&b]", "\\w{900}{900}"] {
            assert!(!Pattern::parse(source).unwrap_err().is_empty(), "{source}");
        }
    }
}
