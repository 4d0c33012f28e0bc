//! `parlour chat --bot`: the program talks to a server of its own kind.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod support;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use support::upstream::{Upstream, flow};
use support::{BOT, LIMITS, Server};

async fn chat(arguments: Vec<String>, typed: &'static str) -> Output {
    tokio::task::spawn_blocking(move || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_parlour"))
            .arg("chat")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        program.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        program.wait_with_output().unwrap()
    })
    .await
    .unwrap()
}

fn bot_of(server: &Server) -> String {
    format!("http://{}/api/webchat/bot/{BOT}", server.running.address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_bot_is_talked_to_line_by_line() {
    let upstream = Upstream::start().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), flow(upstream.address)).unwrap();
    let server =
        Server::start_in(folder, &format!("egress = {{ allow = [\"127.0.0.1/32\"] }}\n{LIMITS}")).await;
    let release = async {
        upstream.has_heard(2).await;
        // Longer than a sender is kept waiting: the rest is asked for.
        tokio::time::sleep(std::time::Duration::from_secs(6)).await;
        upstream.release.notify_one();
    };
    let (told, ()) =
        tokio::join!(chat(vec!["--bot".into(), bot_of(&server)], "ok\nheld\nhello\n\nnever said\n"), release);
    assert_eq!(String::from_utf8_lossy(&told.stderr), "");
    let order = "One moment.\nIt is shipped (3, 200).\nWhich order?\n";
    assert_eq!(
        String::from_utf8(told.stdout).unwrap(),
        format!("Which order?\n{order}{order}You have 60 days.\n")
    );
    assert_eq!(told.status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_refuses_is_told_from_one_that_is_not_there() {
    let server = Server::start_with(LIMITS).await;
    let bot = bot_of(&server);
    let foreign = ["--origin", "https://evil.example", "--bot", &bot].map(str::to_owned);
    let refused = chat(foreign.to_vec(), "hello\n").await;
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(
        (refused.status.code(), sentence.as_str()),
        (Some(1), "This page may not talk to this bot.\n")
    );

    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = chat(vec!["--bot".into(), format!("http://{free}/api/webchat/bot/{BOT}")], "hello\n").await;
    assert_eq!(gone.status.code(), Some(3), "{}", String::from_utf8_lossy(&gone.stderr));
    assert!(gone.stdout.is_empty() && !gone.stderr.is_empty());

    let wrong = chat(vec!["--bot".into(), "shop.toml".into()], "").await;
    assert_eq!(wrong.status.code(), Some(2));
}
