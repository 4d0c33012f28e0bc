//! A server of language models, on a port of this machine: a real listener that says what it is told to, word
//! by word, with pauses.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::listen::serve_each;
use super::{ANYWHERE, Server, gateway_file};

pub const KEY: &str = "CANARY-key-of-the-model";

/// What the next request gets, in order; then its connection ends.
#[derive(Clone)]
pub enum Act {
    /// Status, further lines of the head, and a body that is all.
    Answer(&'static str, &'static str),
    /// The head of a stream.
    Stream,
    /// A piece of the answer.
    Say(String),
    /// Why the answer is over.
    Finish(&'static str),
    /// These bytes.
    Bytes(String),
    /// Until it is told to go on.
    Hold,
    Sleep(Duration),
    /// `[DONE]`.
    Done,
}

pub fn say(text: &str) -> Act {
    Act::Say(text.to_owned())
}

/// A whole answer in these pieces.
pub fn whole(pieces: &[&str]) -> Vec<Act> {
    let mut acts = vec![Act::Stream];
    acts.extend(pieces.iter().map(|piece| say(piece)));
    acts.extend([Act::Finish("stop"), Act::Done]);
    acts
}

#[derive(Clone)]
pub struct Model {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<(String, Value)>>>,
    scripts: Arc<Mutex<VecDeque<Vec<Act>>>>,
    /// How many connections were given up by the other side before their script ended.
    pub dropped: Arc<Mutex<usize>>,
    pub release: Arc<Notify>,
}

impl Model {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let model = Self {
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            scripts: Arc::default(),
            dropped: Arc::default(),
            release: Arc::default(),
        };
        serve_each(listener, &model, |model, connection| async move { model.serve(connection).await });
        model
    }

    /// Scripts for the next requests; those behind get `whole(["Hello."])`.
    pub fn will(&self, script: impl IntoIterator<Item = Act>) {
        self.scripts.lock().unwrap().push_back(script.into_iter().collect());
    }

    /// Heads and bodies of all requests so far.
    pub fn heard(&self) -> Vec<(String, Value)> {
        self.heard.lock().unwrap().clone()
    }

    /// What the last of them was told, a line each.
    pub fn told(&self) -> Vec<String> {
        let heard = self.heard();
        let messages = heard.last().unwrap().1["messages"].as_array().unwrap().clone();
        let line = |line: &Value| {
            format!("{}: {}", line["role"].as_str().unwrap(), line["content"].as_str().unwrap())
        };
        messages.iter().map(line).collect()
    }

    pub async fn has_heard(&self, count: usize) {
        for _ in 0..400 {
            if self.heard().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("heard {} of {count}", self.heard().len());
    }

    pub async fn has_been_dropped(&self) {
        for _ in 0..200 {
            if *self.dropped.lock().unwrap() > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the connection is still there");
    }

    async fn serve(&self, mut connection: TcpStream) {
        let Some(request) = request(&mut connection).await else { return };
        self.heard.lock().unwrap().push(request);
        let script = self.scripts.lock().unwrap().pop_front();
        for act in script.unwrap_or_else(|| whole(&["Hello."])) {
            let bytes = match act {
                Act::Answer(head, body) => {
                    format!(
                        "HTTP/1.1 {head}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                        body.len()
                    )
                }
                Act::Stream => {
                    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n"
                        .to_owned()
                }
                Act::Say(text) => event(&json!({"content": text}), None),
                Act::Finish(why) => event(&json!({}), Some(why)),
                Act::Bytes(bytes) => bytes,
                Act::Done => "data: [DONE]\n\n".to_owned(),
                Act::Hold => {
                    let mut byte = [0_u8; 1];
                    tokio::select! {
                        () = self.release.notified() => continue,
                        // The other side has closed it.
                        _ = connection.read(&mut byte) => {
                            *self.dropped.lock().unwrap() += 1;
                            return;
                        }
                    }
                }
                Act::Sleep(time) => {
                    tokio::time::sleep(time).await;
                    continue;
                }
            };
            if connection.write_all(bytes.as_bytes()).await.is_err() {
                *self.dropped.lock().unwrap() += 1;
                return;
            }
        }
    }
}

fn event(delta: &Value, finish: Option<&str>) -> String {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
    format!("data: {}\n\n", json!({"id": "c", "object": "chat.completion.chunk", "choices": [choice]}))
}

async fn request(connection: &mut TcpStream) -> Option<(String, Value)> {
    let mut text = String::new();
    let mut bytes = [0_u8; 4096];
    loop {
        let read = connection.read(&mut bytes).await.ok()?;
        text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            return Some((head.to_owned(), body));
        }
        if read == 0 {
            return None;
        }
    }
}

/// The configuration of a bot that is this model; `upstream` is added to its table.
pub fn settings(model: &Model, upstream: &str) -> String {
    gateway_file(
        ANYWHERE,
        "",
        "openai",
        &format!(
            r#"limits = {{ messages_per_minute = 600, burst = 60 }}
upstream = {{ base_url = "http://{}/v1", model = "small", token = {{ literal = "{KEY}" }}{upstream} }}"#,
            model.address
        ),
    )
}

/// A server of ours in front of it.
pub async fn server(model: &Model, upstream: &str) -> Server {
    Server::start_as(tempfile::tempdir().unwrap(), &settings(model, upstream)).await
}
