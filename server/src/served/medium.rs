//! The API medium: keywords, and webhooks that say what the bot or an agent said (seed "Receiving API
//! Messages", protocols.md 2.2 and 2.6). `channels/api_medium` reads what is written here.

use parlour_protocol::Action;
use serde::Serialize;

/// What one webhook says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    message: String,
    quick_replies: Vec<String>,
    attachments: Vec<Attachment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Attachment {
    /// Where it belongs in the message, in UTF-16 units (PROPOSED).
    offset: usize,
    url: String,
}

/// Who a webhook is for, and when and by whom it is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope<'a> {
    /// The channel.
    pub channel: &'a str,
    /// The user's number.
    pub user: i64,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// The number of the agent who wrote it, if one did.
    pub admin: Option<i64>,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "channelID")]
    channel: &'a str,
    message: &'a str,
    #[serde(rename = "userID")]
    user: i64,
    timestamp: i64,
    #[serde(rename = "quickReplies", skip_serializing_if = "<[String]>::is_empty")]
    quick_replies: &'a [String],
    #[serde(skip_serializing_if = "<[Attachment]>::is_empty")]
    attachments: &'a [Attachment],
    #[serde(rename = "adminID", skip_serializing_if = "Option::is_none")]
    admin: Option<i64>,
}

/// A webhook's body.
pub(crate) fn write(envelope: &Envelope<'_>, told: &Told) -> String {
    let body = Body {
        channel: envelope.channel,
        message: &told.message,
        user: envelope.user,
        timestamp: envelope.at_ms,
        quick_replies: &told.quick_replies,
        attachments: &told.attachments,
        admin: envelope.admin,
    };
    // Texts and numbers: there is nothing in it that cannot be written.
    serde_json::to_string(&body).unwrap_or_default()
}

/// The sample of "Test Webhook": every field, for a user who is nobody (PROPOSED, protocols.md 2.6).
pub(crate) fn sample(channel: &str, at_ms: i64) -> String {
    let told = Told {
        message: "Test message".to_owned(),
        quick_replies: vec!["Sales".to_owned(), "Support".to_owned()],
        attachments: vec![Attachment { offset: 12, url: "https://www.example.com/image.jpg".to_owned() }],
    };
    write(&Envelope { channel, user: 0, at_ms, admin: Some(4) }, &told)
}

/// Whether a message is the keyword, with or without its `#` (PROPOSED, protocols.md 2.1).
pub(crate) fn is_keyword(message: &str, keyword: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches('#').to_lowercase();
    let keyword = bare(keyword);
    !keyword.is_empty() && bare(message) == keyword
}

/// What a message of the log says there. A bubble is a webhook; pictures and files stand in the text they
/// belong to, and replies to choose from go with what is said before them. A pause says nothing.
pub(crate) fn told(actions: &[Action]) -> Vec<Told> {
    let mut writer = Writer::default();
    for action in actions {
        match action {
            Action::Wait { .. } => {}
            Action::Media { url, text, .. } if url.starts_with("https://") || url.starts_with("http://") => {
                writer.attach(url);
                writer.say(text.as_deref().unwrap_or_default());
            }
            Action::Choice { text, options, .. } => {
                writer.say(text);
                writer.offer(options.iter().cloned());
            }
            Action::Rating { text, min, max } => {
                writer.say(text);
                writer.offer((*min..=*max).map(|grade| grade.to_string()));
            }
            other => writer.say(&other.readable()),
        }
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    whole: Vec<Told>,
    open: Told,
    /// Whether the last of the open one is a text: another text is another bubble.
    ends_in_text: bool,
}

impl Writer {
    fn say(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if self.ends_in_text || !self.open.quick_replies.is_empty() {
            self.next();
        }
        if !self.open.message.is_empty() {
            self.open.message.push('\n');
        }
        self.open.message.push_str(text);
        self.ends_in_text = true;
    }

    fn attach(&mut self, url: &str) {
        if !self.open.quick_replies.is_empty() {
            self.next();
        }
        let offset = self.open.message.encode_utf16().count();
        self.open.attachments.push(Attachment { offset, url: url.to_owned() });
        self.ends_in_text = false;
    }

    fn offer(&mut self, replies: impl Iterator<Item = String>) {
        self.open.quick_replies.extend(replies);
    }

    fn next(&mut self) {
        self.ends_in_text = false;
        let told = std::mem::take(&mut self.open);
        if told != Told::default() {
            self.whole.push(told);
        }
    }

    fn finish(mut self) -> Vec<Told> {
        self.next();
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn bodies(actions: &str, admin: Option<i64>) -> Vec<Value> {
        let actions: Vec<Action> = serde_json::from_str(actions).unwrap();
        let envelope = Envelope { channel: "D9LjuWl0jappznT5", user: 9, at_ms: 1_664_368_352_262, admin };
        told(&actions).iter().map(|told| serde_json::from_str(&write(&envelope, told)).unwrap()).collect()
    }

    fn body(more: Value) -> Value {
        let mut body =
            json!({"channelID": "D9LjuWl0jappznT5", "userID": 9, "timestamp": 1_664_368_352_262_i64});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    }

    #[test]
    fn bubbles_are_webhooks_and_replies_go_with_the_last_of_them() {
        let said = r#"[{"type":"text","text":"Hello!"},{"type":"wait","wait":10},{"type":"text","text":"Pick one."},
            {"type":"choice","text":"","options_type":"suggested_replies","options":["Sales","Support"]}]"#;
        assert_eq!(
            bodies(said, None),
            [
                body(json!({"message": "Hello!"})),
                body(json!({"message": "Pick one.", "quickReplies": ["Sales", "Support"]}))
            ]
        );
        assert_eq!(
            bodies(r#"[{"type":"text","text":"I am Ann."}]"#, Some(4)),
            [body(json!({"message": "I am Ann.", "adminID": 4}))]
        );
        assert_eq!(bodies(r#"[{"type":"wait","wait":10}]"#, None), Vec::<Value>::new());
    }

    #[test]
    fn an_offset_counts_utf_16_units() {
        // The first tent is one unit, the second two.
        let said = r#"[{"type":"text","text":"a⛺🏕"},{"type":"image","url":"https://a.example/1.png"},
            {"type":"text","text":"b"},{"type":"image","url":"https://a.example/2.png","text":"c"}]"#;
        let attachments = json!([{"offset": 4, "url": "https://a.example/1.png"}, {"offset": 6, "url": "https://a.example/2.png"}]);
        assert_eq!(bodies(said, None), [body(json!({"message": "a⛺🏕\nb\nc", "attachments": attachments}))]);
        let alone = r#"[{"type":"image","url":"https://a.example/1.png"}]"#;
        let attachments = json!([{"offset": 0, "url": "https://a.example/1.png"}]);
        assert_eq!(bodies(alone, None), [body(json!({"message": "", "attachments": attachments}))]);
    }

    #[test]
    fn what_the_api_has_no_word_for_is_told_in_what_can_be_read_of_it() {
        let said = r#"[{"type":"rating","text":"How was it?","min":1,"max":3},{"type":"card","cards":[{"title":"Tea"},{"title":"Mate"}]},
            {"type":"image","url":"/a.png","text":"A tent"},{"type":"location","text":"Our shop","latitude":1,"longitude":2}]"#;
        assert_eq!(
            bodies(said, None),
            [
                body(json!({"message": "How was it?", "quickReplies": ["1", "2", "3"]})),
                body(json!({"message": "Tea\nMate"})),
                body(json!({"message": "A tent"})),
                body(json!({"message": "Our shop"})),
            ]
        );
    }

    #[test]
    fn a_keyword_is_known_with_and_without_its_hash_in_any_case() {
        for message in ["#shop", "shop", "#Shop", " SHOP ", "##shop"] {
            assert!(is_keyword(message, "#shop") && is_keyword(message, "Shop"), "{message}");
        }
        for message in ["", "#", "shops", "the shop", "# shop"] {
            assert!(!is_keyword(message, "#shop"), "{message}");
        }
        assert!(!is_keyword("", "") && !is_keyword("#", "#") && !is_keyword("hello", ""));
        assert!(is_keyword("#GRÜSSE", "#grüsse"));
    }

    #[test]
    fn the_sample_has_every_field_and_is_for_nobody() {
        let sample: Value = serde_json::from_str(&sample("c", 5)).unwrap();
        assert_eq!(
            sample,
            json!({"channelID": "c", "message": "Test message", "userID": 0, "timestamp": 5,
                "quickReplies": ["Sales", "Support"],
                "attachments": [{"offset": 12, "url": "https://www.example.com/image.jpg"}], "adminID": 4})
        );
    }
}
