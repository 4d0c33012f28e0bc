//! What a bot says: the `actions` of a message.

use serde::{Deserialize, Serialize};

use crate::{Card, MediaKind};

/// One action of a bot's message.
///
/// Sources: `text` and the list of types, seed "Response Parameters"; `choice` and `wait`, seed of
/// message reports and protocols.md 1.3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RawAction", into = "RawAction")]
pub enum Action {
    /// A bubble of text.
    Text {
        /// What is shown.
        text: String,
    },
    /// Suggested replies: pressing one sends its text as the visitor's.
    Choice {
        /// Shown above the buttons; may be empty.
        text: String,
        /// `suggested_replies`, or a word this version does not know; shown alike.
        options_type: String,
        /// Labels, which are also the texts sent.
        options: Vec<String>,
    },
    /// A pause before the next bubble.
    Wait {
        /// Milliseconds; a reader caps them at [`crate::limits::WAIT_CAP_MS`].
        wait: u32,
    },
    /// A picture, a sound, a film or a file (protocols.md 1.3.5).
    Media {
        /// Which of them.
        kind: MediaKind,
        /// Where it lies; a reader takes `http:` and `https:` only.
        url: String,
        /// Shown beside it.
        text: Option<String>,
    },
    /// One card, or several as a carousel (protocols.md 1.3.3).
    Card {
        /// In the order in which they are shown.
        cards: Vec<Card>,
    },
    /// A type this version cannot draw. It is kept, and shown as its text where it has one.
    Other {
        /// The `type` as it came.
        kind: String,
        /// What can be read of it: its `text`, `title` or address, else empty.
        text: String,
    },
}

impl Action {
    /// A bubble of `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Suggested replies under an empty text.
    pub fn suggested_replies<S: Into<String>>(options: impl IntoIterator<Item = S>) -> Self {
        Self::Choice {
            text: String::new(),
            options_type: SUGGESTED_REPLIES.to_owned(),
            options: options.into_iter().map(Into::into).collect(),
        }
    }

    /// The `type` on the wire.
    pub fn kind(&self) -> &str {
        match self {
            Self::Text { .. } => "text",
            Self::Choice { .. } => "choice",
            Self::Wait { .. } => "wait",
            Self::Media { kind, .. } => kind.as_str(),
            Self::Card { .. } => "card",
            Self::Other { kind, .. } => kind,
        }
    }

    /// What can be read of it where it is not drawn: its text, its titles, else its address.
    pub fn readable(&self) -> String {
        match self {
            Self::Text { text } | Self::Choice { text, .. } | Self::Other { text, .. } => text.clone(),
            Self::Wait { .. } => String::new(),
            Self::Media { text: Some(text), .. } if !text.is_empty() => text.clone(),
            Self::Media { url, .. } => url.clone(),
            Self::Card { cards } => {
                let titles: Vec<&str> = cards.iter().map(|card| card.title.as_str()).collect();
                titles.join("\n")
            }
        }
    }
}

/// The only documented `options_type` (protocols.md 1.3.2).
const SUGGESTED_REPLIES: &str = "suggested_replies";

/// Every key of every type, all optional: what is unknown is passed over, what is missing is empty.
#[derive(Default, Serialize, Deserialize)]
struct RawAction {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(default, skip_serializing)]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cards: Option<Vec<Card>>,
}

impl From<RawAction> for Action {
    fn from(raw: RawAction) -> Self {
        if let (Some(kind), Some(url)) = (MediaKind::of(&raw.kind), &raw.url) {
            return Self::Media { kind, url: url.clone(), text: raw.text };
        }
        match (raw.kind.as_str(), raw.wait) {
            ("card", _) if raw.cards.is_some() => Self::Card { cards: raw.cards.unwrap_or_default() },
            ("text", _) => Self::Text { text: raw.text.unwrap_or_default() },
            ("choice", _) => Self::Choice {
                text: raw.text.unwrap_or_default(),
                options_type: raw.options_type.unwrap_or_else(|| SUGGESTED_REPLIES.to_owned()),
                options: raw.options.unwrap_or_default(),
            },
            ("wait", Some(wait)) => Self::Wait { wait },
            _ => Self::Other { kind: raw.kind, text: raw.text.or(raw.title).or(raw.url).unwrap_or_default() },
        }
    }
}

impl From<Action> for RawAction {
    fn from(action: Action) -> Self {
        let kind = action.kind().to_owned();
        let empty = Self { kind, ..Self::default() };
        match action {
            Action::Choice { text, options_type, options } => {
                Self { text: Some(text), options_type: Some(options_type), options: Some(options), ..empty }
            }
            Action::Wait { wait } => Self { wait: Some(wait), ..empty },
            Action::Media { url, text, .. } => Self { url: Some(url), text, ..empty },
            Action::Card { cards } => Self { cards: Some(cards), ..empty },
            Action::Text { text } | Action::Other { text, .. } => Self { text: Some(text), ..empty },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Action {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn documented_actions_keep_their_bytes() {
        for json in [
            r#"{"type":"text","text":"bot example message"}"#,
            r#"{"type":"wait","wait":1500}"#,
            r#"{"type":"choice","text":"Example message!","options_type":"suggested_replies","options":["yes","no"]}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json)).unwrap(), json);
        }
    }

    #[test]
    fn media_and_cards_keep_their_bytes() {
        for json in [
            r#"{"type":"image","url":"https://example.com/a.jpg","text":"a caption"}"#,
            r#"{"type":"video","url":"https://example.com/a.mp4"}"#,
            r#"{"type":"audio","url":"https://example.com/a.mp3"}"#,
            r#"{"type":"file","url":"https://example.com/a.pdf"}"#,
            r#"{"type":"card","cards":[{"title":"Google","text":"google","image_source_url":"","image_destination_url":"http://www.google.es","buttons":[{"is_active":true,"title":"Button 1 label","type":"postback","options":{"message":"Hello"}}]}]}"#,
        ] {
            let action = read(json);
            assert!(!matches!(action, Action::Other { .. }), "{json}");
            assert_eq!(serde_json::to_string(&action).unwrap(), json);
        }
    }

    #[test]
    fn media_without_an_address_is_only_what_can_be_read_of_it() {
        let action = read(r#"{"type":"image","title":"Tent"}"#);
        assert_eq!(action, Action::Other { kind: "image".into(), text: "Tent".into() });
        assert_eq!(read(r#"{"type":"card","cards":[{"title":"A"},{"title":"B"}]}"#).readable(), "A\nB");
    }

    #[test]
    fn an_unknown_action_degrades_to_what_can_be_read_of_it() {
        assert_eq!(
            read(r#"{"type":"hologram","title":"Tent, 3D","frames":[1,2]}"#),
            Action::Other { kind: "hologram".into(), text: "Tent, 3D".into() }
        );
        assert_eq!(read(r#"{"type":"wait"}"#), Action::Other { kind: "wait".into(), text: String::new() });
    }
}
