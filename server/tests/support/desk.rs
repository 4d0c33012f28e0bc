//! A bot with people behind it, seen from both sides.

use hyper::Method;
use serde_json::{Value, json};

use super::{Answer, LIMITS, PAGE, Server, Session, path, settings};

pub const ADMIN: &str = "CANARY-admin-token";
pub const DESK: &str = include_str!("desk.toml");

pub fn file() -> String {
    let extra = format!("admin_token = {{ literal = \"{ADMIN}\" }}\n{LIMITS}");
    settings(&extra)
}

pub async fn start() -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    Server::start_as(folder, &file()).await
}

pub async fn visitor(server: &Server) -> (Session<'_>, u64) {
    let answer = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await.json();
    let token = answer["token"].as_str().unwrap().to_owned();
    (Session { server, token }, answer["conversation_id"].as_u64().unwrap())
}

/// An agent at the server's own machine.
pub async fn act(server: &Server, end: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json")];
    server.ask(Method::POST, &path(&format!("handover/{end}")), &headers, &body.to_string()).await
}

pub async fn look(server: &Server, end: &str) -> Answer {
    server.ask(Method::GET, &path(&format!("handover/{end}")), &[], "").await
}

pub async fn take(server: &Server, conversation: u64, name: &str) -> Answer {
    act(server, &format!("{conversation}/take"), &json!({"agent": {"name": name}})).await
}

pub async fn log(session: &Session<'_>) -> Vec<Value> {
    session.get("history?limit=200").await.json()["items"].as_array().unwrap().clone()
}

/// The log in short: who said what, and who held the conversation.
pub fn short(items: &[Value]) -> Vec<String> {
    let line = |item: &Value| match item["event"].as_str().unwrap() {
        "handover" => {
            let more = item.get("queue").or(item.get("agent").map(|agent| &agent["name"]));
            format!("{} {}", item["state"].as_str().unwrap(), more.unwrap_or(&Value::Null))
        }
        _ => {
            format!("{}: {}", item["author"].as_str().unwrap(), item["actions"][0]["text"].as_str().unwrap())
        }
    };
    items.iter().map(line).collect()
}
