//! `parlour conform`: against a server that keeps to the API, against such that do not, and what it prints.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::process::{Command, Output};
use std::time::Duration;

use parlour_server::conform::{Api, Listener, Options, Outcome, run};
use serde_json::Value;
use support::{API_TOKEN, BOT, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server that answers every request in one way; `{}` in the body is the request itself.
async fn that_says(status: &'static str, body: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut bytes = vec![0; 1 << 17];
                let read = connection.read(&mut bytes).await.unwrap_or_default();
                let heard = String::from_utf8_lossy(&bytes[..read]).into_owned();
                let body = body.replace("<request>", &heard);
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                let _ = connection.write_all(format!("{head}{body}").as_bytes()).await;
            });
        }
    });
    address
}

/// Runs the command; the token is in the environment.
fn conform(address: SocketAddr, arguments: &[&str]) -> Output {
    let command = env!("CARGO_BIN_EXE_parlour");
    let url = format!("http://{address}");
    let given = [
        "conform",
        &url,
        "--api",
        "certainly",
        "--bot",
        BOT,
        "--token",
        "env:CONFORM_TOKEN",
        "--timeout",
        "5",
    ];
    tokio::task::block_in_place(|| {
        Command::new(command).args(given).args(arguments).env("CONFORM_TOKEN", API_TOKEN).output().unwrap()
    })
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_keeps_to_the_api_ends_with_0_and_a_row_for_each_check() {
    let server = Server::start().await;
    let (code, table, complaints) =
        told(&conform(server.running.address, &["--ref", "2", "--say", "returns"]));
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{table}");
    assert!(table.contains("pass     standby "), "{table}");
    assert!(table.lines().last().unwrap().starts_with("certainly: "), "{table}");
    assert!(table.contains("--account-token is not given"), "{table}");
    assert!(!table.contains('\u{1b}') && !table.contains("CANARY"), "{table}");

    let (code, json, _) =
        told(&conform(server.running.address, &["--json", "--only", "text", "--only", "standby"]));
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, &report["api"], &report["tally"]["passed"]),
        (Some(0), &"certainly".into(), &3.into()),
        "{json}"
    );
    let ids: Vec<_> = report["checks"].as_array().unwrap().iter().map(|check| check["id"].clone()).collect();
    assert_eq!(ids, ["standby", "text", "text-after-standby"], "an id, and all of an operation");
    let text = &report["checks"][1];
    assert_eq!(
        (&text["result"], &text["source"], &text["binding"]),
        (&"pass".into(), &"SEED".into(), &true.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_ends_with_1_and_is_told_what_was_expected_and_found() {
    let empty = that_says("200 OK", "[]").await;
    let (code, table, _) = told(&conform(empty, &["--only", "text"]));
    assert_eq!(code, Some(1), "{table}");
    for part in [
        "FAIL     text ",
        "step 1, POST /api/webchat/bot/{{bot}}/messages/",
        "expected",
        "Example Response Body",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_says_counts_only_with_strict() {
    let server = that_says("200 OK", "[]").await;
    let (code, table, _) = told(&conform(server, &["--only", "timestamp-13-digits"]));
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("differs  timestamp-13-digits  PROPOSED"), "{table}");
    assert_eq!(told(&conform(server, &["--only", "timestamp-13-digits", "--strict"])).0, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_reached_is_3_and_a_wrong_call_2() {
    let nobody = support::elsewhere::free_port().await;
    let (code, table, complaints) = told(&conform(nobody, &[]));
    assert_eq!((code, table.as_str()), (Some(3), ""));
    assert!(complaints.starts_with("the server cannot be reached: "), "{complaints}");
    assert_eq!(told(&conform(nobody, &["--only", "nothing-of-the-kind"])).0, Some(2));
    assert_eq!(told(&conform(nobody, &["--account-token", "CANARY-as-it-is"])).0, Some(2));
    assert_eq!(told(&conform(nobody, &["--webhook-url", "http://a/"])).0, Some(2));
    assert_eq!(told(&conform(nobody, &["--api", "telex"])).0, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_never_shown_whoever_says_it() {
    let echo = that_says("200 OK", "<request>").await;
    for arguments in [&["--strict"][..], &["--json"], &["--account-token", "CANARY-literal"]] {
        let (_, table, complaints) = told(&conform(echo, arguments));
        assert!(!table.contains("CANARY") && !complaints.contains("CANARY"), "{table}{complaints}");
    }
    let (_, table, _) = told(&conform(echo, &["--only", "error-body"]));
    assert!(table.contains("bearer [token]"), "it came back, and is shown by its name: {table}");
    let coloured = that_says("200 OK", "\u{1b}[31mred\u{7}").await;
    let (_, table, _) = told(&conform(coloured, &["--only", "error-body"]));
    assert!(table.contains("found    200  [31mred ") && !table.contains('\u{1b}'), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_taken_where_the_command_listens_and_at_its_path_only() {
    let hook = support::elsewhere::free_port().await;
    let limits = "[limits]\nmedium_messages_per_minute = 6000\n";
    let settings = support::settings(&format!("egress = {{ allow = [\"127.0.0.1/32\"] }}\n{limits}"));
    let served = format!(
        "refs = [\"returns\"]\nserve_as = {{ api_medium = {{ channel_id = \"c\", token = {{ literal = \"{API_TOKEN}\" }}, \
         keyword = \"#shop\", webhook_url = \"http://{hook}/came\" }} }}"
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/support/shop.toml", folder.path().join("shop.toml")).unwrap();
    let server = Server::start_as(folder, &settings.replacen("refs = [\"returns\"]", &served, 1)).await;
    let url = format!("http://{}", server.running.address);
    let listen = hook.to_string();
    let ask = |path: &str, only: &str, seconds: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlour"));
        command
            .args([
                "conform",
                &url,
                "--api",
                "api-medium",
                "--channel-id",
                "c",
                "--token",
                "env:CONFORM_TOKEN",
            ])
            .args(["--keyword", "#shop", "--webhook-listen", &listen, "--only", only, "--timeout", seconds])
            .args(["--webhook-url", &format!("http://{listen}{path}")])
            .env("CONFORM_TOKEN", API_TOKEN);
        told(&tokio::task::block_in_place(|| command.output().unwrap()))
    };
    let (code, table, hint) = ask("/came", "keyword", "20");
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("pass     keyword  SEED"), "{table}");
    assert!(hint.contains(&format!("http://{listen}/came")), "{hint}");
    let (code, table, _) = ask("/elsewhere", "webhook-bot", "2");
    assert_eq!(code, Some(1), "{table}");
    assert!(table.contains("no webhook with `userID`"), "{table}");
}

/// The checks of an API that fail against a server, and those that say nothing.
async fn failing(api: Api, address: SocketAddr) -> (BTreeSet<String>, BTreeSet<String>) {
    let listener = Listener::bind(([127, 0, 0, 1], 0).into(), "").await.unwrap();
    let names =
        ["bot", "channel_id", "keyword", "mail", "long"].map(|name| (name.to_owned(), "x".to_owned()));
    let mut names = BTreeMap::from(names);
    names.insert("ref".to_owned(), "2".to_owned());
    let secrets = ["token", "account_token"].map(|name| (name.to_owned(), format!("{name}:1").into()));
    let options = Options {
        api,
        url: format!("http://{address}").parse().unwrap(),
        names,
        secrets: secrets.into(),
        say: vec!["hello".to_owned()],
        only: Vec::new(),
        timeout: Duration::from_secs(1),
    };
    let report = run(&options, Some(&listener), |_| {}).await.unwrap();
    let (mut failed, mut skipped) = (BTreeSet::new(), BTreeSet::new());
    for check in report.checks {
        match check.outcome {
            Outcome::Pass => {}
            Outcome::Fail { .. } => drop(failed.insert(check.id)),
            Outcome::Skipped { .. } => drop(skipped.insert(check.id)),
        }
    }
    (failed, skipped)
}

/// A check that no server fails would say nothing.
#[tokio::test(flavor = "multi_thread")]
async fn each_check_fails_against_a_server_that_does_something_else() {
    let wrong = [
        ("404 Not Found", "<!doctype html><title>Nothing</title>"),
        ("200 OK", "{}"),
        (
            "200 OK",
            r#"{"success":true,"data":{"replies":"errorStacktrace hiddenAttributes"},"events":[{}],"said":"<request>"}"#,
        ),
        ("500 Oops", "{}"),
    ];
    for api in [Api::Certainly, Api::Aimylogic, Api::ApiMedium] {
        let (mut failed, mut all) = (BTreeSet::new(), BTreeSet::new());
        for (status, body) in wrong {
            let address = that_says(status, body).await;
            let (wrong, skipped) = failing(api, address).await;
            all.extend(skipped);
            all.extend(wrong.iter().cloned());
            failed.extend(wrong);
        }
        let never: Vec<_> = all.difference(&failed).collect();
        assert!(never.is_empty() && failed.len() >= 20, "{}: {never:?} of {}", api.name(), all.len());
    }
}
