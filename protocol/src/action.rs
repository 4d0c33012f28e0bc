//! What a bot says: the `actions` of a message.

use serde::{Deserialize, Serialize};

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
            Self::Other { kind, .. } => kind,
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
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(default, skip_serializing)]
    title: Option<String>,
    #[serde(default, skip_serializing)]
    url: Option<String>,
}

impl From<RawAction> for Action {
    fn from(raw: RawAction) -> Self {
        match (raw.kind.as_str(), raw.wait) {
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
    fn an_unknown_action_degrades_to_what_can_be_read_of_it() {
        assert_eq!(
            read(r#"{"type":"hologram","title":"Tent, 3D","frames":[1,2]}"#),
            Action::Other { kind: "hologram".into(), text: "Tent, 3D".into() }
        );
        assert_eq!(read(r#"{"type":"wait"}"#), Action::Other { kind: "wait".into(), text: String::new() });
    }
}
