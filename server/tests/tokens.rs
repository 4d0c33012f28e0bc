//! API tokens made by `parlour token`, on a running server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::Value;
use support::{API_TOKEN, BOT, OTHER_BOT, PAGE, Server, path, settings};

fn run(server: &Server, arguments: &[&str]) -> Output {
    let folder = server.folder.path();
    std::fs::write(folder.join("parlour.toml"), settings("")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlour"));
    command.arg("token").args(arguments).current_dir(folder).env("PARLOUR_LOG", "trace").output().unwrap()
}

fn token(server: &Server, arguments: &[&str]) -> Value {
    let output = run(server, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn say(server: &Server, token: &str, bot: &str) -> u16 {
    let bearer = format!("bearer {token}");
    // A page's origin refuses every bearer but an API token.
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("origin", "https://evil.example"),
    ];
    let body = r#"{"user_id":"u","actions":[{"type":"text","text":"returns"}]}"#;
    let path = format!("/api/webchat/bot/{bot}/messages/");
    server.ask(Method::POST, &path, &headers, body).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_its_own_bot_until_it_is_revoked() {
    let server = Server::start().await;
    let made = token(&server, &["new", "--bot", BOT, "--name", "shop backend"]);
    let (id, text) = (made["id"].to_string(), made["token"].as_str().unwrap());
    assert_eq!((text.len(), &made["bot"], &made["name"]), (43, &BOT.into(), &"shop backend".into()));
    assert!(token(&server, &["list"])[0]["last_used_at"].is_null());
    assert_eq!(say(&server, text, BOT).await, 200);
    assert_eq!(say(&server, text, OTHER_BOT).await, 403);
    assert_eq!(say(&server, API_TOKEN, BOT).await, 200, "the configuration's own stands beside it");

    let listed = token(&server, &["list", "--bot", BOT]);
    let used = listed[0]["last_used_at"].as_str().unwrap();
    assert!(used.ends_with('Z') && listed[0]["revoked_at"].is_null(), "{listed}");
    assert_eq!(token(&server, &["list", "--bot", OTHER_BOT]).as_array().unwrap().len(), 0);

    let revoked = Instant::now();
    assert_eq!(token(&server, &["revoke", &id])["revoked"], true);
    assert_eq!(say(&server, text, BOT).await, 403);
    assert!(revoked.elapsed() < Duration::from_secs(1) + Duration::from_secs(2), "with the command itself");
    assert!(token(&server, &["list"])[0]["revoked_at"].is_string());
    assert_eq!(run(&server, &["revoke", &id]).status.code(), Some(1), "once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_no_visitors_address() {
    let server = Server::start().await;
    let made = token(&server, &["new", "--bot", BOT]);
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    for end in ["history", "events"] {
        let headers = [("authorization", bearer.as_str()), ("origin", PAGE)];
        let answer = server.ask(Method::GET, &path(end), &headers, "").await;
        assert_eq!(answer.refusal(), (401, "unauthorized".into()), "{end}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_kept_nowhere() {
    let server = Server::start().await;
    let new = run(&server, &["new", "--bot", BOT, "--name", "CANARY-name"]);
    let text = String::from_utf8(new.stdout).unwrap().trim().to_owned();
    assert_eq!(text.len(), 43, "stdout holds the token and nothing else");
    assert!(!String::from_utf8_lossy(&new.stderr).contains(&text));
    assert_eq!(say(&server, &text, BOT).await, 200);
    let list = run(&server, &["list"]);
    let seen = [list.stdout, list.stderr].concat();
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains("CANARY-name") && !seen.contains(&text), "{seen}");
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let files = || std::fs::read_dir(server.folder.path()).unwrap();
    assert!(files().any(|file| file.unwrap().file_name() == "parlour.db"));
    for file in files() {
        let path = file.unwrap().path();
        assert!(!holds(&std::fs::read(&path).unwrap()), "{path:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_for_a_bot_of_the_configuration_only() {
    let server = Server::start().await;
    let unknown = "2f8fad5b-d9cb-469f-a165-70867728950e";
    let long = "x".repeat(101);
    for arguments in [&["new", "--bot", unknown][..], &["new", "--bot", BOT, "--name", &long], &["new"]] {
        let refused = run(&server, arguments);
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
    assert_eq!(token(&server, &["list"]).as_array().unwrap().len(), 0);
}
