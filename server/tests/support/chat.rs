//! A bot that is served by the chat API of the Aimylogic seed, and its callers.

use hyper::Method;
use serde_json::Value;

use super::{Answer, BOT, OTHER_BOT, Server};

/// The form tokens of the platform have.
pub const TOKEN: &str = "CANARY12:0123456789abcdef0123456789abcdef01234567";
pub const FLOW: &str = include_str!("chat.toml");

/// The configuration; `served` are more keys of `serve_as.aimylogic`.
pub fn file(served: &str) -> String {
    format!(
        r#"
listen = "127.0.0.1:0"
store = "sqlite:parlour.db"
webhook_retry = ["1s", "1s", "1s"]
egress = {{ allow = ["127.0.0.1/32"] }}

[limits]
messages_per_minute_per_ip = 1000

[[bot]]
id = "{BOT}"
name = "Trail & Tent"
channel = "engine"
flow = "chat.toml"
serve_as = {{ aimylogic = {{ token = {{ literal = "{TOKEN}" }}{served} }} }}

[[bot]]
id = "{OTHER_BOT}"
name = "Other"
channel = "engine"
flow = "chat.toml"
serve_as = {{ aimylogic = {{ token = {{ literal = "another-token-of-another-bot" }} }} }}
"#
    )
}

pub async fn start(served: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("chat.toml"), FLOW).unwrap();
    Server::start_as(folder, &file(served)).await
}

pub fn path(end: &str) -> String {
    format!("/chatapi/{TOKEN}{end}")
}

pub async fn post(server: &Server, end: &str, body: &str) -> Answer {
    server.ask(Method::POST, &path(end), &[("content-type", "application/json")], body).await
}

pub async fn get(server: &Server, end: &str) -> Answer {
    server.ask(Method::GET, &path(end), &[], "").await
}

/// What a client's text is answered with.
pub async fn say(server: &Server, client: &str, text: &str) -> Value {
    let body = serde_json::json!({"clientId": client, "query": text}).to_string();
    let answer = post(server, "", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// Texts of replies.
pub fn texts(replies: &Value) -> Vec<String> {
    let replies = replies.as_array().unwrap().iter();
    replies.filter_map(|reply| reply["text"].as_str().map(str::to_owned)).collect()
}

/// Status and code of a refusal, which must have this API's form.
pub fn refusal(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    let fields = body.as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["error", "message"], "{body}");
    assert!(body["message"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{body}");
    (answer.status, body["error"].as_str().unwrap().to_owned())
}
