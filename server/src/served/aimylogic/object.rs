//! The one object that answers, webhooks and events have (seed "Webhook for asynchronous requests",
//! protocols.md 3.3).

use parlour_protocol::{Action, AgentCard};
use serde::Serialize;
use serde_json::{Value, json};

use super::replies::{path, replies, switch, within_limits};
use crate::clock;

/// A turn of the bot, or what a person said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn {
    /// Its question's name.
    pub question: String,
    /// Since when it is whole, in milliseconds.
    pub at_ms: i64,
    /// The connection it was asked by.
    pub cid: Option<String>,
    /// Whether the conversation began with it.
    pub is_new: bool,
    /// Whether the bot ended its session.
    pub has_ended: bool,
    /// Whether a person was asked for.
    pub hands_over: bool,
    /// The person who wrote it.
    pub agent: Option<AgentCard>,
    replies: Vec<Value>,
    state: String,
    is_matched: bool,
}

#[derive(Serialize)]
struct Data<'a> {
    #[serde(rename = "nlpClass")]
    nlp_class: &'a str,
    confidence: f64,
    replies: Vec<Value>,
    answer: String,
    #[serde(rename = "newSessionStarted")]
    new_session_started: bool,
    /// What the platform's testers see.
    #[serde(rename = "debugData")]
    for_testers: [(); 0],
    #[serde(rename = "endSession")]
    end_session: bool,
}

#[derive(Serialize)]
struct Object<'a> {
    #[serde(rename = "clientId")]
    client_id: &'a str,
    #[serde(rename = "questionId")]
    question_id: &'a str,
    data: Data<'a>,
    timestamp: String,
    #[serde(rename = "blockForm")]
    block_form: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<Value>,
}

impl Turn {
    /// A turn in which nothing was said yet.
    pub(crate) fn of(question: String, at_ms: i64) -> Self {
        Self { question, at_ms, ..Self::default() }
    }

    /// Adds what one module said, or a person. `is_matched` tells whether the module was meant.
    pub(crate) fn say(&mut self, actions: &[Action], module: &str, is_matched: bool) {
        self.state = path(module);
        self.is_matched = is_matched;
        self.replies.extend(replies(actions, &self.state));
    }

    /// What is said, in order.
    pub(crate) fn replies(&self) -> Vec<Value> {
        let called = self.hands_over.then(switch);
        within_limits(self.replies.iter().cloned().chain(called).collect())
    }

    /// The object of 3.3. `block_form` is the channel's switch.
    pub(crate) fn object(&self, client: &str, block_form: bool) -> Value {
        let replies = self.replies();
        let is_last = |kind: &str| replies.last().is_some_and(|last| last.get("type") == Some(&json!(kind)));
        let object = Object {
            client_id: client,
            question_id: &self.question,
            // PROPOSED: only when the switch is on and buttons come last.
            block_form: block_form && is_last("buttons"),
            data: Data {
                nlp_class: &self.state,
                // PROPOSED: the engine is sure or it fell back.
                confidence: if self.is_matched { 1.0 } else { 0.0 },
                answer: answer(&replies),
                new_session_started: self.is_new,
                for_testers: [],
                end_session: self.has_ended,
                replies,
            },
            timestamp: moment(self.at_ms),
            cid: self.cid.as_deref(),
            operator: self.operator(),
        };
        serde_json::to_value(object).unwrap_or_default()
    }

    /// What an event shows of it (protocols.md 3.6).
    pub(crate) fn event(&self) -> Value {
        let mut event = json!({
            "questionId": self.question,
            "timestamp": moment(self.at_ms),
            "data": {"replies": self.replies()},
        });
        if let Some(fields) = event.as_object_mut() {
            fields.extend(self.cid.as_ref().map(|cid| ("cid".to_owned(), json!(cid))));
            fields.extend(self.operator().map(|operator| ("operator".to_owned(), operator)));
        }
        event
    }

    fn operator(&self) -> Option<Value> {
        self.agent.as_ref().map(|agent| json!({"name": agent.name}))
    }
}

/// Texts of all text replies, a blank line between them.
fn answer(replies: &[Value]) -> String {
    let texts = replies.iter().filter(|reply| reply.get("type") == Some(&json!("text")));
    texts.filter_map(|reply| reply.get("text")?.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The seed's `2022-09-28T12:32:13.262`: UTC without saying so.
pub(crate) fn moment(at_ms: i64) -> String {
    clock::rfc3339(at_ms).trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_the_seeds_fields_in_the_seeds_form() {
        let mut turn = Turn { question: "12345".into(), at_ms: 1_664_368_333_262, ..Turn::default() };
        turn.say(&[Action::text("Tell the bot something")], "CatchAll", false);
        turn.say(&[Action::text("Well?"), Action::suggested_replies(["Yes"])], "ask", true);
        let wanted = r#"{"clientId":"test","questionId":"12345","data":{"nlpClass":"/ask","confidence":1.0,"replies":[{"type":"text","text":"Tell the bot something","markup":"markdown","state":"/CatchAll"},{"type":"text","text":"Well?","markup":"markdown","state":"/ask"},{"type":"buttons","buttons":[{"text":"Yes"}],"state":"/ask"}],"answer":"Tell the bot something\n\nWell?","newSessionStarted":false,"debugData":[],"endSession":false},"timestamp":"2022-09-28T12:32:13.262","blockForm":true}"#;
        let wanted: Value = serde_json::from_str(wanted).unwrap();
        assert_eq!(turn.object("test", true), wanted);
        assert_eq!(turn.object("test", false)["blockForm"], json!(false));
    }

    #[test]
    fn a_person_is_called_behind_everything_that_was_said() {
        let mut turn = Turn { hands_over: true, ..Turn::default() };
        turn.say(&[Action::suggested_replies(["Yes"])], "ask", true);
        let kinds: Vec<_> = turn.replies().iter().map(|reply| reply["type"].clone()).collect();
        assert_eq!(kinds, [json!("buttons"), json!("switch")]);
        assert_eq!(turn.object("c", true)["blockForm"], json!(false), "the buttons are not last");
    }
}
