//! A server that is killed, or ended, while a call is made.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

use std::time::Duration;

use serde_json::Value;
use support::served::{Served, folder, say, serve};
use support::upstream::{Upstream, flow};

const ALLOW: &str = "egress = { allow = [\"127.0.0.1/32\"] }";

fn texts(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap();
    let replies = body[0]["message"].as_array().unwrap().iter();
    replies.map(|reply| reply["actions"][0]["text"].as_str().unwrap().to_owned()).collect()
}

/// Says something that another server is asked about, and ends the process while that is done.
async fn cut_off(folder: &tempfile::TempDir, upstream: &Upstream, text: &'static str, signal: &str) {
    let mut served = serve(folder.path());
    let address = served.address.clone();
    let sender = std::thread::spawn(move || say(&address, "k", text));
    upstream.has_heard(1).await;
    served.signal(signal);
    served.process.wait().unwrap();
    let (status, body) = sender.join().unwrap();
    // Killed: nothing. Ended: what is known so far.
    assert!(status == 0 || (status == 202 && body.contains("\"sending\"")), "{status} {body}");
}

/// The whole answer of the message under the key.
async fn answered(served: &Served, text: &str) -> Vec<String> {
    for _ in 0..20 {
        let (status, body) = tokio::task::block_in_place(|| served.say("k", text));
        if status == 200 {
            return texts(&body);
        }
        assert_eq!(status, 202, "{body}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Vec::new()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_does_no_harm_is_made_again_after_a_kill() {
    let upstream = Upstream::start().await;
    let folder = folder(ALLOW, &flow(upstream.address));
    cut_off(&folder, &upstream, "held", "-KILL").await;
    let served = serve(folder.path());
    // Nobody asks for it.
    upstream.has_heard(2).await;
    upstream.release.notify_waiters();
    assert_eq!(answered(&served, "held").await, ["One moment.", "It is shipped (3, 200).", "Which order?"]);
    let heard = upstream.heard();
    let key = |request: &str| {
        request.lines().find(|line| line.starts_with("idempotency-key")).map(str::to_owned).unwrap()
    };
    assert_eq!((heard.len(), key(&heard[0])), (2, key(&heard[1])), "the called server can tell");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_not_placed_again_after_a_kill() {
    let upstream = Upstream::start().await;
    let folder = folder(ALLOW, &flow(upstream.address));
    cut_off(&folder, &upstream, "buy", "-KILL").await;
    let served = serve(folder.path());
    assert_eq!(answered(&served, "buy").await, ["Bought: interrupted.", "Which order?"]);
    assert_eq!(upstream.heard().len(), 1);
    assert_eq!(texts(&served.say("k2", "hello").1), ["You have 60 days."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_leaves_calls_that_do_no_harm_to_the_next() {
    let upstream = Upstream::start().await;
    let folder = folder(ALLOW, &flow(upstream.address));
    let begun = std::time::Instant::now();
    cut_off(&folder, &upstream, "held", "-TERM").await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let served = serve(folder.path());
    upstream.has_heard(2).await;
    upstream.release.notify_waiters();
    assert_eq!(answered(&served, "held").await.len(), 3);
}
