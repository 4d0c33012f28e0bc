//! What an upstream remembers: its history and its events (protocols.md 3.6 and 3.7), searched for a letter and
//! for what was missed.

use serde_json::{Map, Value, json};

use super::hook::{hook, moment};
use super::write::CONNECTION;
use crate::channels::hook::Hook;
use crate::channels::letter::Letter;
use crate::channels::past::Memory;
use crate::limits::UPSTREAM_SKEW;

/// The name in the answer of `POST …/async`: in an object, or bare (PROPOSED, protocols.md 3.6).
pub(crate) fn name(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let name = match &answer {
        Value::Object(fields) => fields.get("questionId").or_else(|| fields.get("id"))?,
        bare => bare,
    };
    match name {
        Value::String(name) if !name.is_empty() => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// One thing that was said.
struct Said<'a> {
    question: &'a str,
    is_clients: bool,
    is_bots: bool,
    text: Option<&'a str>,
    has_files: bool,
    replies: &'a [Value],
    at_ms: Option<i64>,
    timestamp: &'a Value,
}

/// Looks for the letter in a history, or in events; none if it is neither.
///
/// The letter is the last message with its words that is not older than it and was not answered before.
pub(crate) fn recall(body: &[u8], letter: &Letter) -> Option<Memory> {
    let memory: Value = serde_json::from_slice(body).ok()?;
    let all: Vec<Said<'_>> = if let Some(events) = memory.get("events").and_then(Value::as_array) {
        events.iter().filter_map(of_event).collect()
    } else {
        let list = memory.get("messages").unwrap_or(&memory).as_array()?;
        list.iter().filter_map(of_message).collect()
    };
    let asked: Value = serde_json::from_str(&letter.body).ok()?;
    let query = asked.get("query").and_then(Value::as_str);
    let is_it = |said: &&Said<'_>| {
        let is_same = match query {
            Some(query) => said.text == Some(query),
            None => said.has_files,
        };
        said.is_clients && is_same && is_recent(said.at_ms, letter) && !is_known(said.question, letter)
    };
    let question = match &letter.taken {
        Some(taken) => taken.question.as_str(),
        None => match all.iter().rev().find(is_it).or_else(|| greeting(&all, letter)) {
            Some(said) => said.question,
            None => return Some(Memory::Nothing),
        },
    };
    let answers: Vec<&Said<'_>> =
        all.iter().filter(|said| said.is_bots && said.question == question).collect();
    let Some(first) = answers.first() else { return Some(Memory::Taken(question.to_owned())) };
    let replies: Vec<Value> = answers.iter().flat_map(|said| said.replies.iter().cloned()).collect();
    let object = json!({
        "clientId": asked.get("clientId"), "questionId": question, "timestamp": first.timestamp,
        "data": {"replies": replies},
    });
    Some(Memory::Answered(object))
}

/// What a conversation began with need not stand in the history as the client's word: if the client has none at
/// all, the bot's first answers it.
fn greeting<'a>(all: &'a [Said<'a>], letter: &Letter) -> Option<&'a Said<'a>> {
    let is_first =
        |said: &&Said<'_>| said.is_bots && is_recent(said.at_ms, letter) && !is_known(said.question, letter);
    all.iter().find(is_first).filter(|_| !all.iter().any(|said| said.is_clients))
}

/// Events that a webhook should have brought: what the bot or a person said since, but for what was answered
/// before and what another connection asked.
pub(crate) fn missed(body: &[u8], letter: &Letter) -> Vec<Hook> {
    let memory: Value = serde_json::from_slice(body).unwrap_or_default();
    let asked: Value = serde_json::from_str(&letter.body).unwrap_or_default();
    let events = memory.get("events").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let missed = |event: &Value| {
        let said = of_event(event)?;
        let inner = event.get("event")?;
        let cid = inner.get("cid").and_then(Value::as_str);
        let is_ours = cid.is_none_or(|cid| cid == CONNECTION);
        let is_new = is_recent(said.at_ms, letter) && !is_known(said.question, letter);
        // The answer to a letter without a name could not be told from another: the history knows it.
        let may_be_its_own = said.is_bots && letter.taken.is_none();
        if said.is_clients || said.replies.is_empty() || !is_ours || !is_new || may_be_its_own {
            return None;
        }
        let mut object: Map<String, Value> = inner.as_object()?.clone();
        object.insert("clientId".to_owned(), asked.get("clientId")?.clone());
        object.remove("token");
        hook(&Value::Object(object), &String::new().into()).ok()
    };
    events.iter().filter_map(missed).collect()
}

fn is_recent(at_ms: Option<i64>, letter: &Letter) -> bool {
    let skew = i64::try_from(UPSTREAM_SKEW.as_millis()).unwrap_or_default();
    at_ms.is_none_or(|at_ms| at_ms >= letter.since_ms.saturating_sub(skew))
}

fn is_known(question: &str, letter: &Letter) -> bool {
    letter.known.iter().any(|known| known == question)
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// An event with replies is somebody's word, whatever its type is called; a request has none.
fn of_event(event: &Value) -> Option<Said<'_>> {
    let kind = event.get("type")?.as_str()?;
    let inner = event.get("event")?;
    let data = inner.get("data").unwrap_or(&Value::Null);
    Some(Said {
        question: inner.get("questionId").and_then(Value::as_str).unwrap_or_default(),
        is_clients: data.get("replies").is_none() && data.get("query").is_some(),
        is_bots: kind == "botResponse",
        text: data.get("query").and_then(Value::as_str),
        has_files: data.get("eventData").is_some(),
        replies: list(data.get("replies")),
        at_ms: inner.get("timestamp").and_then(Value::as_str).and_then(moment),
        timestamp: inner.get("timestamp").unwrap_or(&Value::Null),
    })
}

/// Names after the sibling's specification, and the shorter ones (PROPOSED, protocols.md 3.7).
fn of_message(message: &Value) -> Option<Said<'_>> {
    let author = message.get("author").or_else(|| message.get("type"))?.as_str()?;
    Some(Said {
        question: message.get("questionId").and_then(Value::as_str).unwrap_or_default(),
        is_clients: author.eq_ignore_ascii_case("CLIENT"),
        is_bots: author.eq_ignore_ascii_case("BOT"),
        text: message.get("textMessage").or_else(|| message.get("text")).and_then(Value::as_str),
        has_files: message.get("eventData").is_some_and(|files| !files.is_null()),
        replies: list(message.get("replies")),
        at_ms: message.get("timestamp").and_then(Value::as_str).and_then(moment),
        timestamp: message.get("timestamp").unwrap_or(&Value::Null),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(taken: Option<&str>, known: &[&str]) -> Letter {
        let taken =
            taken.map(|question| crate::channels::letter::Taken { question: question.to_owned(), at_ms: 0 });
        Letter {
            body: r#"{"clientId":"c","query":"yes","cid":"parlour"}"#.to_owned(),
            id: None,
            since_ms: 1_664_368_333_262,
            is_resent: false,
            is_later: false,
            taken,
            known: known.iter().map(|known| (*known).to_owned()).collect(),
        }
    }

    const HISTORY: &str = r#"{"totalCount":4,"messages":[
        {"questionId":"1","author":"CLIENT","status":"READ","textMessage":"yes","timestamp":"2022-09-28T12:32:10.000Z"},
        {"questionId":"1","author":"BOT","status":"SENT","replies":[{"type":"text","text":"one"}],"timestamp":"2022-09-28T12:32:10.500Z"},
        {"questionId":"2","author":"CLIENT","status":"READ","textMessage":"yes","timestamp":"2022-09-28T12:32:13.262Z"},
        {"questionId":"2","author":"BOT","status":"SENT","replies":[{"type":"text","text":"two"}],"timestamp":"2022-09-28T12:32:14.000Z"},
        {"questionId":"3","author":"OPERATOR","status":"SENT","replies":[{"type":"text","text":"hi"}],"timestamp":"2022-09-28T12:32:15.000Z"}]}"#;

    fn text(memory: Option<Memory>) -> String {
        match memory {
            Some(Memory::Answered(object)) => {
                format!("{} {}", object["questionId"], object["data"]["replies"][0]["text"])
            }
            Some(Memory::Taken(question)) => format!("taken {question}"),
            Some(Memory::Nothing) => "nothing".to_owned(),
            None => "unreadable".to_owned(),
        }
    }

    #[test]
    fn a_letter_is_the_last_message_with_its_words_that_was_not_answered_before() {
        let recalled = |taken, known: &[&str]| text(recall(HISTORY.as_bytes(), &letter(taken, known)));
        assert_eq!(recalled(None, &["1"]), r#""2" "two""#);
        assert_eq!(recalled(None, &["1", "2"]), "nothing");
        assert_eq!(recalled(Some("1"), &[]), r#""1" "one""#);
        assert_eq!(recalled(Some("9"), &[]), "taken 9");
        let old = HISTORY.replace("2022-", "2021-");
        assert_eq!(text(recall(old.as_bytes(), &letter(None, &[]))), "nothing", "too old to be it");
        let open = HISTORY.replace("BOT", "SYSTEM");
        assert_eq!(text(recall(open.as_bytes(), &letter(None, &["1"]))), "taken 2");
        assert_eq!(text(recall(b"<html>", &letter(None, &[]))), "unreadable");
        assert_eq!(text(recall(b"{}", &letter(None, &[]))), "unreadable");
        let bare = HISTORY.split_once("\"messages\":").unwrap().1.strip_suffix('}').unwrap();
        assert_eq!(text(recall(bare.as_bytes(), &letter(None, &["1"]))), r#""2" "two""#);
    }

    const EVENTS: &str = r#"{"events":[
        {"type":"userRequest","event":{"questionId":"2","timestamp":"2022-09-28T12:32:13.262","cid":"parlour","data":{"query":"yes"}}},
        {"type":"botResponse","event":{"questionId":"1","timestamp":"2022-09-28T12:32:10.500","cid":"parlour","data":{"replies":[{"type":"text","text":"one"}]}}},
        {"type":"botResponse","event":{"questionId":"2","timestamp":"2022-09-28T12:32:14.000","cid":"parlour","data":{"replies":[{"type":"text","text":"two"}]}}},
        {"type":"botResponse","event":{"questionId":"4","timestamp":"2022-09-28T12:32:14.000","cid":"tab","data":{"replies":[{"type":"text","text":"theirs"}]}}},
        {"type":"stateChanged","event":{"timestamp":"2022-09-28T12:32:14.000","data":{"open":true}}},
        {"type":"hologram","event":{"questionId":"5","timestamp":"2022-09-28T12:32:15.000","data":{"replies":[{"type":"text","text":"hi"}]}}},
        {"type":"botResponse","event":{"questionId":"6","timestamp":"2021-09-28T12:32:15.000","data":{"replies":[{"type":"text","text":"old"}]}}}]}"#;

    #[test]
    fn what_was_missed_is_what_was_said_since_and_not_answered_before() {
        let missed = missed(EVENTS.as_bytes(), &letter(Some("2"), &["1"]));
        let texts: Vec<_> = missed
            .iter()
            .map(|hook| {
                serde_json::from_str::<Value>(&hook.body).unwrap()["data"]["replies"][0]["text"].clone()
            })
            .collect();
        assert_eq!(texts, ["two", "hi"]);
        assert_eq!(super::missed(EVENTS.as_bytes(), &letter(None, &["1"])).len(), 1, "a person's word alone");
        assert_eq!(text(recall(EVENTS.as_bytes(), &letter(None, &["1"]))), r#""2" "two""#);
    }

    #[test]
    fn the_same_answer_is_one_whichever_way_it_comes() {
        let webhook = r#"{"token":"t","clientId":"c","questionId":"2","data":{"nlpClass":"/A","replies":[{"type":"text","text":"two"}],"answer":"two"},"timestamp":"2022-09-28T12:32:14.000","blockForm":false}"#;
        let webhook = hook(&serde_json::from_str(webhook).unwrap(), &"t".to_owned().into()).unwrap();
        let swept = missed(EVENTS.as_bytes(), &letter(Some("2"), &["1"])).remove(0);
        let object = match recall(HISTORY.as_bytes(), &letter(None, &["1"])) {
            Some(Memory::Answered(object)) => object,
            other => Value::String(format!("{other:?}")),
        };
        let recalled = hook(&object, &String::new().into()).unwrap();
        assert_eq!((&webhook.dedupe, &webhook.dedupe), (&swept.dedupe, &recalled.dedupe));
    }

    #[test]
    fn the_name_of_a_question_is_read_in_every_form() {
        let named = [r#"{"questionId":"7"}"#, r#"{"id":7}"#, r#""7""#, "7"].map(|body| name(body.as_bytes()));
        assert_eq!(named, [const { None::<String> }; 4].map(|_: Option<String>| Some("7".to_owned())));
        for none in ["", "{}", "[]", "null", r#"{"questionId":""}"#] {
            assert_eq!(name(none.as_bytes()), None, "{none}");
        }
    }
}
