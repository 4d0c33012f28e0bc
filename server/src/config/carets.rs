//! Mistakes with the line each stands in and a caret below it.

use std::collections::BTreeMap;
use std::fs;

use super::mistake::Mistake;

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
    // A tab stays a tab, so that the caret stands below its letter.
    let gap: String =
        shown.chars().take(before).map(|letter| if letter == '\t' { '\t' } else { ' ' }).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let rest = shown.chars().count().saturating_sub(before);
    let carets = "^".repeat(length.min(rest).max(1));
    Some(format!("{margin} |\n{number} | {shown}\n{margin} | {gap}{carets}"))
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
    fn a_secret_is_not_shown() {
        assert_eq!(excerpt("api_token = { literal\t= \"s3cret\" }", 1, 13), None);
    }

    #[test]
    fn a_place_that_is_not_there_shows_nothing() {
        assert_eq!((excerpt("", 1, 1), excerpt("a", 0, 0), excerpt("a", 9, 1)), (None, None, None));
        assert!(excerpt("a", 1, 99).is_some());
    }
}
