//! A bot that lives elsewhere, on a port of this machine: a real listener that answers as it is told to.

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

pub const TOKEN: &str = "CANARY-token-of-the-upstream";

/// What the next request gets.
pub enum Act {
    /// This status and body.
    Answer(&'static str, &'static str),
    /// What it would get, once this is told.
    Hold,
}

#[derive(Clone)]
pub struct Elsewhere {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Value>>>,
    acts: Arc<Mutex<VecDeque<Act>>>,
    pub release: Arc<Notify>,
}

/// A port nobody listens at.
pub async fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

impl Elsewhere {
    pub async fn start() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    pub async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let elsewhere = Self {
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            acts: Arc::default(),
            release: Arc::default(),
        };
        serve_each(
            listener,
            &elsewhere,
            |elsewhere, connection| async move { elsewhere.serve(connection).await },
        );
        elsewhere
    }

    /// Acts for the next requests; those behind are answered as by a bot that repeats what it hears.
    pub fn will(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().unwrap().extend(acts);
    }

    /// Bodies of all requests so far.
    pub fn heard(&self) -> Vec<Value> {
        self.heard.lock().unwrap().clone()
    }

    /// Types and texts of them.
    pub fn said(&self) -> Vec<(String, String)> {
        let text = |action: &Value, name: &str| action[name].as_str().unwrap_or_default().to_owned();
        let said = |body: &Value| (text(&body["actions"][0], "type"), text(&body["actions"][0], "text"));
        self.heard().iter().map(said).collect()
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

    async fn serve(&self, mut connection: TcpStream) {
        let Some(body) = body(&mut connection).await else { return };
        self.heard.lock().unwrap().push(body.clone());
        let act = self.acts.lock().unwrap().pop_front();
        let (status, answer) = match act {
            Some(Act::Answer(status, answer)) => (status, answer.to_owned()),
            Some(Act::Hold) => {
                self.release.notified().await;
                ("200 OK", answer(&body))
            }
            None => ("200 OK", answer(&body)),
        };
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
        let _ = connection.write_all(format!("{head}{answer}").as_bytes()).await;
    }
}

/// Repeats a text; a `standby` is recorded.
fn answer(body: &Value) -> String {
    let action = &body["actions"][0];
    let said = action["text"].as_str().unwrap_or_default();
    let reply = json!({
        "bot_module": {"id": 7, "name": "echo", "group_colour": null, "kpi_tags": []},
        "connections": {"id_message_evaluate": body["id"], "reply_to_module_id": null, "data": []},
        "from": "bot",
        "actions": [{"type": "text", "text": format!("heard {said}")}],
    });
    let spoken = if action["type"] == "text" { vec![reply] } else { Vec::new() };
    json!([{"error": null, "message": spoken}]).to_string()
}

async fn body(connection: &mut TcpStream) -> Option<Value> {
    let mut text = String::new();
    let mut bytes = [0_u8; 4096];
    loop {
        let read = connection.read(&mut bytes).await.ok()?;
        text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        if let Some((_, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            return Some(body);
        }
        if read == 0 {
            return None;
        }
    }
}

/// The configuration of a gateway whose bot is asked at `address`.
pub fn settings(address: &SocketAddr, deployment: &str, token: &str, upstream: &str, bot: &str) -> String {
    gateway_file(
        ANYWHERE,
        "",
        "certainly",
        &format!(
            r#"limits = {{ messages_per_minute = 600, burst = 60 }}
upstream = {{ base_url = "http://{address}", deployment_id = "{deployment}", token = {{ literal = "{token}" }}{upstream} }}
{bot}"#
        ),
    )
}

/// A gateway to it.
pub async fn gateway(elsewhere: &Elsewhere) -> Server {
    let file = settings(&elsewhere.address, "d", TOKEN, "", "");
    Server::start_as(tempfile::tempdir().unwrap(), &file).await
}
