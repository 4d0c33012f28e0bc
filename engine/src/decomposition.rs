//! Letters taken apart and their marks put in order: Unicode's compatibility decomposition (NFKD).
//!
//! What there is to know comes from `unicode-normalization`, at build time (`build.rs`).

use std::sync::OnceLock;

use crate::order;

/// What the letters of [`Tables::apart`] come apart into, one after another.
const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/apart.txt"));
const APART: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/apart.bin"));
const MARKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/marks.bin"));

/// First syllable, leading consonant, vowel and trailing consonant of Korean, and how many there are of
/// each but the first (The Unicode Standard, 3.12).
const SYLLABLE: u32 = 0xac00;
const SYLLABLES: u32 = 11_172;
const LEADING: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const VOWELS: u32 = 21;
const TRAILING: u32 = 0x11a7;
const TRAILINGS: u32 = 28;

/// What is read once, when the first text beyond ASCII comes.
#[derive(Debug)]
struct Tables {
    /// A letter, and where in [`TEXT`] what it comes apart into ends; in order.
    apart: Vec<(u32, usize)>,
    /// First and last of a run of marks, and their class; in order.
    marks: Vec<(u32, u32, u8)>,
}

/// The letters of `text` and of what they are made of, marks in their order.
pub(crate) fn apart(text: impl Iterator<Item = char>) -> Vec<char> {
    let tables = tables();
    let mut letters: Vec<(u8, char)> = Vec::with_capacity(text.size_hint().0);
    for letter in text {
        if letter.is_ascii() {
            letters.push((0, letter));
            continue;
        }
        let mut push = |part: char| letters.push((tables.class(part).unwrap_or_default(), part));
        match tables.parts(letter) {
            Some(parts) => parts.chars().for_each(push),
            None => match syllable(letter) {
                Some(parts) => parts.into_iter().flatten().for_each(push),
                None => push(letter),
            },
        }
    }
    for marks in letters.split_mut(|(class, _)| *class == 0) {
        if marks.len() > 1 {
            let sorted = order::by(marks.to_vec(), |(class, _)| u64::from(*class));
            marks.copy_from_slice(&sorted);
        }
    }
    letters.into_iter().map(|(_, letter)| letter).collect()
}

/// Whether it stands on the letter before it.
pub(crate) fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && tables().class(letter).is_some()
}

fn syllable(letter: char) -> Option<[Option<char>; 3]> {
    let nth = u32::from(letter).checked_sub(SYLLABLE).filter(|nth| *nth < SYLLABLES)?;
    let (block, trailing) = (nth / TRAILINGS, nth % TRAILINGS);
    let part = |first: u32, nth: u32| char::from_u32(first.saturating_add(nth));
    Some([
        part(LEADING, block / VOWELS),
        part(VOWEL, block % VOWELS),
        part(TRAILING, trailing).filter(|_| trailing > 0),
    ])
}

impl Tables {
    fn parts(&self, letter: char) -> Option<&'static str> {
        let found = self.apart.binary_search_by_key(&u32::from(letter), |(key, _)| *key).ok()?;
        let end = self.apart.get(found)?.1;
        let begin = found.checked_sub(1).and_then(|before| self.apart.get(before)).map_or(0, |(_, end)| *end);
        TEXT.get(begin..end)
    }

    /// The combining class of a mark.
    fn class(&self, letter: char) -> Option<u8> {
        let letter = u32::from(letter);
        let behind = self.marks.partition_point(|(from, ..)| *from <= letter);
        let (_, last, class) = self.marks.get(behind.checked_sub(1)?)?;
        (letter <= *last).then_some(*class)
    }
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables { apart: Vec::new(), marks: Vec::new() };
        let (mut bytes, mut letter, mut end) = (APART.iter(), 0_u32, 0_usize);
        while let (Some(step), Some(length)) = (number(&mut bytes), number(&mut bytes)) {
            letter = letter.saturating_add(step);
            end = end.saturating_add(usize::try_from(length).unwrap_or_default());
            tables.apart.push((letter, end));
        }
        let (mut bytes, mut from) = (MARKS.iter(), 0_u32);
        while let (Some(step), Some(count), Some(class)) =
            (number(&mut bytes), number(&mut bytes), number(&mut bytes))
        {
            from = from.saturating_add(step);
            let behind = from.saturating_add(count);
            tables.marks.push((from, behind.saturating_sub(1), u8::try_from(class).unwrap_or_default()));
            from = behind;
        }
        tables
    })
}

/// Seven bits a byte, the lowest first; all but the last have the eighth.
fn number(bytes: &mut core::slice::Iter<'_, u8>) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = u32::from(*bytes.next()?);
        number |= (byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    use super::*;

    fn as_the_crate(text: &str) {
        let wanted: Vec<char> = text.nfkd().collect();
        assert_eq!(apart(text.chars()), wanted, "{text:?}");
    }

    #[test]
    fn every_letter_comes_apart_as_in_the_crate_the_tables_are_from() {
        for letter in '\0'..=char::MAX {
            as_the_crate(letter.encode_utf8(&mut [0; 4]));
            assert_eq!(is_mark(letter), is_combining_mark(letter), "{letter:?}");
        }
    }

    #[test]
    fn marks_are_put_in_order_between_letters() {
        for text in [
            "a\u{345}\u{301}\u{323}b",
            "\u{301}\u{5b0}\u{323}",
            "한국어 ṩ\u{307}",
            "क\u{93c}\u{94d}\u{951}",
            "ǖ\u{300}",
        ] {
            as_the_crate(text);
        }
    }
}
