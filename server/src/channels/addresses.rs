//! Addresses that a bot elsewhere sends. What a window would not open goes no further: not into the log, and so to
//! no caller of a served API and into no webhook, whose readers may be less careful.

use parlour_core::markup::{is_link, is_media};
use parlour_protocol::{Action, Card, CardButton, LinkCard};
use url::Url;

/// The actions without addresses that are not `http:` or `https:`, or that hold a name or a password (a press may
/// also lead to `mailto:` and `tel:`). What can be read beside one stays; where nothing can, the action is left out.
pub(super) fn without_dangerous(actions: Vec<Action>) -> Vec<Action> {
    actions.into_iter().filter_map(checked).collect()
}

fn checked(action: Action) -> Option<Action> {
    Some(match action {
        Action::Media { url, text, .. } if !is_media(&url) => words([text.unwrap_or_default()])?,
        Action::Link(link) if !is_link(&link.url) => words([link.title, link.text])?,
        Action::Link(link) => {
            Action::Link(LinkCard { image: link.image.filter(|image| is_media(image)), ..link })
        }
        Action::Card { cards } => Action::Card { cards: cards.into_iter().map(card).collect() },
        Action::Other { kind, text } if is_other_address(&text) => {
            Action::Other { kind, text: String::new() }
        }
        other => other,
    })
}

fn words<const N: usize>(texts: [String; N]) -> Option<Action> {
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    (!texts.is_empty()).then(|| Action::text(texts.join("\n")))
}

fn card(mut card: Card) -> Card {
    if !is_media(&card.image_source_url) {
        card.image_source_url.clear();
    }
    card.image_destination_url = card.image_destination_url.filter(|url| is_link(url));
    card.buttons = card.buttons.into_iter().filter_map(button).collect();
    card
}

/// One that led nowhere else has nothing to do.
fn button(mut button: CardButton) -> Option<CardButton> {
    if button.options.url.as_ref().is_some_and(|url| !is_link(url)) {
        button.options.url = None;
        button.options.message.as_ref()?;
    }
    Some(button)
}

/// Of an action that nobody can draw its address may be all that can be read.
fn is_other_address(text: &str) -> bool {
    let is_one_word = !text.trim().contains(char::is_whitespace);
    is_one_word && Url::parse(text.trim()).is_ok() && !is_link(text.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const DANGEROUS: [&str; 7] = [
        "javascript:alert(1)",
        "data:text/html,x",
        "attachment:0198b5d6",
        "file:///etc/passwd",
        "https://user:password@a.example/",
        "/relative.png",
        "//a.example/a.png",
    ];

    fn left(action: Value) -> Value {
        let action: Action = serde_json::from_value(action).unwrap();
        json!(without_dangerous(vec![action]))
    }

    #[test]
    fn the_words_beside_a_dangerous_address_are_left() {
        for url in DANGEROUS {
            for kind in ["image", "video", "audio", "file"] {
                assert_eq!(left(json!({"type": kind, "url": url})), json!([]), "{url}");
                let captioned = left(json!({"type": kind, "url": url, "text": "Our shop"}));
                assert_eq!(captioned, json!([{"type": "text", "text": "Our shop"}]), "{url}");
            }
            let link = left(json!({"type": "link", "url": url, "title": "Care", "text": "of tents"}));
            assert_eq!(link, json!([{"type": "text", "text": "Care\nof tents"}]), "{url}");
            let pictured =
                left(json!({"type": "link", "url": "https://a.example/", "title": "Care", "image": url}));
            assert_eq!(
                pictured,
                json!([{"type": "link", "url": "https://a.example/", "title": "Care", "text": ""}])
            );
        }
        let unknown = left(json!({"type": "sticker", "url": "javascript:alert(1)"}));
        assert_eq!(unknown, json!([{"type": "sticker", "text": ""}]));
    }

    #[test]
    fn a_card_stands_without_what_it_may_not_open() {
        for url in DANGEROUS {
            let button = |options: Value| json!({"is_active": true, "title": "Go", "type": "web_url", "options": options});
            let card = |image: &str, to: Option<&str>, buttons: Value| {
                let mut card =
                    json!({"title": "Tent", "text": "", "image_source_url": image, "buttons": buttons});
                if let Some(to) = to {
                    card["image_destination_url"] = json!(to);
                }
                json!({"type": "card", "cards": [card]})
            };
            let buttons = json!([button(json!({"url": url})), button(json!({"url": url, "message": "Yes"}))]);
            let rest = card("", None, json!([button(json!({"message": "Yes"}))]));
            assert_eq!(left(card(url, Some(url), buttons)), json!([rest]), "{url}");
        }
    }

    #[test]
    fn ordinary_addresses_stay_as_they_are() {
        for action in [
            json!({"type": "image", "url": "https://a.example/a@2x.png?x=1", "text": "A tent"}),
            json!({"type": "file", "url": "HTTP://a.example/a.pdf"}),
            json!({"type": "link", "url": "mailto:shop@a.example", "title": "Write", "text": ""}),
            json!({"type": "sticker", "text": "see https://a.example/"}),
            json!({"type": "sticker", "text": "https://a.example/"}),
            json!({"type": "text", "text": "javascript:alert(1)"}),
        ] {
            assert_eq!(left(action.clone()), json!([action]));
        }
    }
}
