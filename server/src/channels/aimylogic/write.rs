//! The request of `POST /chatapi/{token}` (seed, protocols.md 3.2 and 3.5).

use serde::Serialize;
use serde_json::{Map, Value};

use crate::channels::answer::SentFile;
use crate::channels::message::{Message, Says};

/// Which connection speaks, so that what this server said can be told from what others did.
pub(super) const CONNECTION: &str = "parlour";

/// A text or an event, never both.
#[derive(Serialize)]
struct Request<'a> {
    #[serde(rename = "clientId")]
    client_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    cid: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    /// Of a `fileEvent`.
    Files(Vec<File<'a>>),
    /// For the script (PROPOSED: the seed leaves `data` to it): variables of the page by their own names,
    /// and the profile.
    Told {
        #[serde(flatten)]
        cvars: &'a Map<String, Value>,
        #[serde(skip_serializing_if = "Map::is_empty")]
        profile: &'a Map<String, Value>,
    },
}

#[derive(Serialize)]
struct File<'a> {
    url: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    name: &'a str,
    #[serde(rename = "mimeType", skip_serializing_if = "Option::is_none")]
    media_type: Option<&'a str>,
    #[serde(rename = "size", skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    /// The text beside the files, with the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// The body; none where there is nothing to be said. `keyword` is what a conversation begins with.
pub(crate) fn write(message: &Message<'_>, keyword: &str) -> Option<String> {
    let (text, files): (&str, &[SentFile]) = match message.says {
        Says::Begins if keyword.is_empty() => return None,
        Says::Begins => (keyword, &[]),
        Says::This { text, files, .. } => (text, files),
        // There is no way to say something that the script does not hear.
        Says::Noted(_) => return None,
    };
    let has_files = !files.is_empty();
    let is_known = !(message.cvars.is_empty() && message.profile.is_empty());
    let told = is_known.then_some(Data::Told { cvars: message.cvars, profile: message.profile });
    let data = if has_files { Some(Data::Files(shown(files, text))) } else { told };
    let request = Request {
        client_id: message.user,
        query: (!has_files).then_some(text),
        event: has_files.then_some("fileEvent"),
        cid: CONNECTION,
        data,
    };
    serde_json::to_string(&request).ok()
}

fn shown<'a>(files: &'a [SentFile], text: &'a str) -> Vec<File<'a>> {
    let mut caption = Some(text).filter(|text| !text.is_empty());
    let shown = |file: &'a SentFile| File {
        url: &file.url,
        kind: &file.kind,
        name: &file.name,
        media_type: file.media_type.as_deref(),
        bytes: file.bytes,
        message: caption.take(),
    };
    files.iter().map(shown).collect()
}
