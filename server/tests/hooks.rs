//! Webhooks of a bot that lives elsewhere: who may send them, what becomes of them over a kill, and what
//! is forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use support::elsewhere::{Act, Elsewhere, TOKEN};
use support::served::serve;
use support::{ANYWHERE, API_TOKEN, BOT, Server, Session, Stream, gateway_file, mid};

const SECRET: &str = "hook-0123456789abcdef0123456789abcdef";
const BEFORE: &str = "before-0123456789abcdef0123456789abcd";
const QUEUED: &str = r#"{"channelID":"c","message":"hi","userID":9,"success":true}"#;

fn file(address: &SocketAddr) -> String {
    gateway_file(
        ANYWHERE,
        "",
        "api_medium",
        &format!(
            r#"uploads = true
webhook_path_secret = {{ literal = "{SECRET}" }}
webhook_path_secret_before = {{ literal = "{BEFORE}" }}
upstream = {{ base_url = "http://{address}", channel_id = "c", token = {{ literal = "{TOKEN}" }} }}"#
        ),
    )
}

async fn start(elsewhere: &Elsewhere) -> Server {
    Server::start_as(tempfile::tempdir().unwrap(), &file(&elsewhere.address)).await
}

fn event(message: &str, at: i64) -> String {
    json!({"channelID": "c", "message": message, "userID": 9, "timestamp": at}).to_string()
}

async fn hook(server: &Server, bot: &str, secret: &str, body: &str) -> u16 {
    server.ask(Method::POST, &format!("/hooks/{bot}/{secret}"), &[], body).await.status
}

async fn next(stream: &mut Stream, name: &str) -> Value {
    loop {
        let (found, _, data) = stream.next().await.unwrap();
        if found == name {
            return data;
        }
    }
}

async fn history(session: &Session<'_>) -> Vec<Value> {
    let history = session.get("history").await.json();
    history["items"].as_array().unwrap().iter().map(|item| item["actions"][0]["text"].clone()).collect()
}

#[tokio::test]
async fn either_live_secret_opens_and_every_other_way_is_not_found() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = start(&elsewhere).await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    assert_eq!(hook(&server, BOT, SECRET, &event("one", 1)).await, 200);
    assert_eq!(hook(&server, BOT, BEFORE, &event("two", 2)).await, 200);
    let other = "1f8fad5b-d9cb-469f-a165-70867728950e";
    for (bot, secret) in
        [(BOT, "guessed-0123456789abcdef0123456789ab"), (BOT, TOKEN), (other, SECRET), ("x", SECRET)]
    {
        let path = format!("/hooks/{bot}/{secret}");
        let answer = server.ask(Method::POST, &path, &[], &event("CANARY", 3)).await;
        assert_eq!(answer.refusal(), (404, "not_found".to_owned()), "{path}");
    }
    let large = event(&"x".repeat(1024 * 1024), 4);
    assert_eq!(hook(&server, BOT, SECRET, &large).await, 413);
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(history(&session).await, ["hi", "one", "two"]);
}

#[tokio::test]
async fn the_visitor_is_told_that_the_bot_is_at_work_until_its_webhook_comes() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = start(&elsewhere).await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let answer = session.say(&mid(1), "hi").await;
    assert_eq!(answer.json()[0]["state"], "sent", "{}", answer.text);
    tokio::time::sleep(Duration::from_millis(300)).await;
    // A stream that is opened now is told so too: it is no moment's flicker.
    let mut late = session.events("events", &[]).await;
    assert_eq!(next(&mut late, "typing").await, json!({"active": true, "author": "bot"}));
    assert_eq!(hook(&server, BOT, SECRET, &event("hello", 1)).await, 200);
    let said = loop {
        let message = next(&mut late, "message").await;
        if message["author"] == "bot" {
            break message;
        }
    };
    assert_eq!(said["actions"], json!([{"type": "text", "text": "hello"}]));
    assert_eq!(next(&mut late, "typing").await, json!({"active": false, "author": "bot"}));
    assert_eq!(next(&mut stream, "message").await["mid"], mid(1));
}

#[tokio::test]
async fn what_comes_for_somebody_who_was_forgotten_is_dropped() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = start(&elsewhere).await;
    let session = server.session().await;
    session.say(&mid(1), "hi").await;
    assert_eq!(hook(&server, BOT, SECRET, &event("CANARY-before", 1)).await, 200);
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    assert_eq!(hook(&server, BOT, SECRET, &event("CANARY-after", 2)).await, 200);
    tokio::time::sleep(Duration::from_millis(800)).await;
    let folder = server.folder.path().to_owned();
    server.running.stop().await;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        assert!(!bytes.windows(6).any(|window| window == b"CANARY"), "{}", path.display());
    }
}

/// Uploads a file and says it; the status of that.
async fn send_a_file(server: &Server, session: &Session<'_>) -> u16 {
    let body = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list.txt\"\r\n\
                content-type: text/plain\r\n\r\ntwo pegs\r\n--b--\r\n";
    let bearer = format!("Bearer {}", session.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("origin", support::PAGE),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let sent = server.ask(Method::POST, &support::path("attachments"), &headers, body).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let message = json!({"id": mid(1), "actions": [], "attachments": [sent.json()["id"]]});
    session.send(&message.to_string()).await.status
}

/// What opens at the address that the bot was told.
async fn opens(server: &Server, url: &Value) -> String {
    let path = url.as_str().and_then(|url| url.split_once("/api/")).map(|(_, end)| format!("/api/{end}"));
    server.ask(Method::GET, &path.unwrap(), &[], "").await.text
}

#[tokio::test]
async fn a_visitors_file_goes_to_the_bot_by_an_address_that_opens_it() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = start(&elsewhere).await;
    let session = server.session().await;
    assert_eq!(send_a_file(&server, &session).await, 200);
    let heard = elsewhere.heard();
    assert_eq!((&heard[0]["message"], &heard[0]["token"]), (&json!("list.txt"), &json!(TOKEN)));
    assert_eq!(opens(&server, &heard[0]["attachments"][0]["url"]).await, "two pegs");
}

#[tokio::test]
async fn a_visitors_file_goes_to_an_aimylogic_bot_as_an_event() {
    let elsewhere = Elsewhere::start().await;
    let answer = r#"{"questionId":"1","data":{"replies":[{"type":"text","text":"Thanks"}]}}"#;
    elsewhere.will([Act::Answer("200 OK", answer)]);
    let file = file(&elsewhere.address).replace("\"api_medium\"", "\"aimylogic\"");
    let file = file.replace("channel_id = \"c\"", "keyword = \"\"");
    let server = Server::start_as(tempfile::tempdir().unwrap(), &file).await;
    let session = server.session().await;
    assert_eq!(send_a_file(&server, &session).await, 200);
    let heard = elsewhere.heard();
    assert_eq!((&heard[0]["event"], &heard[0]["query"]), (&json!("fileEvent"), &Value::Null));
    let told = &heard[0]["data"][0];
    assert_eq!((&told["type"], &told["name"]), (&json!("file"), &json!("list.txt")));
    assert_eq!((&told["mimeType"], &told["size"]), (&json!("text/plain"), &json!("two pegs".len())));
    assert_eq!(opens(&server, &told["url"]).await, "two pegs");
    assert_eq!(elsewhere.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_was_acknowledged_is_said_once_after_a_kill() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), file(&elsewhere.address)).unwrap();
    let mut served = serve(folder.path());
    let (status, _) = tokio::task::block_in_place(|| served.say("k", "hi"));
    assert_eq!(status, 200);
    let line = format!("POST /hooks/{BOT}/{SECRET}");
    let (status, _) = tokio::task::block_in_place(|| {
        support::served::exchange(&served.address, &line, "", &event("hello", 1))
    });
    assert_eq!(status, 200);
    // Before it is quiet enough to be placed.
    served.signal("-KILL");
    served.process.wait().unwrap();

    let again = serve(folder.path());
    let (status, _) = tokio::task::block_in_place(|| {
        support::served::exchange(&again.address, &line, "", &event("hello", 1))
    });
    assert_eq!(status, 200, "sent again, it is taken");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let ask = format!("GET /api/webchat/bot/{BOT}/handover/1");
    let (_, shown) = tokio::task::block_in_place(|| {
        // From the server's own machine an agent needs no token, and sees the conversation once it is held.
        let take = format!("POST /api/webchat/bot/{BOT}/handover/1/take");
        let headers = format!("authorization: bearer {API_TOKEN}\r\ncontent-type: application/json\r\n");
        support::served::exchange(&again.address, &take, &headers, "{}");
        support::served::exchange(&again.address, &ask, &headers, "")
    });
    assert_eq!(shown.matches("hello").count(), 1, "{shown}");
    for log in [served.log(), again.log()] {
        assert!(!log.contains(SECRET) && !log.contains("CANARY"), "{log}");
    }
}

#[tokio::test]
async fn pages_are_told_what_each_channel_can() {
    let elsewhere = Elsewhere::start().await;
    let medium = file(&elsewhere.address);
    let aimylogic = medium.replace("\"api_medium\"", "\"aimylogic\"").replace("uploads = true\n", "");
    for (file, uploads, delay, types) in [
        (medium, true, 60, json!(["text", "choice", "image", "video", "audio", "file"])),
        (
            aimylogic,
            false,
            30,
            json!(["text", "choice", "image", "video", "audio", "file", "card", "location"]),
        ),
    ] {
        let server = Server::start_as(tempfile::tempdir().unwrap(), &file).await;
        let config =
            server.ask(Method::GET, &support::path("config"), &[("origin", support::PAGE)], "").await;
        assert_eq!(
            config.json()["capabilities"],
            json!({
                "uploads": uploads, "history": true, "receipts": true, "unread": false, "handover": true,
                "streaming": false, "emulated": ["history", "receipts"], "max_delay_s": delay, "types": types,
            })
        );
        assert!(!config.text.contains("CANARY") && !config.text.contains(SECRET));
    }
}
