//! Invariant 4 over upstreams: whatever stands anywhere in an answer, it is read or it is unreadable, and
//! nothing stops.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::letter::{Read, Reading};
use super::{aimylogic, api_medium, certainly};

/// Every value with each of its parts replaced by something else, or left out.
fn spoiled(value: &Value) -> Vec<Value> {
    let others =
        [json!(null), json!(-1), json!(1e300), json!("x"), json!(true), json!([]), json!({}), json!([[{}]])];
    let mut all = others.to_vec();
    match value {
        Value::Object(fields) => {
            for (key, part) in fields {
                let with = |part: Option<Value>| {
                    let mut fields = fields.clone();
                    fields.remove(key);
                    fields.extend(part.map(|part| (key.clone(), part)));
                    Value::Object(fields)
                };
                all.push(with(None));
                all.extend(spoiled(part).into_iter().map(|part| with(Some(part))));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                all.extend(spoiled(item).into_iter().map(|item| {
                    let mut items = items.clone();
                    items[index] = item;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    all
}

/// Reads every spoiled sample, and every beginning of the sample. Returns how many were read.
fn try_all(sample: &Value, read: fn(&[u8]) -> Read) -> usize {
    let text = sample.to_string();
    for end in 0..text.len() {
        assert!(
            !matches!(read(&text.as_bytes()[..end]), Read::Taken(reading) if reading != Reading::default())
        );
    }
    let taken = |value: &Value| matches!(read(value.to_string().as_bytes()), Read::Taken(_));
    assert!(taken(sample));
    spoiled(sample).iter().filter(|value| taken(value)).count()
}

#[test]
fn an_answer_is_read_whatever_is_wrong_in_it() {
    let certainly = json!([{"error": null, "message": [{
        "bot_module": {"id": 72, "name": "New Module", "group_colour": null, "kpi_tags": [{"label": "lead"}]},
        "connections": {"id_message_evaluate": "1", "reply_to_module_id": 68, "data": [{"type": "local"}]},
        "from": "bot", "id": 1695, "conversation_id": 277,
        "actions": [
            {"type": "text", "text": "a"}, {"type": "wait", "wait": 5}, {"type": "image", "url": "https://a.example"},
            {"type": "choice", "text": "b", "options": ["c", {"title": "d"}]},
            {"type": "card", "cards": [{"title": "e", "buttons": [{"title": "f", "options": {"url": "g"}}]}]},
        ],
    }]}]);
    assert!(try_all(&certainly, certainly::read) > 300);
    let aimylogic = json!({"clientId": "c", "blockForm": true, "timestamp": "x", "data": {
        "newSessionStarted": false, "replies": [
            {"type": "text", "text": "<b>a</b>", "markup": "html", "state": "/A"},
            {"type": "buttons", "buttons": [{"text": "b"}]}, {"type": "location", "lat": 1, "lon": 2},
            {"type": "inlineButtons", "buttons": [{"text": "c", "url": "d"}]},
            {"type": "carousel", "content": [{"title": "e", "btnText": "f"}]},
            {"type": "switch", "appendCloseChatButton": true, "closeChatPhrases": ["g"]},
        ],
    }});
    assert!(try_all(&aimylogic, aimylogic::read) > 200);
    let medium = json!({"channelID": "c", "message": "m", "userID": 9, "success": true});
    assert!(try_all(&medium, api_medium::read) > 10);
}

#[test]
fn a_webhook_is_taken_or_refused_whatever_is_wrong_in_it() {
    let medium = json!({"channelID": "c", "message": "m", "userID": 9, "timestamp": 1, "quickReplies": ["a"],
        "attachments": [{"offset": 1, "url": "https://a.example"}], "adminID": 4});
    let taken: Vec<_> =
        spoiled(&medium).iter().filter_map(|event| api_medium::hook(event, "c").ok()).collect();
    assert!(taken.len() > 20);
    for hook in taken {
        assert!(!api_medium::unasked(&serde_json::from_str(&hook.body).unwrap()).spoken.is_empty());
    }
    let token = SecretString::from("t");
    let event = json!({"token": "t", "clientId": "c", "questionId": "1", "timestamp": "x",
        "data": {"replies": [{"type": "text", "text": "a"}]}});
    let taken: Vec<_> =
        spoiled(&event).iter().filter_map(|event| aimylogic::hook(event, &token).ok()).collect();
    assert!(taken.len() > 20);
    assert!(taken.iter().all(|hook| !hook.body.contains("token")));
}
