//! The hand-written readers and writers say what serde says, about the same bytes.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where

use parlour_core::{Attachment, Saved, SavedMessage, Token};
use parlour_protocol::{
    Action, HistoryPage, MessageEvent, SentAction, SessionCreated, SessionRequest, Turn, VisitorSend,
};
use parlour_widget::wire;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const SESSION: &str = r#"{"token":"t0","expires_at":"2026-11-21T10:00:00Z","conversation_id":277,"cursor":"0a1f.42","protocol":1,"capabilities":{"uploads":true,"history":true,"receipts":false,"unread":false,"handover":true,"streaming":false,"emulated":["wait"],"max_delay_s":20,"types":["text","choice"]}}"#;
const MESSAGE: &str = r#"{"seq":42,"mid":null,"author":"bot","at":"2026-11-21T10:00:00.123Z","actions":[{"type":"text","text":"hi"},{"type":"wait","wait":1500},{"type":"choice","text":"","options_type":"suggested_replies","options":["yes","no"]},{"type":"hologram","title":"Tent, 3D"},{"type":"wait"},{"type":"file","url":"https://x.example/a.pdf"}],"bot_module":{"id":7,"name":"start"},"in_reply_to":"m1","agent":{"name":"Ada"}}"#;
const HISTORY: &str = r#"{"epoch":"0a1f","items":[{"event":"message","seq":1,"mid":"m0","author":"visitor","at":"x","actions":[{"type":"text","text":"é 😀"}]},{"event":"handover","seq":2,"state":"waiting","queue":3}],"cursor":"0a1f.2","has_more":true,"statuses":[{"mid":"m0","seq":1,"state":"read"}],"states":4294967295}"#;
const TURNS: &str = r#"[{"error":null,"message":[{"bot_module":{"id":72,"name":"New Module","group_colour":null,"kpi_tags":[]},"connections":{"id_message_evaluate":null,"reply_to_module_id":null,"data":[]},"from":"bot","actions":[{"type":"text","text":"bot example message"}],"id":1695,"conversation_id":277,"seq":9}],"seq":8,"cursor":"0a1f.8","state":"sent"},{"error":"it failed","message":[],"state":"failed"}]"#;

#[wasm_bindgen_test]
fn answers_are_read_as_serde_reads_them() {
    let session: SessionCreated = serde_json::from_str(SESSION).unwrap();
    assert_eq!(wire::session(&wire::parse(SESSION).unwrap()), Some(session));
    let message: MessageEvent = serde_json::from_str(MESSAGE).unwrap();
    assert_eq!(wire::message(&wire::parse(MESSAGE).unwrap()), Some(message));
    let history: HistoryPage = serde_json::from_str(HISTORY).unwrap();
    assert_eq!(wire::history(&wire::parse(HISTORY).unwrap()), Some(history));
    let turns: Vec<Turn> = serde_json::from_str(TURNS).unwrap();
    assert_eq!(wire::turns(&wire::parse(TURNS).unwrap()), Some(turns));
}

/// Every type of our own, whole and with something amiss.
const ASKS: &str = r#"{"seq":1,"mid":null,"author":"bot","at":"","actions":[{"type":"choice","text":"","options_type":"multi_select","options":["A","B"],"min":1,"max":2,"input":"choices_only"},{"type":"choice","options":["A"],"min":-1,"max":{},"input":"shouted"},{"type":"rating","text":"?","min":-1,"max":3},{"type":"rating"},{"type":"rating","min":1,"max":1000},{"type":"date","text":"","min":"2026-05-01","max":"soon"},{"type":"form","text":"","fields":[{"name":"a","label":"A","kind":"email","required":true},{"name":"b","label":"B","kind":"multiple_choice","options":["S","M"]}]},{"type":"form","text":"?","fields":[]},{"type":"input","kind":"file"},{"type":"input"},{"type":"location","latitude":52.5,"longitude":-13.4,"text":"Shop"},{"type":"location","latitude":91,"longitude":0,"text":"x"},{"type":"link","url":"https://x.example/","title":"Care","image":"https://x.example/a.jpg"},{"type":"link","title":"Care"},{"type":"notice","text":"Closed."}]}"#;

#[wasm_bindgen_test]
fn what_asks_is_read_as_serde_reads_it() {
    let whole = value(ASKS);
    // Of one message one control is drawn: each is read in a message of its own.
    for action in whole["actions"].as_array().unwrap() {
        let mut one = whole.clone();
        one["actions"] = serde_json::json!([action]);
        let one = one.to_string();
        let message: MessageEvent = serde_json::from_str(&one).unwrap();
        assert_eq!(wire::message(&wire::parse(&one).unwrap()), Some(message), "{action}");
    }
}

/// Media and cards, whole and with everything left out that may be.
const SHOWN: &str = r#"{"seq":1,"mid":null,"author":"bot","at":"","actions":[{"type":"image","url":"https://x.example/a.png","text":"Caption"},{"type":"audio","url":"/a.mp3"},{"type":"image","url":"/a.png","width":1200,"height":400},{"type":"image","url":"/a.png","width":-1,"height":"x"},{"type":"image","title":"No address"},{"type":"card","cards":[{"title":"Heron 2","text":"Light","image_source_url":"https://x.example/a.png","image_destination_url":"https://x.example/","buttons":[{"is_active":true,"title":"Take it","type":"postback","options":{"message":"I take it"}},{"title":"See","type":"web_url","options":{"url":"https://x.example/b"}},{}]},{"subtitle":"Moss"},{}]},{"type":"card","cards":[]},{"type":"card","title":"No cards"}]}"#;

#[wasm_bindgen_test]
fn what_is_shown_is_read_as_serde_reads_it() {
    let message: MessageEvent = serde_json::from_str(SHOWN).unwrap();
    assert!(matches!(message.actions.get(5), Some(Action::Card { cards }) if cards.len() == 3));
    assert_eq!(wire::message(&wire::parse(SHOWN).unwrap()), Some(message));
}

#[wasm_bindgen_test]
fn an_item_of_another_version_does_not_hide_its_neighbours() {
    let json = r#"{"epoch":"a","items":[{"event":"hologram","seq":1},{"event":"message","seq":2,"mid":null,"author":"bot","at":"","actions":[]}],"cursor":"a.2","has_more":false}"#;
    let page = wire::history(&wire::parse(json).unwrap()).unwrap();
    assert_eq!(page.items.iter().map(parlour_protocol::StoredEvent::seq).collect::<Vec<_>>(), [2]);
}

#[wasm_bindgen_test]
fn what_lacks_a_needed_field_is_unreadable_not_empty() {
    for json in [
        "{}",
        "null",
        "[]",
        r#"{"token":"","conversation_id":1,"cursor":"a.1"}"#,
        r#"{"token":"t","conversation_id":-1,"cursor":"a.1"}"#,
    ] {
        assert_eq!(wire::session(&wire::parse(json).unwrap()), None, "{json}");
    }
    assert_eq!(wire::turns(&wire::parse("{}").unwrap()), None);
}

#[wasm_bindgen_test]
fn bodies_are_written_as_serde_writes_them() {
    let send = VisitorSend {
        id: "m1".into(),
        actions: vec![SentAction { kind: "text".into(), text: "line\n\"two\" \u{2028}".into() }],
        reference: String::new(),
        attachments: vec!["f1".into()],
        user_profile: None,
    };
    assert_eq!(value(&wire::send_json(&send).unwrap()), serde_json::to_value(&send).unwrap());
    let start = SessionRequest {
        reference: Some("returns".into()),
        locale: Some("en".into()),
        fresh: true,
        ..SessionRequest::default()
    };
    assert_eq!(value(&wire::session_json(&start).unwrap()), serde_json::to_value(&start).unwrap());
}

#[wasm_bindgen_test]
fn what_was_stored_comes_back() {
    let saved = Saved {
        token: Some(Token("t".into())),
        outbox: vec![SavedMessage {
            mid: "m".into(),
            text: "hello".into(),
            at: 1_763_719_200_000,
            failed: true,
            reference: "returns".into(),
            attachments: vec![Attachment {
                id: "f1".into(),
                name: "tent.jpg".into(),
                picture: String::new(),
            }],
            is_earlier: false,
        }],
        draft: "dra\nft".into(),
        open: false,
        consent: Some("2026-05".into()),
    };
    assert_eq!(wire::saved(&wire::parse(&wire::saved_json(&saved).unwrap()).unwrap()), saved);
    let message = &saved.outbox[0];
    assert_eq!(wire::row(&wire::row_json(message).unwrap()).as_ref(), Some(message));
}

fn value(json: &str) -> serde_json::Value {
    serde_json::from_str(json).unwrap()
}
