//! HTML of a reply (`markup: html`) as a text with Markdown: the window takes no HTML from anybody.

/// Tags that end a line.
const LINES: [&str; 8] = ["br", "br/", "/p", "/div", "/li", "/h1", "/h2", "/h3"];
/// What is in these is no text.
const UNSEEN: [&str; 2] = ["script", "style"];

/// The text, its links and its emphasis. What is no tag is kept as it stands.
pub(super) fn as_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    let mut links: Vec<String> = Vec::new();
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(&entities(before));
        let is_tag = behind.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        let Some((tag, after)) = behind.split_once('>').filter(|_| is_tag) else {
            text.push('<');
            rest = behind;
            continue;
        };
        rest = after;
        let name = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "b" | "strong" | "/b" | "/strong" => text.push_str("**"),
            "i" | "em" | "/i" | "/em" => text.push('*'),
            "code" | "/code" => text.push('`'),
            "li" => text.push_str("- "),
            "a" => {
                links.push(address(tag).unwrap_or_default());
                text.push('[');
            }
            "/a" => {
                let url = links.pop().unwrap_or_default();
                text.push(']');
                if !url.is_empty() {
                    text.extend(["(", &url, ")"]);
                }
            }
            name if LINES.contains(&name) => text.push('\n'),
            name if UNSEEN.contains(&name) => {
                let end = format!("</{name}");
                let at = rest.to_ascii_lowercase().find(&end).unwrap_or(rest.len());
                rest = rest.get(at..).unwrap_or_default();
            }
            _ => {}
        }
    }
    text.push_str(&entities(rest));
    text.trim().to_owned()
}

/// The `href`, if it leads to a page.
fn address(tag: &str) -> Option<String> {
    let (_, behind) = tag.split_once("href=")?;
    let quote = behind.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let url = entities(behind.get(1..)?.split(quote).next()?);
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    let is_whole = !url.contains(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')'));
    (is_page && is_whole).then_some(url)
}

fn entities(text: &str) -> String {
    let plain = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    let text = plain.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter));
    // Last, so that what it makes is no entity.
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::as_text;

    #[test]
    fn html_becomes_a_text_and_nothing_of_it_runs() {
        for (html, text) in [
            (
                "Hi <b>Ann</b>,<br>see <a href=\"https://a.example/?b=1&amp;c=2\">this</a>",
                "Hi **Ann**,\nsee [this](https://a.example/?b=1&c=2)",
            ),
            ("<p>One</p><p>Two &lt;b&gt;</p>", "One\nTwo <b>"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("a<script>alert(1)</script>b", "ab"),
            ("<a href=\"javascript:alert(1)\">x</a>", "[x]"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("<img src=x onerror=alert(1)>pic", "pic"),
            ("&amp;lt;", "&lt;"),
            ("an open <b", "an open <b"),
        ] {
            assert_eq!(as_text(html), text, "{html}");
        }
    }
}
