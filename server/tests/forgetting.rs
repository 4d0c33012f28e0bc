//! Being forgotten, and growing old, seen from outside and in the file's own bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use support::{BOT, OTHER_BOT, PAGE, Server, mid, path, settings};

const TEXT: &str = "CANARY-what-was-said";
const NAME: &str = "CANARY-who-said-it";

fn run(server: &Server, arguments: &[&str]) -> Output {
    let folder = server.folder.path();
    std::fs::write(folder.join("parlour.toml"), settings("")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_parlour")).args(arguments).current_dir(folder).output().unwrap()
}

fn rows(server: &Server) -> Vec<Value> {
    let output = run(server, &["report", "--bot", BOT]);
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

/// Whether any file of the store holds the word.
fn holds(server: &Server, word: &str) -> bool {
    std::fs::read_dir(server.folder.path()).unwrap().any(|file| {
        let file = file.unwrap();
        let is_store = file.file_name().to_string_lossy().starts_with("parlour.db");
        is_store
            && std::fs::read(file.path()).unwrap().windows(word.len()).any(|part| part == word.as_bytes())
    })
}

async fn gone(server: &Server, word: &str) {
    let begun = Instant::now();
    while holds(server, word) {
        assert!(begun.elapsed() < Duration::from_secs(5), "{word} still stands in the store's files");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn say_as(server: &Server, user: &str, key: &str) -> Value {
    let body = json!({"user_id": user, "user_profile": {"surname": NAME}, "user_cvars": {"a": NAME},
                      "actions": [{"type": "text", "text": TEXT}]});
    let answer = server.call(&[("idempotency-key", key)], &body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn age(server: &Server, conversation: u64, days: u32) {
    let options = SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db"));
    let mut file = options.connect().await.unwrap();
    for (table, column, key) in [("messages", "at_ms", "conversation"), ("conversations", "created_ms", "id")]
    {
        let set = format!(
            "UPDATE {table} SET {column} = {column} - {days} * 86400000 WHERE {key} = {conversation}"
        );
        sqlx::query(AssertSqlSafe(set)).execute(&mut file).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_is_forgotten_leaves_no_byte() {
    let server = Server::start().await;
    let session = server.session().await;
    let body = json!({"id": mid(1), "user_profile": {"surname": NAME, "web": {"hostPageUrl": NAME}},
                      "user_cvars": {"plan": NAME}, "actions": [{"type": "text", "text": TEXT}]});
    assert_eq!(session.send(&body.to_string()).await.status, 200);
    // Longer than a page of the file, which is kept apart from its row.
    let long = format!("{} CANARY-at-the-end-of-much", "word ".repeat(700));
    assert_eq!(session.say(&mid(2), &long).await.status, 200);
    let before = rows(&server);
    assert!(holds(&server, TEXT) && holds(&server, NAME) && holds(&server, "CANARY-at-the-end"));

    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    gone(&server, "CANARY").await;
    let after = rows(&server);
    assert_eq!(after.len(), before.len(), "rows stay");
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before["is_deleted"], &after["is_deleted"]), (&json!(false), &json!(true)));
        assert_eq!((&after["id"], &after["timestamp"]), (&before["id"], &before["timestamp"]));
        assert_eq!((&after["message"], &after["response"]), (&json!(""), &json!([])));
        assert_eq!(after["botuser"]["botuser_meta"], json!({}));
        assert!(!after.to_string().contains(&mid(1)), "{after}");
    }
    assert_eq!(session.get("history").await.refusal(), (401, "unauthorized".into()));
    assert_eq!(session.say(&mid(1), TEXT).await.refusal(), (401, "unauthorized".into()));
    assert_eq!(session.ask(Method::POST, "session", "").await.refusal(), (401, "unauthorized".into()));
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn being_forgotten_reaches_every_tab_and_earlier_conversation_and_nobody_else() {
    let server = Server::start().await;
    let (session, other) = (server.session().await, server.session().await);
    assert_eq!(session.say(&mid(1), TEXT).await.status, 200);
    assert_eq!(other.say(&mid(1), "CANARY-of-another").await.status, 200);
    let fresh = session.ask(Method::POST, "session", r#"{"fresh":true}"#).await;
    let token = fresh.json()["token"].as_str().unwrap().to_owned();
    let fresh = support::Session { server: &server, token };
    let (mut tab, mut earlier) = (fresh.events("events", &[]).await, session.events("events", &[]).await);
    let mut others = other.events("events", &[]).await;

    assert_eq!(fresh.ask(Method::DELETE, "conversation", "").await.status, 204);
    for stream in [&mut tab, &mut earlier] {
        let told = loop {
            let (name, id, data) = stream.next().await.expect("the stream ended without a word");
            if name != "message" {
                break (name, id, data["reason"].clone());
            }
        };
        assert_eq!(told, ("reset".into(), None, json!("The conversation was deleted.")));
        assert!(stream.next().await.is_none(), "the stream went on");
    }
    gone(&server, TEXT).await;
    assert_eq!(session.get("history").await.status, 401);
    assert_eq!(others.next().await.unwrap().0, "message");
    assert!(other.get("history").await.text.contains("CANARY-of-another"));
    assert!(holds(&server, "CANARY-of-another"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_visitor_of_the_page_can_ask_for_it() {
    let server = Server::start().await;
    let session = server.session().await;
    let bearer = format!("Bearer {}", session.token);
    for (headers, refusal) in [
        (vec![("origin", PAGE)], 401),
        (vec![("origin", "https://evil.example"), ("authorization", bearer.as_str())], 403),
    ] {
        let answer = server.ask(Method::DELETE, &path("conversation"), &headers, "").await;
        assert_eq!(answer.status, refusal);
    }
    let foreign = format!("/api/webchat/bot/{OTHER_BOT}/conversation");
    let headers = [("origin", PAGE), ("authorization", bearer.as_str())];
    assert_eq!(server.ask(Method::DELETE, &foreign, &headers, "").await.status, 401);
    assert_eq!(session.get("history").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_callers_user_is_forgotten_by_name() {
    let server = Server::start().await;
    let first = say_as(&server, "CANARY-u", "k1").await;
    assert_eq!(say_as(&server, "CANARY-u", "k1").await, first, "remembered by its key");
    let forget = ["purge", "--user", "CANARY-u", "--bot", BOT, "--json"];
    let done = run(&server, &forget);
    assert_eq!(
        serde_json::from_slice::<Value>(&done.stdout).unwrap(),
        json!({"found": true, "conversations": 1})
    );
    gone(&server, "CANARY").await;
    assert!(rows(&server).iter().all(|row| row["is_deleted"] == true));
    let again = say_as(&server, "CANARY-u", "k1").await;
    assert_ne!(again[0]["message"][0]["conversation_id"], first[0]["message"][0]["conversation_id"]);
    assert_eq!(run(&server, &["purge", "--user", "nobody", "--bot", BOT]).status.code(), Some(1));
    assert_eq!(run(&server, &["purge", "--user", "nobody"]).status.code(), Some(2));
    assert_eq!(run(&server, &["purge"]).status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_silent_since_a_day_is_removed_with_its_rows() {
    let server = Server::start().await;
    let old = say_as(&server, "CANARY-old", "k1").await;
    age(&server, old[0]["message"][0]["conversation_id"].as_u64().unwrap(), 40).await;
    let visitor = server.session().await;
    assert_eq!(visitor.say(&mid(1), "kept").await.status, 200);
    let before = rows(&server).len();
    let day = Command::new("date").args(["-u", "-d", "30 days ago", "+%F"]).output().unwrap();
    let day = String::from_utf8(day.stdout).unwrap();
    let elsewhere = run(&server, &["purge", "--before", day.trim(), "--bot", OTHER_BOT, "--json"]);
    assert_eq!(serde_json::from_slice::<Value>(&elsewhere.stdout).unwrap(), json!({"conversations": 0}));
    let done = run(&server, &["purge", "--before", day.trim(), "--json"]);
    assert_eq!(
        serde_json::from_slice::<Value>(&done.stdout).unwrap(),
        json!({"conversations": 1}),
        "{done:?}"
    );
    assert_eq!(rows(&server).len(), before - 1);
    gone(&server, "CANARY").await;
    assert_eq!(visitor.get("history").await.status, 200);
    assert_eq!(run(&server, &["purge", "--before", "soon"]).status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_removes_what_is_older_when_the_server_starts() {
    let server = Server::start().await;
    let old = say_as(&server, "u", "k1").await;
    age(&server, old[0]["message"][0]["conversation_id"].as_u64().unwrap(), 8).await;
    say_as(&server, "v", "k2").await;
    assert_eq!(rows(&server).len(), 2);
    let Server { running, folder, .. } = server;
    running.stop().await;
    let file = settings("").replacen("refs =", "retention_days = 7\nrefs =", 1);
    let (config, _) = parlour_server::config::parse("parlour.toml", &file, folder.path(), &|_| None).unwrap();
    let kept = Server::start_in(folder, "").await;
    let sweeping = parlour_server::start(config).await.unwrap();
    let begun = Instant::now();
    while rows(&kept).len() != 1 {
        assert!(begun.elapsed() < Duration::from_secs(5), "retention was not looked at");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    sweeping.stop().await;
}

#[tokio::test]
async fn how_far_a_visitor_has_read_is_stored_and_never_goes_back() {
    let server = Server::start().await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    let options = SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db"));
    let mut file = options.connect().await.unwrap();
    for (read, stored) in [(2, 2), (1, 2), (99, 3)] {
        let body = json!({"read_up_to": read}).to_string();
        let answer = session.ask(Method::PUT, "status", &body).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        let kept: i64 =
            sqlx::query_scalar("SELECT read_up_to FROM conversations").fetch_one(&mut file).await.unwrap();
        assert_eq!(kept, stored, "after {read}");
    }
    for (body, code) in [
        (r#"{"read_up_to":-1}"#, "field_invalid"),
        (r#"{"read_up_to":"2"}"#, "field_invalid"),
        ("{}", "field_missing"),
        (r#"{"read_up_to":1,"mid":"x"}"#, "field_refused"),
        ("", "malformed_json"),
    ] {
        assert_eq!(session.ask(Method::PUT, "status", body).await.refusal(), (400, code.into()), "{body}");
    }
    let stranger = server.ask(Method::PUT, &path("status"), &[("origin", PAGE)], r#"{"read_up_to":1}"#).await;
    assert_eq!(stranger.status, 401);
}
