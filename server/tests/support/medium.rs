//! A bot that is served as API medium, and its callers.

use std::net::SocketAddr;

use hyper::Method;
use serde_json::{Value, json};

use super::{API_TOKEN, Answer, BOT, LIMITS, Server};

pub const CHANNEL: &str = "D9LjuWl0jappznT5";
pub const TOKEN: &str = "CANARY-token-of-the-channel";
pub const SIGNING: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const SIGNING_BEFORE: &str = "CANARY-key-before-of-the-channel";
pub const MESSAGES: &str = "/api/medium/messages";

/// The configuration of a bot of the engine whose webhooks go to `sink`. `top` stands before the tables, `entry`
/// in that of the channel.
pub fn settings(sink: &SocketAddr, top: &str, entry: &str) -> String {
    format!(
        r##"
listen = "127.0.0.1:0"
store = "sqlite:parlour.db"
egress = {{ allow = ["127.0.0.1/32"] }}
{top}
{LIMITS}
medium_messages_per_minute = 600

[[bot]]
id = "{BOT}"
name = "Trail & Tent"
channel = "engine"
flow = "shop.toml"
origins = ["http://127.0.0.1:*"]
api_token = {{ literal = "{API_TOKEN}" }}
limits = {{ messages_per_minute = 600, burst = 60 }}

[bot.serve_as.api_medium]
channel_id = "{CHANNEL}"
token = {{ literal = "{TOKEN}" }}
keyword = "#shop"
webhook_url = "http://{sink}/in?k=CANARY-of-the-receiver"
{entry}
"##
    )
}

/// A folder with a configuration and a flow.
pub fn folder(file: &str, flow: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("parlour.toml"), file).unwrap();
    std::fs::write(folder.path().join("shop.toml"), flow).unwrap();
    folder
}

pub async fn start(sink: &SocketAddr) -> Server {
    start_with(&settings(sink, "", ""), include_str!("shop.toml")).await
}

pub async fn start_with(file: &str, flow: &str) -> Server {
    Server::start_as(folder(file, flow), file).await
}

pub fn message(text: &str, user: Option<u64>) -> Value {
    let mut body = json!({"channelID": CHANNEL, "token": TOKEN, "message": text});
    if let Some(user) = user {
        body["userID"] = json!(user);
    }
    body
}

pub async fn post(server: &Server, body: &str) -> Answer {
    server.ask(Method::POST, MESSAGES, &[("content-type", "application/json")], body).await
}

/// Says something, and returns the user's number.
pub async fn say(server: &Server, text: &str, user: Option<u64>) -> u64 {
    let answer = post(server, &message(text, user).to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["userID"].as_u64().unwrap()
}
