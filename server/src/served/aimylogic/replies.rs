//! Actions as replies of the documented types (protocols.md 3.4). What has no type there is told by those there
//! are (PROPOSED): a grade or an answer is chosen by buttons, a page by a button that leads to it.

use parlour_protocol::{Action, Card, CardButton, LinkCard, MediaKind};
use serde_json::{Value, json};

use crate::limits::{CAROUSEL_BUTTON_CHARS, CAROUSEL_CARDS, CHAT_REPLIES, CHAT_REPLY_CHARS};

/// The replies of one message, each with the state that says it.
pub(super) fn replies(actions: &[Action], state: &str) -> Vec<Value> {
    let mut replies: Vec<Value> = actions.iter().flat_map(reply).collect();
    for reply in &mut replies {
        if let Some(fields) = reply.as_object_mut().filter(|_| !state.is_empty()) {
            fields.insert("state".to_owned(), json!(state));
        }
    }
    replies
}

/// A module is a state of the script, which has a path.
pub(super) fn path(module: &str) -> String {
    if module.is_empty() || module.starts_with('/') { module.to_owned() } else { format!("/{module}") }
}

/// The seed's call for a person. What its other fields tell is for agents of the platform.
pub(super) fn switch() -> Value {
    json!({"type": "switch", "firstMessage": "", "closeChatPhrases": [], "appendCloseChatButton": false})
}

/// No more than an answer may have: what is too much is left out, a text is cut.
pub(super) fn within_limits(replies: Vec<Value>) -> Vec<Value> {
    let mut left = CHAT_REPLY_CHARS;
    let mut kept = Vec::with_capacity(replies.len().min(CHAT_REPLIES));
    for mut reply in replies.into_iter().take(CHAT_REPLIES) {
        let chars = chars(&reply);
        if chars > left {
            let fields = reply.as_object_mut().filter(|fields| fields.get("type") == Some(&json!("text")));
            let Some(text) = fields.and_then(|fields| fields.get_mut("text")).filter(|_| left > 0) else {
                break;
            };
            let cut: String = text.as_str().unwrap_or_default().chars().take(left).collect();
            *text = json!(cut);
            kept.push(reply);
            break;
        }
        left -= chars;
        kept.push(reply);
    }
    kept
}

/// Characters a reader is shown: of a text it alone, of anything else all that is written.
fn chars(reply: &Value) -> usize {
    match reply.get("text").and_then(Value::as_str) {
        Some(text) if reply.get("type") == Some(&json!("text")) => text.chars().count(),
        _ => reply.to_string().chars().count(),
    }
}

fn text(text: &str) -> Option<Value> {
    // The window reads every text so.
    (!text.is_empty()).then(|| json!({"type": "text", "text": text, "markup": "markdown"}))
}

fn buttons<S: AsRef<str>>(titles: impl IntoIterator<Item = S>) -> Value {
    let buttons: Vec<Value> = titles.into_iter().map(|title| json!({"text": title.as_ref()})).collect();
    json!({"type": "buttons", "buttons": buttons})
}

fn reply(action: &Action) -> Vec<Value> {
    match action {
        // The pace is the caller's own.
        Action::Wait { .. } => Vec::new(),
        Action::Choice { text: above, options, .. } => {
            let choices = (!options.is_empty()).then(|| buttons(options));
            text(above).into_iter().chain(choices).collect()
        }
        Action::Rating { text: above, min, max } => {
            text(above).into_iter().chain([buttons((*min..=*max).map(|grade| grade.to_string()))]).collect()
        }
        Action::Form { text: above, fields } => {
            let labels: Vec<&str> = fields.iter().map(|field| field.label.as_str()).collect();
            let asked = [above.as_str(), &labels.join("\n")].map(str::to_owned);
            let asked = asked.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
            text(&asked).into_iter().collect()
        }
        Action::Media { kind, url, text: name, .. } => vec![media(*kind, url, name.as_deref())],
        Action::Card { cards } => cards_as_replies(cards),
        Action::Location { position, text: name } => {
            let mut reply =
                json!({"type": "location", "lat": position.latitude(), "lon": position.longitude()});
            name_it(&mut reply, "text", name.as_deref());
            vec![reply]
        }
        Action::Link(LinkCard { url, title, text: told, .. }) => {
            let label = if title.is_empty() { url } else { title };
            let above = if told.is_empty() { label } else { told };
            vec![json!({"type": "inlineButtons", "text": above, "buttons": [{"text": label, "url": url}]})]
        }
        Action::Text { .. }
        | Action::Date { .. }
        | Action::Input { .. }
        | Action::Notice { .. }
        | Action::Other { .. } => text(&action.readable()).into_iter().collect(),
    }
}

/// `video` and `file` PROPOSED, by analogy with `audio`.
fn media(kind: MediaKind, url: &str, name: Option<&str>) -> Value {
    let (named, mut reply) = match kind {
        MediaKind::Image => ("text", json!({"type": "image", "imageUrl": url})),
        MediaKind::Audio => ("audioName", json!({"type": "audio", "audioUrl": url})),
        MediaKind::Video => ("videoName", json!({"type": "video", "videoUrl": url})),
        MediaKind::File => ("fileName", json!({"type": "file", "fileUrl": url})),
    };
    name_it(&mut reply, named, name);
    reply
}

fn name_it(reply: &mut Value, field: &str, name: Option<&str>) {
    if let Some((fields, name)) = reply.as_object_mut().zip(name) {
        fields.insert(field.to_owned(), json!(name));
    }
}

/// A card that is nothing but a text over buttons is that; all others are a carousel, whose cards have one
/// button each. Further buttons follow below it, those of each card under its title.
fn cards_as_replies(cards: &[Card]) -> Vec<Value> {
    if let [card] = cards
        && card.title.is_empty()
        && card.image_source_url.is_empty()
    {
        let buttons: Vec<Value> = card.buttons.iter().filter_map(inline).collect();
        let is_plain = card.image_destination_url.is_none() && !buttons.is_empty();
        if is_plain {
            return vec![json!({"type": "inlineButtons", "text": card.text, "buttons": buttons})];
        }
    }
    let (mut content, mut below) = (Vec::new(), Vec::new());
    for card in cards.iter().take(CAROUSEL_CARDS) {
        let mut more = Vec::new();
        content.push(shown(card, &mut more));
        if !more.is_empty() {
            below.push(json!({"type": "inlineButtons", "text": heading(card), "buttons": more}));
        }
    }
    let mut replies = vec![json!({"type": "carousel", "text": "", "content": content})];
    replies.append(&mut below);
    replies
}

fn heading(card: &Card) -> &str {
    if card.title.is_empty() { &card.text } else { &card.title }
}

fn shown(card: &Card, more: &mut Vec<Value>) -> Value {
    let title = heading(card);
    let mut shown = json!({"title": title});
    let filled = |text: &str| Some(text).filter(|text| !text.is_empty()).map(str::to_owned);
    name_it(&mut shown, "description", filled(&card.text).filter(|text| text != title).as_deref());
    name_it(&mut shown, "image", filled(&card.image_source_url).as_deref());
    // The button of a carousel says its label or leads somewhere, and nothing else.
    let fits = |button: &CardButton| match button.kind.as_str() {
        "web_url" => button.options.url.is_some(),
        "postback" => button.options.message.as_deref().is_none_or(|said| said == button.title),
        _ => false,
    };
    let own = card.buttons.iter().position(fits);
    for (place, button) in card.buttons.iter().enumerate() {
        if Some(place) != own {
            more.extend(inline(button));
        }
    }
    let button = own.and_then(|place| card.buttons.get(place));
    let label: String =
        button.map_or(title, |button| &button.title).chars().take(CAROUSEL_BUTTON_CHARS).collect();
    let url = match button {
        Some(button) => button.options.url.as_deref().filter(|_| button.kind == "web_url"),
        None => card.image_destination_url.as_deref(),
    };
    name_it(&mut shown, "url", url);
    name_it(&mut shown, "btnText", Some(&label));
    shown
}

fn inline(button: &CardButton) -> Option<Value> {
    let title = &button.title;
    match (button.kind.as_str(), &button.options.url, &button.options.message) {
        ("web_url", Some(url), _) => Some(json!({"text": title, "url": url})),
        ("postback", _, Some(said)) => Some(json!({"text": title, "callback_data": said})),
        ("postback", _, None) => Some(json!({"text": title, "callback_data": title})),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said, and its replies; every type there is.
    #[test]
    fn every_action_becomes_replies_of_documented_types() {
        for (action, wanted) in [
            (
                r#"{"type":"text","text":"Hi"}"#,
                r#"[{"type":"text","text":"Hi","markup":"markdown","state":"/A"}]"#,
            ),
            (
                r#"{"type":"choice","text":"Which?","options_type":"suggested_replies","options":["Yes","No"]}"#,
                r#"[{"type":"text","text":"Which?","markup":"markdown","state":"/A"},{"type":"buttons","buttons":[{"text":"Yes"},{"text":"No"}],"state":"/A"}]"#,
            ),
            (r#"{"type":"wait","wait":10}"#, "[]"),
            (
                r#"{"type":"image","url":"https://a.example/a.png","text":"A tent"}"#,
                r#"[{"type":"image","imageUrl":"https://a.example/a.png","text":"A tent","state":"/A"}]"#,
            ),
            (
                r#"{"type":"audio","url":"https://a.example/a.mp3","text":"Note"}"#,
                r#"[{"type":"audio","audioUrl":"https://a.example/a.mp3","audioName":"Note","state":"/A"}]"#,
            ),
            (
                r#"{"type":"video","url":"https://a.example/a.mp4"}"#,
                r#"[{"type":"video","videoUrl":"https://a.example/a.mp4","state":"/A"}]"#,
            ),
            (
                r#"{"type":"file","url":"https://a.example/a.pdf","text":"List"}"#,
                r#"[{"type":"file","fileUrl":"https://a.example/a.pdf","fileName":"List","state":"/A"}]"#,
            ),
            (
                r#"{"type":"location","text":"Shop","latitude":59.93,"longitude":30.33}"#,
                r#"[{"type":"location","lat":59.93,"lon":30.33,"text":"Shop","state":"/A"}]"#,
            ),
            (
                r#"{"type":"rating","text":"","min":1,"max":2}"#,
                r#"[{"type":"buttons","buttons":[{"text":"1"},{"text":"2"}],"state":"/A"}]"#,
            ),
            (
                r#"{"type":"link","url":"https://a.example/","title":"Care","text":"Read on"}"#,
                r#"[{"type":"inlineButtons","text":"Read on","buttons":[{"text":"Care","url":"https://a.example/"}],"state":"/A"}]"#,
            ),
            (
                r#"{"type":"form","text":"You","fields":[{"name":"a","label":"Name"},{"name":"b","label":"City"}]}"#,
                r#"[{"type":"text","text":"You\n\nName\nCity","markup":"markdown","state":"/A"}]"#,
            ),
            (r#"{"type":"input","text":"","kind":"email"}"#, "[]"),
            (
                r#"{"type":"notice","text":"Closed"}"#,
                r#"[{"type":"text","text":"Closed","markup":"markdown","state":"/A"}]"#,
            ),
            (
                r#"{"type":"hologram","title":"Tent"}"#,
                r#"[{"type":"text","text":"Tent","markup":"markdown","state":"/A"}]"#,
            ),
            (
                r#"{"type":"card","cards":[{"text":"More?","buttons":[{"is_active":true,"title":"Site","type":"web_url","options":{"url":"https://a.example/"}},{"is_active":true,"title":"More","type":"postback","options":{"message":"more"}}]}]}"#,
                r#"[{"type":"inlineButtons","text":"More?","buttons":[{"text":"Site","url":"https://a.example/"},{"text":"More","callback_data":"more"}],"state":"/A"}]"#,
            ),
            (
                r#"{"type":"card","cards":[{"title":"Tea","text":"Green","image_source_url":"https://a.example/t.png","buttons":[{"is_active":true,"title":"A button of twenty-six let.","type":"postback","options":{"message":"A button of twenty-six let."}},{"is_active":true,"title":"More","type":"postback","options":{"message":"more"}}]},{"title":"Mug","image_destination_url":"https://a.example/m","buttons":[]}]}"#,
                r#"[{"type":"carousel","text":"","content":[{"title":"Tea","description":"Green","image":"https://a.example/t.png","btnText":"A button of twenty-six le"},{"title":"Mug","url":"https://a.example/m","btnText":"Mug"}],"state":"/A"},{"type":"inlineButtons","text":"Tea","buttons":[{"text":"More","callback_data":"more"}],"state":"/A"}]"#,
            ),
        ] {
            let read: Action = serde_json::from_str(action).unwrap();
            let wanted: Value = serde_json::from_str(wanted).unwrap();
            assert_eq!(Value::Array(replies(&[read], "/A")), wanted, "{action}");
        }
    }

    #[test]
    fn no_answer_has_more_than_a_hundred_replies_or_fifty_thousand_characters() {
        let texts = |count: usize, chars: usize| {
            (0..count).map(|_| text(&"é".repeat(chars)).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(within_limits(texts(101, 1)).len(), 100);
        let all = |replies: Vec<Value>| replies.iter().map(chars).collect::<Vec<_>>();
        assert_eq!(all(within_limits(texts(1, 50_000))), [50_000]);
        assert_eq!(all(within_limits(texts(1, 50_001))), [50_000]);
        assert_eq!(all(within_limits(texts(3, 30_000))), [30_000, 20_000]);
        let mut long = texts(1, 50_000);
        long.push(buttons(["Yes"]));
        assert_eq!(within_limits(long).len(), 1, "buttons are not cut");
    }

    #[test]
    fn a_module_is_a_state_with_a_path() {
        assert_eq!([path("welcome"), path("/CatchAll"), path("")], ["/welcome", "/CatchAll", ""]);
    }
}
