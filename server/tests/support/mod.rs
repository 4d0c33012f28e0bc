//! A server of our own on a free port, and a client that sees every byte.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on stops"
)]

pub mod accounts;
pub mod chat;
pub mod desk;
pub mod elsewhere;
pub mod figures;
pub mod listen;
pub mod mail_sink;
pub mod medium;
pub mod model;
pub mod served;
pub mod signed;
pub mod sink;
pub mod upstream;

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::{HeaderMap, Method, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

pub const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
pub const OTHER_BOT: &str = "1f8fad5b-d9cb-469f-a165-70867728950e";
pub const PAGE: &str = "http://127.0.0.1:8000";
pub const API_TOKEN: &str = "CANARY-api-token-of-the-shop";

/// Far above what a test asks for.
pub const LIMITS: &str = "[limits]\nsessions_per_minute_per_ip = 1000\nmessages_per_minute_per_ip = 1000";

/// The configuration of a gateway whose bot lives elsewhere, on this machine: `channel` is the bot's, `top` stands before
/// all tables, `bot` are the further lines of its own.
pub fn gateway_file(listen: impl std::fmt::Display, top: &str, channel: &str, bot: &str) -> String {
    format!(
        r#"
listen = "{listen}"
store = "sqlite:parlour.db"
egress = {{ allow = ["127.0.0.1/32"] }}
{top}
{LIMITS}

[[bot]]
id = "{BOT}"
name = "Trail & Tent"
channel = "{channel}"
origins = ["http://127.0.0.1:*"]
api_token = {{ literal = "{API_TOKEN}" }}
{bot}
"#
    )
}

/// On a free port.
pub const ANYWHERE: &str = "127.0.0.1:0";

const FLOW: &str = include_str!("shop.toml");

pub struct Server {
    pub running: parlour_server::Running,
    pub folder: tempfile::TempDir,
    client: Client<HttpConnector, Full<Bytes>>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status and code of a refusal, whose body must be the envelope.
    pub fn refusal(&self) -> (u16, String) {
        let body = self.json();
        assert!(body["error"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{body}");
        assert!(body["message"].is_null(), "{body}");
        (self.status, body["code"].as_str().unwrap().to_owned())
    }
}

pub fn settings(extra: &str) -> String {
    format!(
        r#"
listen = "127.0.0.1:0"
store = "sqlite:parlour.db"
{extra}

[[bot]]
id = "{BOT}"
name = "Trail & Tent"
channel = "engine"
flow = "shop.toml"
origins = ["http://127.0.0.1:*", "https://shop.example"]
refs = ["returns"]
variables = ["plan"]
api_token = {{ literal = "{API_TOKEN}" }}
limits = {{ messages_per_minute = 600, burst = 60 }}

[[bot]]
id = "{OTHER_BOT}"
name = "Other"
channel = "engine"
flow = "shop.toml"
origins = ["http://127.0.0.1:*"]
api_token = {{ literal = "CANARY-api-token-of-the-other" }}
"#
    )
}

/// What the flow of a test may send.
pub const FLOW_KEY: &str = "CANARY-key-of-the-flow";

fn environment(name: &str) -> Option<String> {
    (name == "FLOW_SHOP_KEY").then(|| FLOW_KEY.to_owned())
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(LIMITS).await
    }

    pub async fn start_with(extra: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("shop.toml"), FLOW).unwrap();
        Self::start_in(folder, extra).await
    }

    pub async fn start_in(folder: tempfile::TempDir, extra: &str) -> Self {
        Self::start_as(folder, &settings(extra)).await
    }

    pub async fn start_as(folder: tempfile::TempDir, file: &str) -> Self {
        let (config, _) =
            parlour_server::config::parse("parlour.toml", file, folder.path(), &environment).unwrap();
        let running = parlour_server::start(config).await.unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { running, folder, client }
    }

    pub async fn open(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response<Incoming> {
        let mut request =
            Request::builder().method(method).uri(format!("http://{}{path}", self.running.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(body.to_owned())).unwrap();
        tokio::time::timeout(Duration::from_secs(10), self.client.request(request)).await.unwrap().unwrap()
    }

    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let response = self.open(method, path, headers, body).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn session(&self) -> Session<'_> {
        let answer = self.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        Session { server: self, token: answer.json()["token"].as_str().unwrap().to_owned() }
    }

    /// An API token's call.
    pub async fn call(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        let bearer = format!("bearer {API_TOKEN}");
        let mut all = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.ask(Method::POST, &path("messages/"), &all, body).await
    }
}

pub struct Session<'a> {
    pub server: &'a Server,
    pub token: String,
}

impl Session<'_> {
    pub async fn ask(&self, method: Method, end: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers =
            [("authorization", bearer.as_str()), ("origin", PAGE), ("content-type", "application/json")];
        self.server.ask(method, &path(end), &headers, body).await
    }

    pub async fn get(&self, end: &str) -> Answer {
        self.ask(Method::GET, end, "").await
    }

    pub async fn send(&self, body: &str) -> Answer {
        self.ask(Method::POST, "messages/", body).await
    }

    pub async fn say(&self, mid: &str, text: &str) -> Answer {
        self.send(&said(mid, text)).await
    }

    pub async fn events(&self, end: &str, headers: &[(&str, &str)]) -> Stream {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str()), ("origin", PAGE)];
        all.extend_from_slice(headers);
        let response = self.server.open(Method::GET, &path(end), &all, "").await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream { body: response.into_body(), text: String::new() }
    }
}

pub struct Stream {
    body: Incoming,
    pub text: String,
}

impl Stream {
    /// The next event as name, id and data; comments are passed over.
    pub async fn next(&mut self) -> Option<(String, Option<String>, Value)> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    block
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(|value| value.trim_start().to_owned())
                };
                if let Some(name) = field("event:") {
                    return Some((
                        name,
                        field("id:"),
                        serde_json::from_str(&field("data:").unwrap()).unwrap(),
                    ));
                }
            }
            let frame = tokio::time::timeout(Duration::from_secs(6), self.body.frame()).await.unwrap()?;
            let Ok(data) = frame.ok()?.into_data() else { continue };
            self.text.push_str(std::str::from_utf8(&data).unwrap());
        }
    }
}

pub fn path(end: &str) -> String {
    format!("/api/webchat/bot/{BOT}/{end}")
}

pub fn said(mid: &str, text: &str) -> String {
    serde_json::json!({"id": mid, "actions": [{"type": "text", "text": text}]}).to_string()
}

/// A message id that differs with `number`.
pub fn mid(number: u32) -> String {
    format!("0198b5d6-0000-7000-8000-{number:012}")
}
