//! Another company's web API on a free port of this machine: a real listener that counts what it hears.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::listen::serve_each;
use super::{Answer, LIMITS, Server};

/// This machine may be asked.
pub const ALLOW: &str = "egress = { allow = [\"127.0.0.1/32\"] }\n";

#[derive(Clone)]
pub struct Upstream {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    /// `/held` answers when this is told.
    pub release: Arc<Notify>,
}

impl Upstream {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream =
            Self { address: listener.local_addr().unwrap(), heard: Arc::default(), release: Arc::default() };
        serve_each(
            listener,
            &upstream,
            |upstream, connection| async move { upstream.serve(connection).await },
        );
        upstream
    }

    /// Every request so far, head and body.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    pub async fn has_heard(&self, count: usize) {
        for _ in 0..200 {
            if self.heard().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("heard {} of {count}", self.heard().len());
    }

    async fn serve(&self, mut connection: TcpStream) {
        let mut text = String::new();
        let mut bytes = [0_u8; 4096];
        loop {
            let read = connection.read(&mut bytes).await.unwrap_or(0);
            text.push_str(&String::from_utf8_lossy(&bytes[..read]));
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                if read == 0 {
                    return;
                }
                continue;
            };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if read == 0 || body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break;
            }
        }
        self.heard.lock().unwrap().push(text.clone());
        let path = text.split(' ').nth(1).unwrap_or_default();
        let shipped = r#"{"order": {"status": "shipped", "days": 3}}"#.to_owned();
        let (status, body) = match path.rsplit('/').next().unwrap_or_default() {
            "text" => ("200 OK", "hello".to_owned()),
            "empty" => ("204 No Content", String::new()),
            "fail" => ("500 Oops", r#"{"order": {"status": "secret"}}"#.to_owned()),
            "away" => ("302 Found\r\nlocation: /ok", String::new()),
            "large" => ("200 OK", format!("\"{}\"", "x".repeat(300_000))),
            "held" => {
                self.release.notified().await;
                ("200 OK", shipped)
            }
            "never" => {
                tokio::time::sleep(Duration::from_mins(1)).await;
                return;
            }
            "broken" => return,
            _ => ("200 OK", shipped),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let _ = connection.write_all(format!("{head}{body}").as_bytes()).await;
    }
}

/// A bot whose visitor names the path that is called.
pub fn flow(upstream: SocketAddr) -> String {
    format!(
        r#"
name = "Shop"
fallback = "lost"

[[module]]
id = 1
name = "welcome"
starting = true
say = ["Which order?"]
type = "text"
save = "order"
connection = [
  {{ any_of = "buy", to = "buy" }},
  {{ any_of = "hello", to = "returns" }},
  {{ any_of = "lost", to = "lost" }},
  {{ always = true, to = "moment" }},
]

[[module]]
id = 2
name = "returns"
say = ["You have 60 days."]

[[module]]
id = 3
name = "lost"
say = ["Pardon?"]
next = "welcome"

[[module]]
id = 10
name = "moment"
say = ["One moment."]
next = "lookup"

[[module]]
id = 11
name = "lookup"
request = {{ url = "http://{upstream}/orders/{{{{ order }}}}", headers = {{ X-Shop = "s1" }}, save = {{ status = "order.status", days = "order.days" }} }}
skip_user_input = true
connection = [
  {{ cvar = {{ name = "request_error", is_set = true }}, to = "failed" }},
  {{ always = true, to = "found" }},
]

[[module]]
id = 12
name = "found"
say = ["It is {{{{ status }}}} ({{{{ days }}}}, {{{{ request_status }}}})."]
next = "welcome"

[[module]]
id = 13
name = "failed"
say = ["Sorry: {{{{ request_error }}}} {{{{ request_status }}}}{{{{ status }}}}"]
next = "welcome"

[[module]]
id = 20
name = "buy"
request = {{ method = "POST", url = "http://{upstream}/held", body = "{{\"said\": \"{{{{ order }}}}\"}}", save = {{ status = "order.status" }} }}
say = ["Bought: {{{{ status }}}}{{{{ request_error }}}}."]
next = "welcome"
"#
    )
}

/// A shop whose orders are asked for at `upstream`, without limits that a test would meet.
pub async fn shop(upstream: &Upstream, settings: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), flow(upstream.address)).unwrap();
    Server::start_in(folder, &format!("{settings}{LIMITS}")).await
}

/// What the bot said, a bubble a line.
pub fn texts(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let replies = body.as_array().unwrap().iter().flat_map(|turn| turn["message"].as_array().unwrap());
    let actions = replies.flat_map(|reply| reply["actions"].as_array().unwrap());
    actions.map(|action| action["text"].as_str().unwrap().to_owned()).collect()
}
