//! Rust sources without what is not shipped: comments and test modules.

/// The text with comments blanked and everything from `#[cfg(test)]` to the end of its item left out.
/// Lines keep their numbers.
pub(super) fn shipped(text: &str) -> String {
    without_tests(&without_comments(text))
}

/// Number and text of the lines of shipped code that hold `word` as a whole word.
pub(super) fn lines_with<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    code.lines()
        .enumerate()
        .filter(move |(_, line)| holds_word(line, word))
        .map(|(index, line)| (index + 1, line))
}

pub(super) fn holds_word(line: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let starts_as_word = word.starts_with(is_part);
    let ends_as_word = word.ends_with(is_part);
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let goes_on =
            starts_as_word && before.is_some_and(is_part) || ends_as_word && after.is_some_and(is_part);
        !goes_on
    })
}

fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_text = false;
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        if in_text {
            if letter == '\\' {
                length += rest.get(length..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            }
            in_text = letter != '"';
        } else if rest.starts_with("//") {
            rest = rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or_default();
            continue;
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            let comment = rest.get(..end).unwrap_or(rest);
            code.extend(comment.matches('\n'));
            rest = rest.get(end..).unwrap_or_default();
            continue;
        } else if rest.starts_with("'\"'") {
            length = 3;
        } else {
            in_text = letter == '"';
        }
        code.push_str(rest.get(..length).unwrap_or(rest));
        rest = rest.get(length..).unwrap_or_default();
    }
    code
}

fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(rest.get(..at).unwrap_or_default());
        let item = rest.get(at..).unwrap_or_default();
        let end = end_of_item(item);
        kept.extend(item.get(..end).unwrap_or(item).matches('\n'));
        rest = item.get(end..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

/// Behind the `;`, or behind the brace that closes the first one opened.
fn end_of_item(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in item.char_indices() {
        match letter {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_not_shipped() {
        let text = "//! tokio\nuse a; // tokio\nlet s = \"// kept\";\n#[cfg(test)]\nmod tests {\n fn a() { tokio() }\n}\nfn z() {}\n/* tokio\n*/ end";
        let code = shipped(text);
        assert!(!code.contains("tokio"), "{code}");
        assert!(code.contains("// kept") && code.contains("fn z()"));
        assert_eq!(code.lines().count(), text.lines().count());
        assert!(shipped("let quote = '\"'; // gone\nlet tokio = 1;").contains("tokio"));
    }

    #[test]
    fn words_are_whole() {
        assert!(holds_word("use tokio::time;", "tokio"));
        assert!(!holds_word("use tokio_stream;", "tokio"));
        assert!(holds_word("a.innerHTML = b", "innerHTML"));
        assert!(holds_word("eval(x)", "eval("));
        assert!(!holds_word("retrieval(x)", "eval("));
    }
}
