//! The conversation at its edges: JSON in, JSON out, byte for byte.

use crate::act::Act;
use crate::talk::Talk;

const NOW: u64 = 1_795_255_200_000;
const SESSION: &str = r#"{"token":"t","expires_at":"2026-11-22T10:00:00Z","conversation_id":7,"cursor":"e1.0","protocol":1,"capabilities":{}}"#;
const EMPTY: &str = r#"{"epoch":"e1","items":[],"cursor":"e1.0","has_more":false}"#;
const MID: &str = "01a22a75-c0f5-7ad5-811d-bdcbb841c8b6";

fn act(json: &str) -> Act {
    serde_json::from_str(json).unwrap()
}

fn made() -> Talk {
    Talk::new(serde_json::from_str(r#"{"bot":"b"}"#).unwrap())
}

/// Session is ticket 1, history 2, stream 3.
fn online() -> Talk {
    let mut talk = made();
    talk.restore(NOW, None);
    talk.act(NOW, act(r#"{"do":"open"}"#));
    talk.answered(NOW, 1, 201, SESSION, None);
    talk.answered(NOW, 2, 200, EMPTY, None);
    talk.stream_opened(NOW, 3);
    talk
}

fn say(talk: &mut Talk) -> String {
    talk.act(NOW, act(&format!(r#"{{"do":"say","id":"{MID}","text":"hello"}}"#)))
}

#[test]
fn a_conversation_asks_for_nothing_before_it_is_wanted() {
    let mut talk = made();
    assert_eq!(talk.restore(NOW, None), r#"{"tasks":[],"news":[]}"#);
    assert_eq!(
        talk.act(NOW, act(r#"{"do":"open"}"#)),
        concat!(
            r#"{"tasks":[{"do":"store","saved":"{\"token\":null,\"outbox\":[],\"draft\":\"\",\"open\":true}"},"#,
            r#"{"do":"call","ticket":1,"method":"POST","path":"/api/webchat/bot/b/session","body":"{}","carries":"profile"}],"#,
            r#""news":[{"type":"connection","state":"connecting"}]}"#
        )
    );
}

#[test]
fn a_page_is_told_when_a_session_begins_and_with_what_is_said_on_another() {
    let tells = |outcome: &str| outcome.contains(r#""tellsPage":true"#);
    let mut talk = made();
    talk.restore(NOW, None);
    assert_eq!(talk.act(NOW, act(r#"{"do":"page"}"#)), r#"{"tasks":[],"news":[]}"#);
    assert!(tells(&talk.act(NOW, act(r#"{"do":"open"}"#))));
    talk.answered(NOW, 1, 201, SESSION, None);
    talk.answered(NOW, 2, 200, EMPTY, None);
    talk.stream_opened(NOW, 3);
    assert!(!tells(&say(&mut talk)));
    talk.answered(NOW, 4, 200, r#"[{"message":[],"seq":1,"cursor":"e1.1","state":"sent"}]"#, None);
    talk.act(NOW, act(r#"{"do":"page"}"#));
    assert!(tells(
        &talk.act(NOW, act(r#"{"do":"say","id":"01a22a75-c0f5-7ad5-811d-bdcbb841c8b7","text":"here"}"#))
    ));
    // Where there is no page, none is told.
    assert!(!tells(&say(&mut online())));
}

#[test]
fn a_message_is_stored_before_it_is_sent() {
    let said = say(&mut online());
    let (store, call) = (said.find(r#""do":"store""#).unwrap(), said.find(r#""do":"call""#).unwrap());
    assert!(store < call, "{said}");
    assert!(said.contains(r#""token":"t""#), "{said}");
    assert!(said.contains(&format!(r#""news":[{{"type":"message","message":{{"key":1,"seq":null,"at":{NOW},"author":"visitor","text":"hello","id":"{MID}","state":"sending"}}}},{{"type":"typing","active":true}}]"#)), "{said}");
}

#[test]
fn a_reply_by_the_answer_and_by_the_stream_is_told_once() {
    let mut talk = online();
    say(&mut talk);
    let answer = r#"[{"error":null,"message":[{"bot_module":{"id":1,"name":"a","group_colour":null,"kpi_tags":[]},"connections":{"id_message_evaluate":null,"reply_to_module_id":null,"data":[]},"from":"bot","actions":[{"type":"text","text":"hi"}],"id":2,"conversation_id":7,"seq":2}],"seq":1,"cursor":"e1.1","state":"sent"}]"#;
    let told = talk.answered(NOW, 4, 200, answer, None);
    assert_eq!(told.matches(r#""type":"message""#).count(), 1, "{told}");
    assert!(
        told.contains(r#""seq":2,"#) && told.contains(r#""action":{"type":"text","text":"hi"}"#),
        "{told}"
    );
    assert!(told.contains(&format!(r#"{{"type":"status","id":"{MID}","state":"sent","seq":1}}"#)), "{told}");
    let piece = b"event: message\nid: e1.2\ndata: {\"seq\":2,\"mid\":null,\"author\":\"bot\",\"at\":\"2026-11-21T10:00:00.000Z\",\"actions\":[{\"type\":\"text\",\"text\":\"hi\"}]}\n\n";
    let again = talk.streamed(NOW, 3, piece);
    assert!(again.starts_with('[') && !again.contains(r#""type":"message""#), "{again}");
}

#[test]
fn an_event_of_a_later_version_is_passed_over() {
    let mut talk = made();
    talk.restore(NOW, None);
    talk.act(NOW, act(r#"{"do":"open"}"#));
    talk.answered(NOW, 1, 201, SESSION, None);
    let page = r#"{"epoch":"e1","items":[{"event":"hologram","seq":1},{"event":"message","seq":2,"mid":null,"author":"bot","at":"2026-11-21T10:00:00.000Z","actions":[{"type":"text","text":"hi"}]}],"cursor":"e1.2","has_more":false}"#;
    talk.answered(NOW, 2, 200, page, None);
    assert_eq!(
        talk.history(),
        r#"[{"key":1,"seq":2,"at":1795255200000,"author":"bot","text":"hi","action":{"type":"text","text":"hi"}}]"#
    );
    assert_eq!(talk.streamed(NOW, 3, b"event: hologram\ndata: {}\n\n"), "[]");
}

#[test]
fn pieces_of_a_stream_that_was_given_up_say_nothing() {
    let mut talk = online();
    assert_eq!(talk.streamed(NOW, 9, b"event: typing\ndata: {\"active\":true,\"author\":\"bot\"}\n\n"), "[]");
    assert_eq!(talk.answered(NOW, 9, 200, "[]", None), r#"{"tasks":[],"news":[]}"#);
}

#[test]
fn a_refusal_with_or_without_a_body_is_one() {
    let mut talk = online();
    say(&mut talk);
    let told = talk.answered(NOW, 4, 400, "<html>", None);
    assert!(told.contains(r#""state":"failed","seq":null,"reason":"server""#), "{told}");
}
