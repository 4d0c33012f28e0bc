//! A page that may not talk to a bot: what it can read of that, and what the operator finds in the log.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use support::served::{exchange, folder, serve};
use support::{BOT, Server, path};

/// Nobody's bot.
const UNKNOWN: &str = "11111111-1111-4111-8111-111111111111";

#[tokio::test]
async fn a_page_that_may_not_begin_can_read_why() {
    let server = Server::start().await;
    let evil = ("origin", "https://evil.example");
    let unknown = path("session").replace(BOT, UNKNOWN);
    for (path, method, refusal) in [
        (path("session"), Method::POST, (403, "origin_refused".to_owned())),
        (path("config"), Method::GET, (403, "origin_refused".to_owned())),
        (unknown.clone(), Method::POST, (404, "not_found".to_owned())),
        (unknown.replace("session", "config"), Method::GET, (404, "not_found".to_owned())),
    ] {
        let wanted = [evil, ("access-control-request-method", method.as_str())];
        let preflight = server.ask(Method::OPTIONS, &path, &wanted, "").await;
        assert_eq!((preflight.status, preflight.text.as_str()), (204, ""), "{path}");
        assert_eq!(preflight.headers["access-control-allow-origin"], "*");
        assert_eq!(preflight.headers["access-control-allow-methods"], "GET, POST");
        let answer = server.ask(method, &path, &[evil], "").await;
        assert_eq!(answer.refusal(), refusal, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    }
}

#[test]
fn an_operator_reads_which_page_of_which_bot_was_refused_but_not_without_end() {
    let folder = folder("", include_str!("support/shop.toml"));
    let served = serve(folder.path());
    let ask = |bot: &str| {
        let line = format!("POST {}", path("session").replace(BOT, bot));
        exchange(&served.address, &line, "origin: https://evil.example\r\n", "").0
    };
    assert_eq!((ask(BOT), ask(UNKNOWN)), (403, 404));
    let log = served.log_with("the configuration has no such bot");
    let line = |says: &str| log.lines().find(|line| line.contains(says)).expect(says);
    for (line, bot) in [(line("not among the bot's"), BOT), (line("no such bot"), UNKNOWN)] {
        for part in ["WARN", bot, "https://evil.example"] {
            assert!(line.contains(part), "{part}: {line}");
        }
    }
    for _ in 0..30 {
        assert_eq!(ask(UNKNOWN), 404);
    }
    let told = served.log().matches("a page was refused").count();
    // Ten a minute; a slow machine may be granted one or two more meanwhile.
    assert!((10..=15).contains(&told), "{told}");
}
