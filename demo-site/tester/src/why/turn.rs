//! A turn, as it is seen on the wire.

use parlour_engine::{Conversation, ModuleId, Trail};
use serde_json::Value;

/// What the visitor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// The conversation began, at this module if it is named.
    Began(Option<String>),
    /// Said this, or pressed what says it.
    Said(String),
    /// Was moved to this module.
    Moved(String),
}

/// A turn of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The visitor's message; empty where the conversation began.
    pub mid: String,
    /// What the visitor did.
    pub did: Did,
    /// Variables that came with it, which are kept before anything is looked at.
    pub cvars: parlour_engine::Cvars,
    /// When it was sent, in milliseconds since 1970.
    pub at_ms: u64,
    /// Where the conversation stood before; none if that was not seen.
    pub before: Option<Conversation>,
    /// Where it stands after it; none before that is known.
    pub after: Option<Conversation>,
    /// The modules that spoke, in order.
    pub spoke: Vec<ModuleId>,
    /// What the server wrote down of its way; none for a bot in the page.
    pub trail: Option<Trail>,
}

impl Turn {
    /// Reads the body of a request for `…/messages/`.
    pub fn of_message(body: &str, at_ms: u64) -> Option<Self> {
        let body: Value = serde_json::from_str(body).ok()?;
        let mid = body.get("id")?.as_str()?.to_owned();
        let text = |name: &str| body.pointer(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let said = text("/actions/0/text").or_else(|| text("/actions/0/payload"));
        let did = match (text("/ref"), said) {
            (Some(reference), _) => Did::Moved(reference.to_owned()),
            (None, said) => Did::Said(said.unwrap_or_default().to_owned()),
        };
        let cvars = body.get("user_cvars").and_then(Value::as_object).cloned().unwrap_or_default();
        Some(Self::new(mid, did, cvars, at_ms))
    }

    /// Reads the body of a request for `…/session`.
    pub fn of_session(body: &str, at_ms: u64) -> Self {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let reference = body.get("ref").and_then(Value::as_str).filter(|reference| !reference.is_empty());
        let did = Did::Began(reference.map(str::to_owned));
        Self::new(String::new(), did, parlour_engine::Cvars::new(), at_ms)
    }

    fn new(mid: String, did: Did, cvars: parlour_engine::Cvars, at_ms: u64) -> Self {
        Self { mid, did, cvars, at_ms, before: None, after: None, spoke: Vec::new(), trail: None }
    }

    /// Keeps what the answer to its request tells.
    pub fn answered(&mut self, body: &str) {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let messages = body.pointer("/0/message").and_then(Value::as_array);
        let modules = messages.into_iter().flatten().filter_map(|message| message.pointer("/bot_module/id"));
        self.spoke = modules.filter_map(Value::as_u64).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_what_was_said_with_the_variables_of_the_page() {
        let body = r#"{"id":"m1","actions":[{"type":"text","text":"a tent"}],"user_cvars":{"plan":"gold"}}"#;
        let turn = Turn::of_message(body, 5).unwrap();
        assert_eq!((turn.mid.as_str(), turn.did), ("m1", Did::Said("a tent".to_owned())));
        assert_eq!(turn.cvars["plan"], "gold");
    }

    #[test]
    fn a_ref_moves_whatever_is_said_beside_it() {
        let body = r#"{"id":"m1","actions":[{"type":"text","text":"a tent"}],"ref":"person"}"#;
        assert_eq!(Turn::of_message(body, 5).unwrap().did, Did::Moved("person".to_owned()));
        assert_eq!(Turn::of_session(r#"{"ref":"tents"}"#, 5).did, Did::Began(Some("tents".to_owned())));
        assert_eq!(Turn::of_session("", 5).did, Did::Began(None));
        assert_eq!(Turn::of_message("[]", 5), None);
    }

    #[test]
    fn an_answer_names_the_modules_that_spoke() {
        let mut turn = Turn::of_session("{}", 5);
        turn.answered(r#"[{"message":[{"bot_module":{"id":4}},{"bot_module":{"id":9}}],"state":"sent"}]"#);
        assert_eq!(turn.spoke, [4, 9]);
        turn.answered("<html>");
        assert!(turn.spoke.is_empty());
    }
}
