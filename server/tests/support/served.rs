//! The binary as a process of its own, with its log.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{API_TOKEN, path};

/// Ends with the test, whatever happens.
pub struct Served {
    pub process: Child,
    pub address: String,
    log: Arc<Mutex<String>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves `parlour.toml` of the folder.
pub fn serve(folder: &Path) -> Served {
    serve_logging(folder, "info,sqlx=off")
}

/// The same with another filter of the log.
pub fn serve_logging(folder: &Path, filter: &str) -> Served {
    let mut process = Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["serve", "--config"])
        .arg(folder.join("parlour.toml"))
        .env("PARLOUR_LOG", filter)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = Arc::new(Mutex::new(String::new()));
    let mut errors = BufReader::new(process.stderr.take().unwrap());
    std::thread::spawn({
        let log = Arc::clone(&log);
        move || {
            let mut line = String::new();
            while errors.read_line(&mut line).is_ok_and(|read| read > 0) {
                log.lock().unwrap().push_str(&line);
                line.clear();
            }
        }
    });
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
    Served { process, address, log }
}

impl Served {
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The log, once it holds this.
    pub fn log_with(&self, text: &str) -> String {
        let begun = Instant::now();
        while !self.log().contains(text) {
            assert!(begun.elapsed() < Duration::from_secs(10), "no {text:?} in {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.log()
    }

    /// Version of the flow that is live.
    pub fn version(&self) -> String {
        let ready: Value = serde_json::from_str(&exchange(&self.address, "GET /readyz", "", "").1).unwrap();
        ready["flows"][0]["version"].as_str().unwrap().to_owned()
    }

    /// What an API caller's text is answered with: status and body.
    pub fn say(&self, key: &str, text: &str) -> (u16, String) {
        say(&self.address, key, text)
    }
}

pub fn say(address: &str, key: &str, text: &str) -> (u16, String) {
    let headers = format!(
        "authorization: bearer {API_TOKEN}\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\n"
    );
    let body = serde_json::json!({"user_id": "u", "actions": [{"type": "text", "text": text}]}).to_string();
    exchange(address, &format!("POST {}", path("messages/")), &headers, &body)
}

pub fn exchange(address: &str, line: &str, headers: &str, body: &str) -> (u16, String) {
    let mut connection = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        connection,
        "{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    // A server that is killed answers nothing.
    let _ = connection.read_to_string(&mut answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    (status, body.to_owned())
}

/// A folder with a configuration and this flow.
pub fn folder(settings: &str, flow: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), super::settings(settings)).unwrap();
    fs::write(folder.path().join("shop.toml"), flow).unwrap();
    folder
}
