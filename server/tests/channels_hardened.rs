//! What strangers, and callers of one API, cannot do to visitors and to callers of another.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use support::elsewhere::{Act, Elsewhere, TOKEN};
use support::{API_TOKEN, Answer, BOT, LIMITS, Server, Session, medium, mid};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const SECRET: &str = "hook-0123456789abcdef0123456789abcdef";
const QUEUED: &str = r#"{"channelID":"c","message":"hi","userID":9,"success":true}"#;
const SILENT: &str = "POST /api/medium/messages HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
                      content-length: 8000000\r\n\r\n{\"a\":\"";

/// A bot that lives elsewhere, behind a proxy on this machine.
async fn gateway(elsewhere: &Elsewhere, api: &str) -> Server {
    let channel = if api == "api_medium" { "channel_id = \"c\", " } else { "" };
    let file = format!(
        r#"
listen = "127.0.0.1:0"
store = "sqlite:parlour.db"
trusted_proxies = ["127.0.0.1/32"]
egress = {{ allow = ["127.0.0.1/32"] }}
{LIMITS}

[[bot]]
id = "{BOT}"
name = "Trail & Tent"
channel = "{api}"
origins = ["http://127.0.0.1:*"]
api_token = {{ literal = "{API_TOKEN}" }}
webhook_path_secret = {{ literal = "{SECRET}" }}
webhook_from = ["127.0.0.1/32", "10.0.0.0/8"]
upstream = {{ base_url = "http://{}", {channel}token = {{ literal = "{TOKEN}" }} }}
"#,
        elsewhere.address
    );
    Server::start_as(tempfile::tempdir().unwrap(), &file).await
}

async fn hook(server: &Server, headers: &[(&str, &str)], body: &Value) -> Answer {
    server.ask(Method::POST, &format!("/hooks/{BOT}/{SECRET}"), headers, &body.to_string()).await
}

fn event(user: u64, message: &str) -> Value {
    json!({"channelID": "c", "message": message, "userID": user, "timestamp": user})
}

async fn store(server: &Server) -> SqliteConnection {
    SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db")).connect().await.unwrap()
}

async fn count(server: &Server, what: &'static str) -> i64 {
    sqlx::query_scalar(what).fetch_one(&mut store(server).await).await.unwrap()
}

/// Writes these bytes, and returns the status of what is answered within 5 seconds.
async fn status_of(server: &Server, request: &[u8]) -> u16 {
    let mut connection = TcpStream::connect(server.running.address).await.unwrap();
    connection.write_all(request).await.unwrap();
    let mut head = [0; 12];
    let read = connection.read_exact(&mut head);
    tokio::time::timeout(Duration::from_secs(5), read).await.unwrap().unwrap();
    String::from_utf8_lossy(&head[9..]).parse().unwrap()
}

async fn upload(session: &Session<'_>) -> u16 {
    let body = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list.txt\"\r\n\
                content-type: text/plain\r\n\r\ntwo pegs\r\n--b--\r\n";
    let bearer = format!("Bearer {}", session.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("origin", support::PAGE),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    session.server.ask(Method::POST, &support::path("attachments"), &headers, body).await.status
}

#[tokio::test]
async fn silent_bodies_for_the_medium_leave_visitors_their_uploads() {
    let sink = "127.0.0.1:9".parse().unwrap();
    let file = medium::settings(&sink, "", "").replace("api_token =", "uploads = true\napi_token =");
    let server = medium::start_with(&file, include_str!("support/shop.toml")).await;
    let session = server.session().await;
    let mut silent = Vec::new();
    for _ in 0..40 {
        let mut connection = TcpStream::connect(server.running.address).await.unwrap();
        connection.write_all(SILENT.as_bytes()).await.unwrap();
        silent.push(connection);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(upload(&session).await, 201);
    let mut large = medium::message("hi", None);
    large["padding"] = json!("x".repeat(70_000));
    let refused = medium::post(&server, &large.to_string()).await;
    assert_eq!(refused.status, 429, "one address holds few places: {}", refused.text);
    assert!(refused.headers.contains_key("retry-after"));
    drop(silent);
    for _ in 0..50 {
        if medium::post(&server, &large.to_string()).await.status == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the places are not given back");
}

#[tokio::test]
async fn where_no_bot_serves_the_medium_no_body_is_read() {
    let server = Server::start().await;
    assert_eq!(status_of(&server, SILENT.as_bytes()).await, 404);
}

#[tokio::test]
async fn a_client_whose_forwarded_address_cannot_be_read_is_in_no_network() {
    let elsewhere = Elsewhere::start().await;
    let server = gateway(&elsewhere, "api_medium").await;
    let body = event(7, "hi").to_string();
    for (forwarded, opens) in [
        (&b"10.1.2.3"[..], true),
        (b"10.1.2.3:4711", true),
        (b"[::ffff:10.1.2.3]:4711", true),
        (b"\xff, 10.1.2.3", true),
        (b"10.1.2.3, 127.0.0.1", true),
        (b"203.0.113.9", false),
        (b"203.0.113.9:4711", false),
        (b"[2001:db8::1]:99", false),
        (b"10.1.2.3, nonsense", false),
        (b"nonsense", false),
        (b"nonsense, 127.0.0.1", false),
        (b"10.1.2.3, \xff", false),
        (b"fe80::1%eth0", false),
        (b"10.1.2.3,", false),
        (b"", false),
    ] {
        let shown = String::from_utf8_lossy(forwarded).into_owned();
        let head = format!("/hooks/{BOT}/{SECRET} HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n", body.len());
        let parts =
            [b"POST ", head.as_bytes(), b"x-forwarded-for: ", forwarded, b"\r\n\r\n", body.as_bytes()];
        assert_eq!(status_of(&server, &parts.concat()).await, if opens { 200 } else { 404 }, "{shown:?}");
    }
    assert_eq!(hook(&server, &[], &event(7, "hi")).await.status, 200, "the proxy's own");
    for (forwarded, status) in
        [(None, 200), (Some("127.0.0.1"), 200), (Some("nonsense"), 404), (Some(""), 404)]
    {
        let headers: Vec<_> = forwarded.map(|hops| ("x-forwarded-for", hops)).into_iter().collect();
        assert_eq!(server.ask(Method::GET, "/console", &headers, "").await.status, status, "{forwarded:?}");
    }
}

#[tokio::test]
async fn no_caller_takes_the_name_of_another_apis_user() {
    let server = medium::start(&"127.0.0.1:9".parse().unwrap()).await;
    medium::say(&server, "hi", Some(9)).await;
    let before = count(&server, "SELECT count(*) FROM messages").await;
    for user in ["api_medium:9", "api_medium:10", "aimylogic:victim", "aimylogic:"] {
        for (from, kind) in [("human", "text"), ("human", "standby"), ("agent", "standby")] {
            let body =
                json!({"user_id": user, "from": from, "actions": [{"type": kind, "text": "I am you"}]});
            let answer = server.call(&[], &body.to_string()).await;
            assert_eq!(answer.refusal(), (400, "field_invalid".to_owned()), "{user} {from} {kind}");
            assert_eq!(answer.json()["field"], "user_id");
        }
    }
    assert_eq!(count(&server, "SELECT count(*) FROM messages").await, before);
    let near = json!({"user_id": "api_medium", "actions": [{"type": "text", "text": "hi"}]});
    assert_eq!(server.call(&[], &near.to_string()).await.status, 200);
    // An agent speaks with them still.
    let bearer = format!("bearer {API_TOKEN}");
    let path = format!("/webbot/api/webchat/{BOT}/handover/api_medium:9/");
    let held = server.ask(Method::GET, &path, &[("authorization", &bearer)], "").await;
    assert_eq!(held.status, 200, "{}", held.text);
}

#[tokio::test]
async fn who_is_forgotten_leaves_no_dead_letter() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = gateway(&elsewhere, "api_medium").await;
    assert_eq!(hook(&server, &[], &event(9, "before we met")).await.status, 200);
    assert_eq!(hook(&server, &[], &event(10, "somebody else")).await.status, 200);
    sqlx::query("UPDATE inbound SET arrived_ms = arrived_ms - 400000")
        .execute(&mut store(&server).await)
        .await
        .unwrap();
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    assert_eq!(count(&server, "SELECT count(*) FROM inbound WHERE conversation IS NULL").await, 2);
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    assert_eq!(count(&server, "SELECT count(*) FROM inbound WHERE user = '9'").await, 0);
    assert_eq!(count(&server, "SELECT count(*) FROM inbound").await, 1);
}

#[tokio::test]
async fn a_body_of_too_many_events_is_refused_whole() {
    let elsewhere = Elsewhere::start().await;
    let server = gateway(&elsewhere, "api_medium").await;
    let events =
        |first: u64, many: u64| (first..first + many).map(|user| event(user, "a")).collect::<Value>();
    let answer = hook(&server, &[], &events(1, 501)).await;
    assert_eq!(answer.refusal(), (400, "json_too_complex".to_owned()));
    assert_eq!(count(&server, "SELECT count(*) FROM inbound").await, 0);
    for round in 0..3 {
        assert_eq!(hook(&server, &[], &events(1_000 * round, 500)).await.status, 200);
    }
    assert_eq!(count(&server, "SELECT count(*) FROM inbound").await, 1_000, "the newest are kept");
    assert_eq!(count(&server, "SELECT min(said_ms) FROM inbound").await, 1_000);
}

#[tokio::test]
async fn of_an_upstreams_dangerous_addresses_the_words_are_left() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = gateway(&elsewhere, "api_medium").await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    let mut event = event(9, "see");
    event["attachments"] = json!([
        {"offset": 3, "url": "javascript:alert(1)"}, {"offset": 3, "url": "https://user:pw@a.example/a.png"},
        {"offset": 3, "url": "attachment:1"}, {"offset": 3, "url": "https://a.example/b.png"},
    ]);
    assert_eq!(hook(&server, &[], &event).await.status, 200);
    tokio::time::sleep(Duration::from_millis(800)).await;
    let history = session.get("history").await.json();
    assert_eq!(
        history["items"][1]["actions"],
        json!([{"type": "text", "text": "see"}, {"type": "image", "url": "https://a.example/b.png"}])
    );
}

#[tokio::test]
async fn a_webhook_is_sent_as_it_is_and_its_token_is_a_text() {
    let elsewhere = Elsewhere::start().await;
    let server = gateway(&elsewhere, "aimylogic").await;
    let event = |token: Value| json!({"token": token, "clientId": "c", "data": {"answer": "hi"}});
    for (coding, status) in [("gzip", 415), ("br", 415), ("identity", 200)] {
        let answer = hook(&server, &[("content-encoding", coding)], &event(json!(TOKEN))).await;
        assert_eq!(answer.status, status, "{coding}");
    }
    for token in [json!(7), json!(["x"]), json!({}), json!(true), Value::Null, json!("guessed")] {
        assert_eq!(hook(&server, &[], &event(token.clone())).await.refusal().0, 404, "{token}");
    }
}
