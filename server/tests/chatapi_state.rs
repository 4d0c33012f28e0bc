//! The served chat API of the Aimylogic seed: saved states, statuses, and being forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::process::Command;

use serde_json::{Value, json};
use support::chat::{get, post, refusal, say, start};
use support::{BOT, Server};

async fn status(server: &Server, question: &str, wanted: &str) -> (u16, Value) {
    let body = json!({"status": wanted}).to_string();
    let answer = post(server, &format!("/client/test/message/{question}/status"), &body).await;
    (answer.status, answer.json()["status"].clone())
}

async fn unread(server: &Server) -> Value {
    get(server, "/client/test/message-not-read-count").await.json()
}

#[tokio::test]
async fn a_state_comes_back_byte_for_byte_and_the_other_page_is_told() {
    let server = start("").await;
    assert_eq!(get(&server, "/client/test/state").await.text, "{}", "nothing was saved");
    for state in [r#"{"a":1.0,"b":1e3}"#, r#"{ "z" : 1, "a":"é\u00e9", "a": [] }"#] {
        let saved = post(&server, "/client/test/state?cid=one", state).await;
        assert_eq!((saved.status, saved.text.as_str()), (200, "{}"));
        let loaded = get(&server, "/client/test/state").await;
        assert_eq!(
            (loaded.text.as_str(), &loaded.headers["content-type"]),
            (state, &"application/json".parse().unwrap())
        );
    }
    say(&server, "test", "what?").await;
    let events = async || get(&server, "/events?clientId=test&all=true").await.json()["events"].clone();
    let told = events().await;
    assert_eq!(
        (&told[0]["type"], &told[0]["event"]["cid"]),
        (&json!("stateChanged"), &json!("one")),
        "{told}"
    );
    assert_eq!(told[0]["event"]["data"], json!({"z": 1, "a": []}));
    let (woken, _) = tokio::join!(events(), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        post(&server, "/client/test/state", r#"{"open":true}"#).await
    });
    assert_eq!((woken.as_array().unwrap().len(), &woken[0]["event"]["data"]), (1, &json!({"open": true})));
}

#[tokio::test]
async fn what_is_no_object_or_too_large_leaves_the_state_that_was() {
    let server = start("").await;
    post(&server, "/client/test/state", r#"{"a":1}"#).await;
    for wrong in ["", "[]", "7", "null", "\"a\"", "{", "{\"a\":1} x", "\u{feff}{}"] {
        assert_eq!(refusal(&post(&server, "/client/test/state", wrong).await).0, 400, "{wrong:?}");
    }
    let fits = format!(r#"{{"a":"{}"}}"#, "x".repeat(64 * 1024 - 8));
    let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(64 * 1024 - 7));
    assert_eq!(
        refusal(&post(&server, "/client/test/state", &large).await),
        (413, "chatapi.request.body_too_large".into())
    );
    assert_eq!(get(&server, "/client/test/state").await.text, r#"{"a":1}"#);
    assert_eq!(post(&server, "/client/test/state", &fits).await.status, 200);
    assert_eq!(get(&server, "/client/test/state").await.text, fits);
}

#[tokio::test]
async fn a_status_never_goes_back() {
    let server = start("").await;
    let first = say(&server, "test", "what?").await["questionId"].as_str().unwrap().to_owned();
    let path = format!("/client/test/message/{first}/status");
    assert_eq!(get(&server, &path).await.json(), json!({"questionId": first, "status": "SENT"}));
    assert_eq!(status(&server, &first, "DELIVERED").await, (200, json!("DELIVERED")));
    assert_eq!(status(&server, &first, "SENT").await, (200, json!("DELIVERED")));
    assert_eq!(status(&server, &first, "NOT_SENT").await, (200, json!("DELIVERED")));
    assert_eq!(status(&server, &first, "READ").await, (200, json!("READ")));
    assert_eq!(status(&server, &first, "DELIVERED").await, (200, json!("READ")));
    let second = say(&server, "test", "what?").await["questionId"].as_str().unwrap().to_owned();
    assert_eq!(status(&server, &second, "NOT_SENT").await, (200, json!("NOT_SENT")));
    assert_eq!(status(&server, &second, "READ").await, (200, json!("READ")));
    let history = get(&server, "/client/test/history").await.json();
    assert_eq!(history["messages"][1]["status"], "READ");
    for wrong in [r#"{"status":"NOT_DELIVERED"}"#, r#"{"status":7}"#, "{}", "[]"] {
        assert_eq!(refusal(&post(&server, &path, wrong).await).0, 400, "{wrong}");
    }
    for unknown in ["/client/test/message/12345678/status", &format!("/client/other/message/{first}/status")]
    {
        assert_eq!(refusal(&get(&server, unknown).await).0, 404, "{unknown}");
        assert_eq!(refusal(&post(&server, unknown, r#"{"status":"READ"}"#).await).0, 404, "{unknown}");
    }
}

#[tokio::test]
async fn many_statuses_are_all_told_or_none_and_turns_are_counted_not_bubbles() {
    let server = start("").await;
    let mut questions = Vec::new();
    for text in ["Returns", "what?"] {
        questions.push(say(&server, "test", text).await["questionId"].as_str().unwrap().to_owned());
    }
    assert_eq!(unread(&server).await, json!({"count": 2}));
    let many = async |list: Value| {
        post(&server, "/client/test/message-statuses", &json!({"statuses": list}).to_string()).await
    };
    let entry = |question: &str, status: &str| json!({"questionId": question, "status": status});
    let bad = many(json!([entry(&questions[0], "READ"), entry(&questions[1], "SEEN")])).await;
    assert_eq!(refusal(&bad).0, 400);
    assert!(bad.text.contains("statuses[1].status"), "{}", bad.text);
    assert_eq!(refusal(&many(json!([entry(&questions[0], "READ"), entry("nobody", "READ")])).await).0, 404);
    assert_eq!(refusal(&many(json!([entry(&questions[0], "READ"), {"status": "READ"}])).await).0, 400);
    assert_eq!(refusal(&many(json!({})).await).0, 400);
    assert_eq!(unread(&server).await, json!({"count": 2}), "none of them was told");
    let told = many(json!([entry(&questions[0], "READ"), entry(&questions[1], "DELIVERED")])).await;
    assert_eq!(
        told.json(),
        json!({"statuses": [entry(&questions[0], "READ"), entry(&questions[1], "DELIVERED")]})
    );
    assert_eq!(unread(&server).await, json!({"count": 1}));
    assert_eq!(many(json!([])).await.json(), json!({"statuses": []}));
    assert_eq!(refusal(&get(&server, "/client/nobody/message-not-read-count").await).0, 404);
}

fn purge(server: &Server, what: &[&str]) {
    let config = server.folder.path().join("parlour.toml");
    let mut purge = Command::new(env!("CARGO_BIN_EXE_parlour"));
    let purged = purge.arg("purge").args(what).arg("--config").arg(config).output().unwrap();
    assert!(purged.status.success(), "{}", String::from_utf8_lossy(&purged.stderr));
}

#[tokio::test]
async fn what_is_old_is_removed_with_what_was_saved_beside_it() {
    let server = start("").await;
    std::fs::write(server.folder.path().join("parlour.toml"), support::chat::file("")).unwrap();
    say(&server, "test", "what?").await;
    for client in ["test", "silent"] {
        post(&server, &format!("/client/{client}/state"), r#"{"a":1}"#).await;
    }
    get(&server, "/events?clientId=test&all=true").await;
    purge(&server, &["--before", "2020-01-01"]);
    assert_eq!(get(&server, "/client/silent/state").await.text, r#"{"a":1}"#);
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(48);
    let tomorrow = tomorrow.to_string();
    purge(&server, &["--before", &tomorrow[..10]]);
    for client in ["test", "silent"] {
        assert_eq!(get(&server, &format!("/client/{client}/state")).await.text, "{}", "{client}");
        let history = get(&server, &format!("/client/{client}/history")).await.json();
        assert_eq!(history["totalCount"], 0, "{client}");
    }
}

#[tokio::test]
async fn a_client_who_is_forgotten_leaves_neither_words_nor_state() {
    let server = start("").await;
    std::fs::write(server.folder.path().join("parlour.toml"), support::chat::file("")).unwrap();
    let asked = json!({"clientId": "test", "query": "CANARY-word", "cid": "CANARY-cid"}).to_string();
    assert_eq!(post(&server, "", &asked).await.status, 200);
    post(&server, "/client/test/state", r#"{"draft":"CANARY-draft"}"#).await;
    get(&server, "/events?clientId=test&all=true&cid=CANARY-cid").await;
    purge(&server, &["--user", "aimylogic:test", "--bot", BOT]);
    assert_eq!(get(&server, "/client/test/history").await.json()["totalCount"], 0);
    assert_eq!(get(&server, "/client/test/state").await.text, "{}");
    let folder = server.folder.path().to_owned();
    let Server { running, folder: _kept, .. } = server;
    running.stop().await;
    for file in
        std::fs::read_dir(&folder).unwrap().flatten().filter(|file| file.file_name() != "parlour.toml")
    {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("CANARY-"), "{:?}", file.path());
    }
}
