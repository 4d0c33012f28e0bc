//! The request (seed "Sending API Messages"), all but its `token`.

use serde::Serialize;

use crate::channels::message::{Message, Says};

/// Every field but the `token`.
#[derive(Serialize)]
struct Request<'a> {
    #[serde(rename = "channelID")]
    channel_id: &'a str,
    message: &'a str,
    #[serde(rename = "userID", skip_serializing_if = "Option::is_none")]
    user_id: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
}

/// The body; none where there is nothing to be said. `keyword` is what a conversation begins with.
pub(crate) fn write(message: &Message<'_>, channel_id: &str, keyword: &str) -> Option<String> {
    let (text, files) = match message.says {
        Says::Begins if keyword.is_empty() => return None,
        Says::Begins => (keyword, [].as_slice()),
        // A message is required: that of files alone is their first one's name.
        Says::This { text: "", files, .. } => (files.first().map_or("", |file| file.name.as_str()), files),
        Says::This { text, files, .. } => (text, files),
        // There is no way to say something that the bot does not hear.
        Says::Noted(_) => return None,
    };
    let request = Request {
        channel_id,
        message: text,
        // A number; without one a new user is made, and its number is answered.
        user_id: message.known_as.and_then(|user| user.parse().ok()),
        attachments: files.iter().map(|file| Attachment { url: &file.url }).collect(),
    };
    serde_json::to_string(&request).ok()
}
