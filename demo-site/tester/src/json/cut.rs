//! Bodies that are too long to be drawn.

use crate::limits::TREE_BYTES;

/// The beginning of a body that is longer than [`TREE_BYTES`], and a sentence that says so; none for others.
pub fn cut(body: &str) -> Option<(&str, String)> {
    let end = body.floor_char_boundary(TREE_BYTES);
    let begins = body.get(..end).filter(|begins| begins.len() < body.len())?;
    let sentence = format!("Cut at {} KB: the whole has {} KB.", kilobytes(end), kilobytes(body.len()));
    Some((begins, sentence))
}

/// Thousands of 1,024 bytes, whole ones, up.
fn kilobytes(bytes: usize) -> usize {
    bytes.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_between_letters_and_says_where() {
        let body = "é".repeat(TREE_BYTES / 2 + 1);
        assert_eq!(cut(&body[..TREE_BYTES]), None);
        let (begins, sentence) = cut(&body).unwrap();
        assert_eq!(begins.len(), TREE_BYTES);
        assert_eq!(sentence, "Cut at 64 KB: the whole has 65 KB.");
        let odd = ["a", &body].concat();
        let (begins, _) = cut(&odd).unwrap();
        assert_eq!(begins.len(), TREE_BYTES - 1, "not within a letter");
    }
}
