//! The log as those who read it have it: slow ones, and after a copy of the store was put back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use support::served::{Served, exchange, folder, serve};
use support::{PAGE, Server, mid, path, said, settings};

const WIDE: &str = "[limits]\nsessions_per_minute_per_ip = 1000\nmessages_per_minute_per_ip = 100000";

/// More than sockets hold, so that the stream's writer has to wait for its reader.
const SAID: u32 = 400;

#[tokio::test]
async fn a_reader_who_reads_nothing_for_a_while_holds_up_nobody_and_gets_it_all_in_order() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    let rate = ("messages_per_minute = 600, burst = 60", "messages_per_minute = 60000, burst = 1000");
    let server = Server::start_as(folder, &settings(WIDE).replace(rate.0, rate.1)).await;
    let session = server.session().await;
    let mut slow = session.events("events", &[]).await;
    let text = "x".repeat(4_000);
    for number in 0..SAID {
        assert_eq!(session.say(&mid(number), &text).await.status, 200, "{number}");
    }
    let page = session.get("history").await.json();
    let last = page["items"].as_array().unwrap().last().unwrap()["seq"].as_u64().unwrap();
    assert!(last > u64::from(SAID) * 2, "{last}");
    for seq in 1..=last {
        let (name, _, event) = slow.next().await.unwrap();
        assert_eq!((name.as_str(), event["seq"].as_u64()), ("message", Some(seq)));
    }
}

fn ask(served: &Served, line: &str, end: &str, token: &str, body: &str) -> (u16, Value) {
    let headers =
        format!("authorization: Bearer {token}\r\norigin: {PAGE}\r\ncontent-type: application/json\r\n");
    let (status, body) = exchange(&served.address, &format!("{line} {}", path(end)), &headers, body);
    (status, serde_json::from_str(&body).unwrap_or_default())
}

fn stop(mut served: Served) {
    served.signal("-TERM");
    assert!(served.process.wait().unwrap().success());
}

/// The first event of a stream that is opened there.
fn first_event(served: &Served, token: &str, after: &str) -> String {
    let mut client = TcpStream::connect(&served.address).unwrap();
    client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let stream = path(&format!("events?after={after}"));
    write!(
        client,
        "GET {stream} HTTP/1.1\r\nhost: a\r\norigin: {PAGE}\r\nauthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut lines = BufReader::new(client).lines().map(Result::unwrap);
    lines.find(|line| line.starts_with("event:")).unwrap()
}

#[test]
fn a_copy_that_was_put_back_under_another_epoch_is_read_anew_by_every_browser() {
    let folder = folder("", include_str!("support/shop.toml"));
    let store = folder.path().join("parlour.db");
    let served = serve(folder.path());
    let headers = format!("origin: {PAGE}\r\n");
    let (_, created) = exchange(&served.address, &format!("POST {}", path("session")), &headers, "");
    let created: Value = serde_json::from_str(&created).unwrap();
    let token = created["token"].as_str().unwrap();
    let say = |served: &Served, number, text| {
        assert_eq!(ask(served, "POST", "messages/", token, &said(&mid(number), text)).0, 200);
    };
    say(&served, 1, "hi");
    stop(served);
    let copy = std::fs::read(&store).unwrap();

    let served = serve(folder.path());
    say(&served, 2, "hi");
    say(&served, 3, "hi");
    let (_, known) = ask(&served, "GET", "history", token, "");
    let lost = known["cursor"].as_str().unwrap();
    stop(served);
    for end in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(store.with_extension(end));
    }
    std::fs::write(&store, copy).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlour"));
    let output = command.args(["new-epoch", "--json"]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();

    let served = serve(folder.path());
    // Other words than those that are lost, and as many: only the epoch tells the two logs apart.
    say(&served, 4, "ho");
    say(&served, 5, "ho");
    let (_, page) = ask(&served, "GET", "history", token, "");
    assert_eq!(
        (&page["epoch"], page["items"].as_array().map(Vec::len)),
        (&told["epoch"], known["items"].as_array().map(Vec::len))
    );
    assert_ne!(page["epoch"], known["epoch"]);
    let (status, refused) = ask(&served, "GET", &format!("history?after={lost}"), token, "");
    assert_eq!((status, &refused["code"]), (410, &Value::from("stale_cursor")));
    assert_eq!(first_event(&served, token, lost), "event: reset");
}
