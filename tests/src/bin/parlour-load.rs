//! Load for `cargo xtask bench server`: a server of its own on loopback, its store on disk, and
//! connections that each send a message, wait for the answer, and send the next.
//!
//! `parlour-load SERVER FOLDER SECONDS` prints one JSON object.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use parlour_tests::serving::{Serving, serve, tell};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const TOKEN: &str = "token-of-the-load";
const FLOW: &str = include_str!("../../cases/flow.toml");
/// Connections, each with one message under way.
const CONNECTIONS: usize = 64;
/// Time before anything is counted: connections open, statements are prepared.
const WARM_UP: Duration = Duration::from_secs(1);
/// Time for one answer; a load that waits longer has failed.
const ANSWER: Duration = Duration::from_secs(10);
/// Bytes of an answer's head.
const HEAD_BYTES: usize = 4096;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, folder, seconds] = arguments.as_slice() else {
        eprintln!("usage: parlour-load SERVER FOLDER SECONDS");
        return ExitCode::from(2);
    };
    let Ok(seconds) = seconds.parse::<u32>() else {
        eprintln!("SECONDS must be a whole number");
        return ExitCode::from(2);
    };
    tell(measure(Path::new(server), Path::new(folder), Duration::from_secs(seconds.into())))
}

async fn measure(server: &Path, folder: &Path, time: Duration) -> io::Result<Value> {
    fs::write(folder.join("flow.toml"), FLOW)?;
    fs::write(folder.join("parlour.toml"), settings())?;
    let Serving { mut process, address } = serve(server, folder).await?;

    let counted_from = Instant::now() + WARM_UP;
    let end = counted_from + time;
    let talks: Vec<_> = (0..CONNECTIONS)
        .map(|number| tokio::spawn(talk(address.clone(), number, counted_from, end)))
        .collect();
    let mut times = Vec::new();
    for talk in talks {
        times.extend(talk.await.map_err(io::Error::other)??);
    }
    process.kill().await?;
    times.sort_unstable();
    let at = |per_cent: usize| {
        let place = (times.len() * per_cent / 100).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    let rounded = |number: f64| (number * 100.0).round() / 100.0;
    let messages = u32::try_from(times.len()).map_err(io::Error::other)?;
    Ok(json!({
        "connections": CONNECTIONS,
        "seconds": time.as_secs(),
        "messages": messages,
        "messages_per_second": (f64::from(messages) / time.as_secs_f64()).round(),
        "p50_ms": rounded(at(50)),
        "p99_ms": rounded(at(99)),
    }))
}

fn settings() -> String {
    format!(
        "listen = \"127.0.0.1:0\"\nstore = \"sqlite:load.db\"\n[[bot]]\nid = \"{BOT}\"\nname = \"Load\"\n\
         channel = \"engine\"\nflow = \"flow.toml\"\norigins = []\napi_token = {{ literal = \"{TOKEN}\" }}\n"
    )
}

/// One user on one kept connection; the times of the answers that count.
async fn talk(
    address: String,
    number: usize,
    counted_from: Instant,
    end: Instant,
) -> io::Result<Vec<Duration>> {
    let mut connection = TcpStream::connect(&address).await?;
    connection.set_nodelay(true)?;
    let body = format!(r#"{{"user_id":"u{number}","actions":[{{"type":"text","text":"hello there"}}]}}"#);
    let request = format!(
        "POST /api/webchat/bot/{BOT}/messages/ HTTP/1.1\r\nhost: {address}\r\nauthorization: bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    loop {
        let begun = Instant::now();
        if begun >= end {
            return Ok(times);
        }
        connection.write_all(request.as_bytes()).await?;
        timeout(ANSWER, answer(&mut connection, &mut bytes)).await??;
        if begun >= counted_from {
            times.push(begun.elapsed());
        }
    }
}

/// Reads one answer, which must be a 200 with a stored reply.
async fn answer(connection: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.clear();
    loop {
        if connection.read_buf(bytes).await? == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            if bytes.len() > HEAD_BYTES {
                return Err(io::Error::other("the answer's head is too long"));
            }
            continue;
        };
        let (head, body) = bytes.split_at(head + 4);
        let head = String::from_utf8_lossy(head);
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length = length.and_then(|length| length.parse::<usize>().ok()).unwrap_or_default();
        if body.len() < length {
            continue;
        }
        let is_reply = body.windows(17).any(|window| window == b"\"conversation_id\"");
        if !head.starts_with("HTTP/1.1 200") || !is_reply {
            return Err(io::Error::other(format!("not an answer: {head}")));
        }
        return Ok(());
    }
}
