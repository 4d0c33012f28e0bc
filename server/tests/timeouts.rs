//! Conversations that go on when the visitor says nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use support::chat::{TOKEN, file, get, post};
use support::desk::{self, log, short};
use support::elsewhere::Elsewhere;
use support::sink::Sink;
use support::{PAGE, Server, Session, medium, mid, path};

const FLOW: &str = r#"
name = "Orders"
fallback = "pardon"

[[module]]
id = 1
name = "number"
starting = true
say = "Your order number?"
timeout = { seconds = 1, to = "hint" }
connection = [{ any_of = "seven", to = "thanks" }, { any_of = "person", to = "person" }]

[[module]]
id = 2
name = "hint"
say = "It stands on the bill."
next = "there"

[[module]]
id = 3
name = "there"
say = "Are you still there?"
timeout = { seconds = 3600, to = "bye" }

[[module]]
id = 4
name = "thanks"
say = "Thank you."

[[module]]
id = 5
name = "pardon"
say = "Pardon?"

[[module]]
id = 6
name = "bye"
say = "Goodbye."

[[module]]
id = 7
name = "person"
handover = true
say = "I am fetching somebody."

[[module]]
id = 8
name = "returns"
by_ref = true
say = "You have 60 days."
"#;

/// Longer than the first module waits.
const OVER: Duration = Duration::from_millis(1_600);

async fn start(file: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    for name in ["shop.toml", "chat.toml"] {
        std::fs::write(folder.path().join(name), FLOW).unwrap();
    }
    Server::start_as(folder, file).await
}

#[tokio::test]
async fn a_window_is_told_when_the_visitor_says_nothing() {
    let server = start(&desk::file()).await;
    let (session, _) = desk::visitor(&server).await;
    let begun = Instant::now();
    let mut stream = session.events("events", &[]).await;
    let mut said = Vec::new();
    while said.len() < 3 {
        let (name, _, data) = stream.next().await.unwrap();
        if name == "message" {
            said.push(data["actions"][0]["text"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(said, ["Your order number?", "It stands on the bill.", "Are you still there?"]);
    assert!((900..3_000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    tokio::time::sleep(OVER).await;
    assert_eq!(log(&session).await.len(), 3, "said once, and the next wait is a long one");
}

#[tokio::test]
async fn who_speaks_is_not_silent() {
    let server = start(&desk::file()).await;
    let (session, _) = desk::visitor(&server).await;
    assert_eq!(session.say(&mid(1), "seven").await.status, 200);
    tokio::time::sleep(OVER).await;
    let log = short(&log(&session).await);
    assert_eq!(log, ["bot: Your order number?", "visitor: seven", "bot: Thank you."]);
}

#[tokio::test]
async fn while_a_person_has_the_word_nothing_times_out() {
    let server = start(&desk::file()).await;
    let (session, conversation) = desk::visitor(&server).await;
    assert_eq!(desk::take(&server, conversation, "Ann").await.status, 204);
    assert_eq!(desk::act(&server, &format!("{conversation}/hand-back"), &json!({})).await.status, 204);
    tokio::time::sleep(OVER).await;
    let log = short(&log(&session).await);
    assert_eq!(log[0], "bot: Your order number?");
    assert!(!log.iter().any(|line| line.contains("bill")), "{log:?}");
}

#[tokio::test]
async fn a_conversation_that_was_left_for_another_does_not_go_on_by_itself() {
    let server = start(&desk::file()).await;
    let (left, _) = desk::visitor(&server).await;
    let bearer = format!("Bearer {}", left.token);
    let headers = [("origin", PAGE), ("content-type", "application/json"), ("authorization", &bearer)];
    let fresh = server.ask(Method::POST, &path("session"), &headers, r#"{"fresh":true}"#).await.json();
    let session = Session { server: &server, token: fresh["token"].as_str().unwrap().to_owned() };
    tokio::time::sleep(OVER).await;
    assert_eq!((log(&left).await.len(), log(&session).await.len()), (1, 3));
}

#[tokio::test]
async fn a_caller_who_cannot_be_told_is_waited_for() {
    let server = start(&desk::file()).await;
    let body = |id: &str, text: &str| {
        json!({"from": "human", "user_id": "u", "ref": "", "id": id, "user_cvars": {},
               "actions": [{"type": "text", "text": text}]})
        .to_string()
    };
    assert_eq!(server.call(&[], &body("1", "what?")).await.json()[0]["message"][0]["bot_module"]["id"], 5);
    let moved = body("2", "x").replace(r#""ref":"""#, r#""ref":"1""#);
    assert_eq!(server.call(&[], &moved).await.json()[0]["message"][0]["bot_module"]["id"], 1);
    tokio::time::sleep(OVER).await;
    let seven = server.call(&[], &body("3", "seven")).await.json();
    assert_eq!(seven[0]["message"][0]["bot_module"]["id"], 4, "it stands where it stood: {seven}");
}

async fn events(server: &Server, more: &str) -> Vec<Value> {
    let answer = get(server, &format!("/events?clientId=test&ts=0&all=true{more}")).await;
    answer.json()["events"].as_array().unwrap().clone()
}

fn texts(of: &Value) -> Vec<&str> {
    let replies = of["data"]["replies"].as_array().unwrap();
    replies.iter().map(|reply| reply["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_client_of_the_served_api_is_told_of_a_timeout_by_the_webhook_and_the_events() {
    let there = Elsewhere::start().await;
    let server = start(&file(&format!(", webhook_url = \"http://{}/bot\"", there.address))).await;
    let asked = post(&server, "", r#"{"clientId":"test","query":"/start","cid":"one"}"#).await.json();
    assert_eq!(texts(&asked), ["Your order number?"]);
    there.has_heard(1).await;
    let heard = there.heard();
    let object = &heard[0][0];
    assert_eq!((heard[0].as_array().unwrap().len(), &object["token"]), (1, &json!(TOKEN)));
    assert_eq!(texts(object), ["It stands on the bill.", "Are you still there?"], "one turn");
    assert_eq!(
        (
            &object["clientId"],
            &object["cid"],
            &object["data"]["nlpClass"],
            &object["data"]["newSessionStarted"]
        ),
        (&json!("test"), &json!("one"), &json!("/there"), &json!(false))
    );
    assert_ne!(object["questionId"], asked["questionId"], "it answers no question of the client's");
    for more in ["", "&cid=one"] {
        let events = events(&server, more).await;
        let last = events.last().unwrap();
        assert_eq!((events.len(), &last["type"]), (2, &json!("botResponse")), "{more}");
        assert_eq!(last["event"]["questionId"], object["questionId"]);
        assert_eq!(texts(&last["event"]), ["It stands on the bill.", "Are you still there?"]);
    }
    let status =
        get(&server, &format!("/client/test/message/{}/status", object["questionId"].as_str().unwrap()))
            .await;
    assert_eq!(status.json()["status"], "SENT");
    tokio::time::sleep(OVER).await;
    assert_eq!(there.heard().len(), 1, "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_of_the_served_medium_is_told_of_a_timeout_by_webhooks() {
    let sink = Sink::start().await;
    let server = medium::start_with(&medium::settings(&sink.address, "", ""), FLOW).await;
    medium::say(&server, "#shop", Some(9)).await;
    sink.has_heard(3).await;
    assert_eq!(sink.messages(), ["Your order number?", "It stands on the bill.", "Are you still there?"]);
    tokio::time::sleep(OVER).await;
    assert_eq!(sink.heard().len(), 3, "told once");
}

#[tokio::test]
async fn who_was_forgotten_is_waited_for_no_more() {
    let server = start(&desk::file()).await;
    let (session, _) = desk::visitor(&server).await;
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    let store = format!("sqlite:{}", server.folder.path().join("parlour.db").display());
    let pool = sqlx::SqlitePool::connect(&store).await.unwrap();
    let stands = "SELECT last_seq, wakes_ms FROM conversations";
    for pause in [Duration::ZERO, OVER] {
        tokio::time::sleep(pause).await;
        let found: (i64, Option<i64>) = sqlx::query_as(stands).fetch_one(&pool).await.unwrap();
        assert_eq!(found, (1, None));
    }
}

#[tokio::test]
async fn what_falls_due_while_the_server_is_away_is_said_once_when_it_is_back() {
    let there = Elsewhere::start().await;
    let settings = file(&format!(", webhook_url = \"http://{}/bot\"", there.address));
    let server = start(&settings).await;
    post(&server, "", r#"{"clientId":"test","query":"/start"}"#).await;
    let Server { running, folder, .. } = server;
    running.stop().await;
    tokio::time::sleep(OVER).await;
    assert_eq!(there.heard().len(), 0);
    let server = Server::start_as(folder, &settings).await;
    there.has_heard(1).await;
    assert_eq!(texts(&there.heard()[0][0]), ["It stands on the bill.", "Are you still there?"]);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!((there.heard().len(), events(&server, "").await.len()), (1, 2));
    let thanks = post(&server, "", r#"{"clientId":"test","query":"hello"}"#).await.json();
    assert_eq!(texts(&thanks), ["Pardon?"], "the conversation stands behind it");
}

#[tokio::test]
async fn conversations_that_cannot_go_on_hold_up_no_other() {
    let server = start(&desk::file()).await;
    let (session, _) = desk::visitor(&server).await;
    let store = format!("sqlite:{}", server.folder.path().join("parlour.db").display());
    let pool = sqlx::SqlitePool::connect(&store).await.unwrap();
    // More than go on at once, all of them due first, with variables that nothing can read.
    let broken = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 40) \
                  INSERT INTO conversations (bot, botuser, state, cvars, last_seq, active_s, created_ms, wakes_ms) \
                  SELECT bot, botuser, state, 'broken', last_seq, 0, created_ms, n FROM conversations, n";
    assert_eq!(sqlx::query(broken).execute(&pool).await.unwrap().rows_affected(), 40);
    for _ in 0..100 {
        if log(&session).await.len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(log(&session).await.len(), 3, "it goes on in its time");
    let waiting = "SELECT count(*) FROM conversations WHERE cvars = 'broken' AND wakes_ms IS NOT NULL";
    let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&pool).await.unwrap();
    assert_eq!(waiting, 40, "they are tried again later");
}

#[tokio::test]
async fn whoever_answers_what_was_said_by_itself_goes_on_with_that_conversation() {
    let settings = file("");
    let server = start(&settings).await;
    post(&server, "", r#"{"clientId":"test","query":"/start"}"#).await;
    let Server { running, folder, .. } = server;
    running.stop().await;
    // The silence was longer than the conversation of a caller lives.
    let store = format!("sqlite:{}", folder.path().join("parlour.db").display());
    let pool = sqlx::SqlitePool::connect(&store).await.unwrap();
    let aged = "UPDATE conversations SET active_s = active_s - 86400, wakes_ms = 1";
    assert_eq!(sqlx::query(aged).execute(&pool).await.unwrap().rows_affected(), 1);
    pool.close().await;
    let server = Server::start_as(folder, &settings).await;
    let mut events = events(&server, "").await;
    for _ in 0..100 {
        if events.len() > 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        events = self::events(&server, "").await;
    }
    assert_eq!(texts(&events[1]["event"]), ["It stands on the bill.", "Are you still there?"]);
    let answer = post(&server, "", r#"{"clientId":"test","query":"yes"}"#).await.json();
    assert_eq!(answer["data"]["newSessionStarted"], false, "{answer}");
}
