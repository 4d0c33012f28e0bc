//! `parlour test --url`: the same conversations, with a bot that is served.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{API_TOKEN, BOT, Server};

async fn test(folder: &Path, url: String, more: &'static [&'static str]) -> (Option<i32>, String, String) {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || {
        let output = Command::new(env!("CARGO_BIN_EXE_parlour"))
            .args(["test", "shop.toml", "--url", &url, "--token", "env:BOT_TOKEN", "--bot", BOT])
            .args(more)
            .current_dir(folder)
            .env("BOT_TOKEN", API_TOKEN)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    })
    .await
    .unwrap()
}

const HOLDS: &str = r#"
title = "As with the engine"
cvars = { plan = "gold" }

[[step]]
module = "welcome"
texts = ["Welcome."]
choices = ["Returns"]
kinds = ["text", "wait", "choice"]
waits = [10]
within = "20s"

[[step]]
press = "Returns"
modules = ["returns"]
fallback = false

[[step]]
say = "no such thing"
module = "lost"
fallback = true
cvars = { plan = "gold" }

[[step]]
ref = "internal"
contains = "staff"

[[step]]
standby = "I am here"
silent = true

[[step]]
wait = "3d"
"#;

const DIFFERS: &str = r#"
[[step]]
press = "Menu"

[[step]]
ref = "returns"
texts = ["You have 30 days."]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_served_is_held_to_the_same_conversations() {
    let server = Server::start().await;
    let folder = server.folder.path();
    fs::create_dir(folder.join("shop.chats")).unwrap();
    fs::write(folder.join("shop.chats/a.chat.toml"), HOLDS).unwrap();
    let url = format!("http://{}", server.running.address);
    let (code, table, complaints) = test(folder, url.clone(), &[]).await;
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{table}");
    assert_eq!(
        table,
        "ok    shop.chats/a.chat.toml  6 steps  As with the engine\n      \
         line 32: 259200000 ms were not waited for\n      \
         cannot be seen from outside, and was not looked at: cvars\n\
         1 conversation: 1 passed, 0 failed\n"
    );

    fs::write(folder.join("shop.chats/b.chat.toml"), DIFFERS).unwrap();
    let (code, table, _) = test(folder, url.clone(), &["--junit", "report.xml"]).await;
    assert_eq!(code, Some(1), "{table}");
    assert!(
        table.contains(
            "FAIL  shop.chats/b.chat.toml  2 steps\n      step 1, line 2: press = \"Menu\"\n      press\n        \
             - Menu\n        + Returns\n      one step after it differs too\n"
        ),
        "{table}"
    );
    assert!(!table.contains("CANARY"), "{table}");
    let xml = fs::read_to_string(folder.join("report.xml")).unwrap();
    assert!(xml.contains("tests=\"2\" failures=\"1\" errors=\"0\""), "{xml}");
    assert!(xml.contains("- You have 30 days.") && !xml.contains("CANARY"), "{xml}");

    let (code, table, _) = test(folder, url, &["--token", "env:PATH"]).await;
    assert_eq!(code, Some(2), "a token is given once: {table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_not_there_or_refuses_is_not_one_that_differs() {
    let server = Server::start().await;
    let folder = server.folder.path();
    fs::write(folder.join("shop.chat.toml"), DIFFERS).unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (code, table, _) = test(folder, format!("http://{closed}"), &[]).await;
    assert_eq!(code, Some(3), "{table}");
    let url = format!("http://{}/elsewhere", server.running.address);
    let (code, table, _) = test(folder, url, &["--junit", "report.xml"]).await;
    assert_eq!(code, Some(3), "{table}");
    let xml = fs::read_to_string(folder.join("report.xml")).unwrap();
    assert!(xml.contains("errors=\"1\"") && xml.contains("<error message="), "{xml}");
}

/// Its wordings are chosen otherwise there, and its people have no conversation of a caller.
#[tokio::test(flavor = "multi_thread")]
async fn the_demos_conversations_hold_with_the_demos_bot_that_is_served() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo-site/flows");
    let folder = tempfile::tempdir().unwrap();
    fs::copy(demo.join("outdoor.toml"), folder.path().join("shop.toml")).unwrap();
    fs::create_dir(folder.path().join("shop.chats")).unwrap();
    for entry in fs::read_dir(demo.join("outdoor.chats")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap().replace("../outdoor.toml", "../shop.toml");
        fs::write(folder.path().join("shop.chats").join(path.file_name().unwrap()), text).unwrap();
    }
    let server = Server::start_in(folder, "").await;
    let url = format!("http://{}", server.running.address);
    let (code, table, complaints) = test(server.folder.path(), url, &[]).await;
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{table}");
    assert!(table.ends_with("11 conversations: 11 passed, 0 failed\n"), "{table}");
}
