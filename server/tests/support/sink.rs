//! A receiver of webhooks on a port of this machine: a real listener that answers as it is told to.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::listen::serve_each;

/// In the place of an answer: none comes.
pub const HOLD: &str = "hold";

/// What came.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
    pub at: Instant,
}

impl Delivery {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }
}

#[derive(Clone)]
pub struct Sink {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Delivery>>>,
    answers: Arc<Mutex<VecDeque<String>>>,
}

impl Sink {
    pub async fn start() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    pub async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let sink =
            Self { address: listener.local_addr().unwrap(), heard: Arc::default(), answers: Arc::default() };
        serve_each(listener, &sink, |sink, connection| async move { sink.serve(connection).await });
        sink
    }

    /// Heads of the next answers, such as `500 Oops`; those behind are `200 OK`.
    pub fn will(&self, answers: &[&str]) {
        self.answers.lock().unwrap().extend(answers.iter().map(|head| (*head).to_owned()));
    }

    pub fn heard(&self) -> Vec<Delivery> {
        self.heard.lock().unwrap().clone()
    }

    /// Everything that came, once it is so much.
    pub async fn has_heard(&self, count: usize) -> Vec<Delivery> {
        for _ in 0..800 {
            if self.heard().len() >= count {
                return self.heard();
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("heard {} of {count}: {:?}", self.heard().len(), self.heard());
    }

    /// Nothing more comes for a while.
    pub async fn stays_at(&self, count: usize) {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_eq!(self.heard().len(), count, "{:?}", self.heard());
    }

    /// What was said, in the order in which it came.
    pub fn messages(&self) -> Vec<String> {
        self.heard().iter().map(|came| came.json()["message"].as_str().unwrap().to_owned()).collect()
    }

    async fn serve(&self, mut connection: TcpStream) {
        let Some(came) = delivery(&mut connection).await else { return };
        self.heard.lock().unwrap().push(came);
        let head = self.answers.lock().unwrap().pop_front().unwrap_or_else(|| "200 OK".to_owned());
        if head == HOLD {
            tokio::time::sleep(Duration::from_mins(1)).await;
            return;
        }
        let answer = format!("HTTP/1.1 {head}\r\ncontent-length: 6\r\nconnection: close\r\n\r\nCANARY");
        let _ = connection.write_all(answer.as_bytes()).await;
    }
}

async fn delivery(connection: &mut TcpStream) -> Option<Delivery> {
    let mut bytes = Vec::new();
    let mut buffer = [0_u8; 4096];
    loop {
        let read = connection.read(&mut buffer).await.ok()?;
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let path = lines.next()?.split(' ').nth(1)?.to_owned();
            let headers: HashMap<String, String> = lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, line)| (name.to_lowercase(), line.trim().to_owned()))
                .collect();
            let length: usize = headers.get("content-length")?.parse().ok()?;
            if body.len() >= length {
                return Some(Delivery { path, headers, body: body.to_owned(), at: Instant::now() });
            }
        }
        if read == 0 {
            return None;
        }
    }
}
