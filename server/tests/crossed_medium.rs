//! Both sides of the API medium at once: a gateway in front of a second server that serves it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use support::elsewhere::free_port;
use support::medium::{CHANNEL, SIGNING, TOKEN, folder, settings};
use support::{BOT, LIMITS, PAGE, Server, Session, desk, gateway_file, mid};

const SHOP: &str = include_str!("support/shop.toml");
const DESK: &str = include_str!("support/desk.toml");
const SECRET: &str = "hook-0123456789abcdef0123456789abcdef";

/// A module that shows a picture between two texts, whose letters are of one, two and four bytes.
const PICTURE: &str = r#"
[[module]]
id = 9
name = "picture"
is_global = true
when = { any_of = "picture" }
say = ["Zelt ⛺ und 🏕:", { image = "https://cdn.example/tent.png" }, "Schön?"]
"#;

/// The server that has the bot; what its bot says goes to the gateway.
async fn served(gateway: &SocketAddr, flow: &str) -> Server {
    let entry = format!("webhook_secret = {{ literal = \"{SIGNING}\" }}");
    let file = settings(gateway, "webhook_retry = [\"1s\", \"1s\", \"1s\", \"1s\"]", &entry);
    let file = file.replace("/in?k=CANARY-of-the-receiver", &format!("/hooks/{BOT}/{SECRET}"));
    Server::start_as(folder(&file, flow), &file).await
}

/// The gateway's configuration: it takes what is signed, and from this machine alone.
fn gateway(listen: &SocketAddr, served: &SocketAddr) -> String {
    gateway_file(
        listen,
        "",
        "api_medium",
        &format!(
            r##"limits = {{ messages_per_minute = 600, burst = 60 }}
uploads = true
webhook_path_secret = {{ literal = "{SECRET}" }}
webhook_from = ["127.0.0.1/32"]
webhook_signature = {{ kind = "standard", secret = {{ literal = "{SIGNING}" }} }}
upstream = {{ base_url = "http://{served}", channel_id = "{CHANNEL}", token = {{ literal = "{TOKEN}" }}, keyword = "#shop" }}"##
        ),
    )
}

/// What was said, by whom. The API knows neither modules nor pauses, and a bubble is a message there.
async fn bubbles(session: &Session<'_>) -> Vec<Value> {
    let history = session.get("history?limit=200").await.json();
    let mut said = Vec::new();
    for item in history["items"].as_array().unwrap() {
        let actions = item["actions"].as_array().cloned().unwrap_or_default();
        let shown = actions.into_iter().filter(|action| action["type"] != "wait");
        said.extend(shown.map(|action| json!([item["author"], action])));
    }
    said
}

async fn has(session: &Session<'_>, count: usize) -> Vec<Value> {
    for _ in 0..400 {
        let said = bubbles(session).await;
        if said.len() >= count {
            return said;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{:?}", bubbles(session).await);
}

/// One conversation, with all that a visitor sees of it.
async fn talk(server: &Server) -> Vec<Value> {
    let session = server.session().await;
    has(&session, 2).await;
    for (number, text, count) in
        [(1, "Returns", 4), (2, "what?", 6), (3, "a picture please", 10), (4, "returns please", 12)]
    {
        let answer = session.say(&mid(number), text).await;
        assert_eq!((answer.status, &answer.json()[0]["state"]), (200, &json!("sent")), "{}", answer.text);
        has(&session, count).await;
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    bubbles(&session).await
}

async fn pair(flow: &str) -> (Server, Server, String) {
    let address = free_port().await;
    let served = served(&address, flow).await;
    let file = gateway(&address, &served.running.address);
    let gateway = Server::start_as(tempfile::tempdir().unwrap(), &file).await;
    (served, gateway, file)
}

#[tokio::test]
async fn through_a_gateway_and_a_second_server_a_visitor_sees_what_the_engine_says() {
    let flow = [SHOP, PICTURE].concat();
    let file = support::settings(LIMITS);
    let engine = Server::start_as(folder(&file, &flow), &file).await;
    let (_served, gateway, _) = pair(&flow).await;
    let (direct, through) = tokio::join!(talk(&engine), talk(&gateway));
    assert_eq!(direct.len(), 12, "{direct:#?}");
    assert_eq!(through, direct);
}

#[tokio::test]
async fn a_file_of_the_visitor_is_pointed_at_on_the_second_servers_desk() {
    let (served, gateway, _) = pair(DESK).await;
    let session = gateway.session().await;
    has(&session, 1).await;
    session.say(&mid(1), "person").await;
    has(&session, 3).await;
    let form = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list.txt\"\r\n\
                content-type: text/plain\r\n\r\ntwo pegs\r\n--b--\r\n";
    let bearer = format!("Bearer {}", session.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("origin", PAGE),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let sent = gateway.ask(hyper::Method::POST, &support::path("attachments"), &headers, form).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let message = json!({"id": mid(2), "actions": [], "attachments": [sent.json()["id"]]});
    assert_eq!(session.send(&message.to_string()).await.status, 200);
    let shown = desk::look(&served, "1").await.json();
    let last = shown["items"].as_array().unwrap().last().unwrap()["actions"].clone();
    assert_eq!((&last[0], &last[1]["type"]), (&json!({"type": "text", "text": "list.txt"}), &json!("file")));
    let path = last[1]["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap();
    assert_eq!(gateway.ask(hyper::Method::GET, path, &[], "").await.text, "two pegs");
}

#[tokio::test]
async fn a_person_at_the_second_servers_desk_is_one_to_the_visitor_of_the_first() {
    let (served, gateway, file) = pair(DESK).await;
    let session = gateway.session().await;
    has(&session, 1).await;
    session.say(&mid(1), "person").await;
    has(&session, 3).await;
    assert!(desk::take(&served, 1, "Ann").await.status < 300);
    assert_eq!(desk::act(&served, "1/reply", &json!({"text": "I am Ann."})).await.status, 201);
    let said = has(&session, 4).await;
    assert_eq!(said[3], json!(["agent", {"type": "text", "text": "I am Ann."}]));

    // What she says while the gateway is away is said once it is back, once.
    let token = session.token.clone();
    let Server { running, folder, .. } = gateway;
    running.stop().await;
    assert_eq!(desk::act(&served, "1/reply", &json!({"text": "Still there?"})).await.status, 201);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let gateway = Server::start_as(folder, &file).await;
    let session = Session { server: &gateway, token };
    let said = has(&session, 5).await;
    assert_eq!(said[4], json!(["agent", {"type": "text", "text": "Still there?"}]));
    let history = session.get("history").await;
    assert!(history.text.contains("\"#1\""), "{}", history.text);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(bubbles(&session).await.len(), 5);
    assert_eq!(session.say(&mid(2), "yes").await.status, 200);
    let shown = desk::look(&served, "1").await;
    assert!(shown.text.contains("\"yes\""), "{}", shown.text);
    let config = gateway.ask(hyper::Method::GET, &support::path("config"), &[("origin", PAGE)], "").await;
    assert!(!config.text.contains("CANARY") && !config.text.contains(SIGNING));
}
