//! The request (seed "Request Parameters", protocols.md 1.2).

use parlour_protocol::SentAction;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::channels::message::{Message, Says};

/// Every field, in the order of the seed's example.
#[derive(Serialize)]
struct Request<'a> {
    from: &'static str,
    user_profile: &'a Map<String, Value>,
    #[serde(rename = "ref")]
    reference: &'a str,
    user_cvars: &'a Map<String, Value>,
    user_id: &'a str,
    timestamp: i64,
    attachments: [Value; 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    actions: Vec<SentAction>,
}

/// The body. `start_ref` is where a conversation begins; a message goes to a module only where it is
/// told to, since a `ref` in each would begin that module anew (protocols.md 1.2).
///
/// A mere move has no action. That the platform takes this is PROPOSED (server.md §3.2); it happens with
/// a `start_ref` and where a page names a `ref`.
pub(crate) fn write(message: &Message<'_>, start_ref: &str) -> Option<String> {
    let (reference, action) = match message.says {
        Says::Begins if start_ref.is_empty() => return None,
        Says::Begins => (start_ref, None),
        Says::This { text, reference, .. } => (reference, (!text.is_empty()).then_some(("text", text))),
        Says::Noted(text) => ("", Some(("standby", text))),
    };
    let request = Request {
        from: "human",
        user_profile: message.profile,
        reference,
        user_cvars: message.cvars,
        user_id: message.user,
        timestamp: message.now_s,
        attachments: [],
        id: message.id,
        actions: action.into_iter().map(sent).collect(),
    };
    serde_json::to_string(&request).ok()
}

fn sent((kind, text): (&str, &str)) -> SentAction {
    SentAction { kind: kind.to_owned(), text: text.to_owned() }
}
