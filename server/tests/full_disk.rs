//! A disk that takes nothing more, and then does again.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{API_TOKEN, path, settings};

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn ask(address: &str, head: &str, body: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        connection,
        "{head} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: bearer {API_TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_server_whose_disk_is_full_is_not_ready_until_there_is_room_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    fs::write(folder.path().join("parlour.toml"), settings("")).unwrap();
    // A file may grow to 1 MiB; more is refused like on a full disk, and the process lives on.
    let limited = format!(
        "trap '' XFSZ; ulimit -S -f 2048; exec {} serve --config parlour.toml",
        env!("CARGO_BIN_EXE_parlour")
    );
    let mut process = Command::new("sh")
        .args(["-c", &limited])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let served = Served(process);
    let address = line.trim().strip_prefix("listening on http://").expect(&line);
    let ready = || ask(address, "GET /readyz", "").starts_with("HTTP/1.1 200");
    assert!(ready());

    let text = "word ".repeat(8_000);
    let body = format!(r#"{{"user_id":"u","actions":[{{"type":"text","text":"{text}"}}]}}"#);
    let send = format!("POST {}", path("messages/"));
    let begun = Instant::now();
    let refused = loop {
        let answer = ask(address, &send, &body);
        if !answer.starts_with("HTTP/1.1 200") {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the file grows without end");
    };
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after:"), "{refused}");
    assert!(!ready(), "ready although a message was just refused");
    // Less goes in where much does not, until nothing does.
    let few = r#"{"user_id":"u","actions":[{"type":"text","text":"hi"}]}"#;
    while ask(address, &send, few).starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(20), "the file grows without end");
    }
    let becomes = |wanted: bool| {
        let begun = Instant::now();
        while ready() != wanted {
            // A readiness write of one page a second fits until the room of a refused message is filled.
            assert!(begun.elapsed() < Duration::from_secs(40), "ready is not {wanted}");
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    becomes(false);
    assert!(ask(address, "GET /livez", "").starts_with("HTTP/1.1 200"));

    let room =
        Command::new("prlimit").args(["--fsize=unlimited", "--pid", &served.0.id().to_string()]).status();
    assert!(room.unwrap().success());
    becomes(true);
    assert!(ask(address, &send, &body).starts_with("HTTP/1.1 200"));
}
