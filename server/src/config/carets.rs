//! Mistakes with the line each stands in and a caret below it.

use std::collections::BTreeMap;
use std::fs;

use super::mistake::Mistake;
use crate::limits::CARET_CHARS;

/// Every mistake: its place and sentence as one line, then the line it stands in. One text of lines.
pub fn with_carets(mistakes: &[Mistake]) -> String {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for mistake in mistakes {
        let text = files
            .entry(&mistake.file)
            .or_insert_with(|| fs::read_to_string(&mistake.file).unwrap_or_default());
        lines.push(mistake.to_string());
        lines.extend(excerpt(text, mistake.line, mistake.column));
    }
    lines.join("\n")
}

/// The line, with carets under the word that begins at `column`.
fn excerpt(text: &str, line: usize, column: usize) -> Option<String> {
    let shown = text.lines().nth(line.checked_sub(1)?)?;
    // It ends up in a log, where a secret must not be.
    if shown.replace(char::is_whitespace, "").contains("literal=") {
        return None;
    }
    let before = column.checked_sub(1)?;
    let word = shown.chars().skip(before);
    let quote = word.clone().next().filter(|letter| matches!(letter, '"' | '\''));
    let length = match quote {
        Some(quote) => word.skip(1).take_while(|letter| *letter != quote).count().saturating_add(2),
        None => word.take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-')).count(),
    };
    let rest = shown.chars().count().saturating_sub(before);
    // Of a long line, such as a whole flow of JSON, the part around the place.
    let from =
        if before.saturating_add(rest) > CARET_CHARS { before.saturating_sub(CARET_CHARS / 2) } else { 0 };
    let (head, tail) =
        (if from > 0 { "…" } else { "" }, shown.chars().skip(from).nth(CARET_CHARS).map_or("", |_| "…"));
    let part: String = shown.chars().skip(from).take(CARET_CHARS).collect();
    // A tab stays a tab, so that the caret stands below its letter.
    let before = before.saturating_sub(from);
    let gap: String = head
        .chars()
        .chain(part.chars())
        .take(before.saturating_add(head.chars().count()))
        .map(|letter| if letter == '\t' { '\t' } else { ' ' })
        .collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let rest = part.chars().count().saturating_sub(before);
    let carets = "^".repeat(length.min(rest).max(1));
    Some(format!("{margin} |\n{number} | {head}{part}{tail}\n{margin} | {gap}{carets}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_word() {
        assert_eq!(
            excerpt("a = 1\nto = \"there\" # x", 2, 6).unwrap(),
            "  |\n2 | to = \"there\" # x\n  |      ^^^^^^^"
        );
        assert_eq!(excerpt("\tsya = 1", 1, 2).unwrap(), "  |\n1 | \tsya = 1\n  | \t^^^");
        assert_eq!(excerpt("é = {", 1, 5).unwrap(), "  |\n1 | é = {\n  |     ^");
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let long = format!("{}bad{}", "é".repeat(1_000), "y".repeat(100_000));
        let shown = excerpt(&long, 1, 1_001).unwrap();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], format!("1 | …{}bad{}…", "é".repeat(80), "y".repeat(77)));
        assert_eq!(lines[2], format!("  |  {}{}", " ".repeat(80), "^".repeat(80)));
        let early = excerpt(&format!("bad {}", "y".repeat(300)), 1, 1).unwrap();
        assert!(early.ends_with("y…\n  | ^^^"), "{early}");
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(excerpt("api_token = { literal\t= \"s3cret\" }", 1, 13), None);
    }

    #[test]
    fn a_place_that_is_not_there_shows_nothing() {
        assert_eq!((excerpt("", 1, 1), excerpt("a", 0, 0), excerpt("a", 9, 1)), (None, None, None));
        assert!(excerpt("a", 1, 99).is_some());
    }
}
