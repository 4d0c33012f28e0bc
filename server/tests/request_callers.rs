//! A flow's call: what is sent of the environment, and who is kept waiting for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::{Duration, Instant};

use support::upstream::{ALLOW, Upstream, flow, shop, texts};
use support::{FLOW_KEY, LIMITS, Server, mid};

#[tokio::test]
async fn a_secret_header_is_sent_and_kept_nowhere() {
    let upstream = Upstream::start().await;
    let folder = tempfile::tempdir().unwrap();
    let text = flow(upstream.address).replace("X-Shop = \"s1\"", "X-Shop = { env = \"FLOW_SHOP_KEY\" }");
    assert!(text.contains("FLOW_SHOP_KEY"), "{text}");
    std::fs::write(folder.path().join("shop.toml"), &text).unwrap();
    let server = Server::start_in(folder, &format!("{ALLOW}{LIMITS}")).await;
    let session = server.session().await;
    let (answer, ()) = tokio::join!(async { session.say(&mid(1), "held").await }, async {
        upstream.has_heard(1).await;
        // What waits is in the store now.
        for name in ["parlour.db", "parlour.db-wal"] {
            let stored = std::fs::read(server.folder.path().join(name)).unwrap_or_default();
            let holds = |text: &str| stored.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!holds(FLOW_KEY), "{name}");
            assert!(name == "parlour.db" || holds("FLOW_SHOP_KEY"), "the call does not wait in {name}");
        }
        upstream.release.notify_one();
    });
    assert_eq!(texts(&answer), ["One moment.", "It is shipped (3, 200).", "Which order?"]);
    assert!(upstream.heard()[0].to_lowercase().contains(&format!("x-shop: {}\r\n", FLOW_KEY.to_lowercase())));
    assert!(!session.get("history").await.text.contains(FLOW_KEY));

    // Without the variable the configuration has a mistake, where the request is declared.
    let nothing = |_: &str| None;
    let found =
        parlour_server::config::parse("p.toml", &support::settings(""), server.folder.path(), &nothing);
    let mistake = found.unwrap_err().into_iter().find(parlour_server::config::Mistake::is_error).unwrap();
    let line = text.lines().position(|line| line.contains("request =")).unwrap() + 1;
    assert_eq!((mistake.code, mistake.line), ("missing_variable", line), "{mistake:?}");
}

#[tokio::test]
async fn an_api_caller_who_cannot_ask_again_is_kept_waiting_for_the_whole_answer() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let body = r#"{"user_id":"u","actions":[{"type":"text","text":"held"}]}"#;
    let begun = Instant::now();
    let (answer, keyed, ()) = tokio::join!(
        async { server.call(&[], body).await },
        async { server.call(&[("idempotency-key", "k")], &body.replace("\"u\"", "\"v\"")).await },
        async {
            upstream.has_heard(2).await;
            tokio::time::sleep(Duration::from_secs(6)).await;
            upstream.release.notify_waiters();
        }
    );
    assert!(begun.elapsed() >= Duration::from_secs(6));
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(texts(&answer), ["One moment.", "It is shipped (3, 200).", "Which order?"]);
    // Who can ask again is let go sooner.
    assert_eq!((keyed.status, texts(&keyed)), (202, vec!["One moment.".to_owned()]));
}
