//! Writes down what `unicode-normalization` knows, in the order in which it compresses: its own tables
//! are made for speed, and were a ninth of the engine in a page.
#![allow(clippy::expect_used, clippy::unwrap_used)] // a build may stop

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Syllables that are taken apart by arithmetic.
const HANGUL: core::ops::RangeInclusive<char> = '\u{ac00}'..='\u{d7a3}';

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names a folder"));
    decompositions(&out);
    marks(&out);
}

/// `apart.txt`: what letters come apart into, one after another. `apart.bin`: for each letter how far it is
/// behind the one before, and how many bytes of the text are its own.
fn decompositions(out: &Path) {
    let (mut text, mut keys, mut before) = (String::new(), Vec::new(), 0);
    for letter in ('\0'..=char::MAX).filter(|letter| !HANGUL.contains(letter)) {
        let apart: String = core::iter::once(letter).nfkd().collect();
        if !apart.chars().eq([letter]) {
            number(&mut keys, u32::from(letter) - before);
            number(&mut keys, u32::try_from(apart.len()).expect("a few letters"));
            text.push_str(&apart);
            before = u32::from(letter);
        }
    }
    std::fs::write(out.join("apart.txt"), text).unwrap();
    std::fs::write(out.join("apart.bin"), keys).unwrap();
}

/// `marks.bin`: for each run of combining marks of one class how far it begins behind the end of the one
/// before, its length, and the class.
fn marks(out: &Path) {
    let mut runs: Vec<(u32, u32, u8)> = Vec::new();
    for letter in '\0'..=char::MAX {
        let (at, class) = (u32::from(letter), canonical_combining_class(letter));
        assert!(class == 0 || is_combining_mark(letter), "{letter:?} is no mark and has a class");
        if is_combining_mark(letter) {
            match runs.last_mut() {
                Some((_, end, same)) if *end == at && *same == class => *end = at + 1,
                _ => runs.push((at, at + 1, class)),
            }
        }
    }
    let (mut bytes, mut before) = (Vec::new(), 0);
    for (from, end, class) in runs {
        number(&mut bytes, from - before);
        number(&mut bytes, end - from);
        number(&mut bytes, u32::from(class));
        before = end;
    }
    std::fs::write(out.join("marks.bin"), bytes).unwrap();
}

/// Seven bits a byte, the lowest first; all but the last have the eighth.
fn number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).expect("seven bits") | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).expect("seven bits"));
}
