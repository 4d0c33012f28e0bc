//! What must not be seen, looked for everywhere it could be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use hyper::Method;
use serde_json::json;
use support::accounts::{ANALYST, accounts, ask_report, days_around_now};
use support::{API_TOKEN, BOT, PAGE, Server, mid, path, signed};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_token_and_no_text_is_in_an_answer_a_log_or_the_store() {
    let log = Log::default();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).init();
    let server = Server::start_with(&accounts("")).await;
    let session = server.session().await;
    let text = "CANARY-text-of-a-visitor";
    let mut answers = vec![session.say(&mid(1), text).await.text];
    answers.push(session.send("{\"id\":\"CANARY\"").await.text);
    answers.push(session.get("history?after=CANARY-cursor").await.text);
    answers.push(server.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.text);
    answers.push(
        server.call(&[], r#"{"user_id":"CANARY-user","actions":[{"type":"text","text":"x"}]}"#).await.text,
    );
    answers.push(server.call(&[], r#"{"user_id":7}"#).await.text);
    answers.push(server.ask(Method::GET, "/CANARY-path?token=CANARY", &[], "").await.text);
    answers.push(ask_report(&server, Some(ANALYST), "fromDate=CANARY-day").await.text);
    answers.push(ask_report(&server, Some("CANARY-guess"), &days_around_now(BOT)).await.text);
    let shop = signed::start(&signed::two_keys("")).await;
    for claims in [
        json!({"sub": "CANARY-sub", "exp": signed::now_s() + 200_000}),
        json!({"sub": "CANARY-sub", "name": ["CANARY-name"]}),
        json!({"sub": "CANARY-sub", "email": "CANARY-email"}),
    ] {
        let token = signed::hs256("k1", signed::SECRET, &signed::with(&claims));
        answers.push(signed::ask(&shop, None, &json!({"user_token": token})).await.text);
    }
    answers.push(signed::ask(&shop, None, &json!({"user_token": "CANARY.CANARY.CANARY"})).await.text);
    for answer in &answers {
        assert!(!answer.contains("CANARY"), "{answer}");
        assert!(!answer.contains(&session.token), "{answer}");
    }
    let history = session.get("history").await.text;
    assert!(history.contains(text) && !history.contains(&session.token) && !history.contains(API_TOKEN));

    let report = ask_report(&server, Some(ANALYST), &days_around_now(BOT)).await.text;
    assert!(report.contains(text) && !report.contains(ANALYST) && !report.contains(&session.token));

    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("/api/webchat/bot/{bot}/messages/"), "{log}");
    for why in ["its `exp` is too far ahead", "it cannot be read"] {
        assert!(log.contains(why), "the operator is told what the visitor is not: {log}");
    }
    let ours: Vec<&str> = log.lines().filter(|line| line.contains("parlour_server")).collect();
    assert!(!ours.is_empty());
    for line in log.lines() {
        let tokens = [session.token.as_str(), API_TOKEN, ANALYST];
        assert!(!tokens.iter().any(|token| line.contains(token)), "{line}");
    }
    for line in ours {
        assert!(!line.contains("CANARY"), "{line}");
    }

    let token = session.token.clone();
    let Server { running, folder, .. } = server;
    running.stop().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(!holds(&token) && !holds(API_TOKEN) && !holds(ANALYST));
    }
}
