//! `GET /chat/{bot}/style.css`: the page's looks, in the bot's colour.

use axum::response::Response;

use crate::apis::chat::OfBot;
use crate::apis::own_file::own_file;
use crate::limits::COLOUR_CHARS;

const STYLE: &str = include_str!("../../../plain/plain.css");

/// The style sheet.
pub(crate) async fn style(OfBot(bot): OfBot) -> Response {
    let accent = bot.theme.accent.as_deref().filter(|colour| is_colour(colour));
    let own = accent.map(|colour| format!(":root {{ --given: {colour}; }}\n")).unwrap_or_default();
    own_file("text/css; charset=utf-8", own + STYLE)
}

/// Nothing in it ends a declaration or fetches.
fn is_colour(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"#(),.% /-+".contains(&byte);
    text.len() <= COLOUR_CHARS && text.bytes().all(is_sign) && !text.to_ascii_lowercase().contains("url")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_colour_and_nothing_more() {
        for colour in ["#1f6f54", "rebeccapurple", "oklch(60% 0.1 200 / 50%)", "rgb(1, 2, 3)"] {
            assert!(is_colour(colour), "{colour}");
        }
        for other in ["red; } body { display: none", "url(https://a.example/)", "a\nb", "\"", "{}"] {
            assert!(!is_colour(other), "{other}");
        }
    }
}
