//! A page that may not talk to a bot: what it can read of that, and what the operator finds in the log.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use parlour_server::config::{self, Config, Mistake};
use support::served::{exchange, folder, serve};
use support::{BOT, LIMITS, PAGE, Server, path, settings};

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

/// The configuration with one of the two pages that may talk to the bot named as one that may debug.
fn with_debug_origin() -> String {
    settings(LIMITS).replacen("refs =", "debug_origins = [\"https://shop.example\"]\nrefs =", 1)
}

#[tokio::test]
async fn pages_that_may_debug_are_told_so_and_may_mark_a_test() {
    let server = Server::start_as(folder("", include_str!("support/shop.toml")), &with_debug_origin()).await;
    let own = server.running.address.to_string();
    for headers in [
        vec![("origin", "https://shop.example")],
        // The server listens on loopback, so this machine's pages may too.
        vec![("origin", PAGE)],
        // A page of the server's own reads without an origin.
        vec![("host", own.as_str()), ("sec-fetch-site", "same-origin")],
    ] {
        let answer = server.ask(Method::GET, &path("config"), &headers, "").await;
        assert_eq!(answer.json()["debug"], true, "{headers:?}");
    }
    let wanted = [("origin", "https://shop.example"), ("access-control-request-method", "POST")];
    let preflight = server.ask(Method::OPTIONS, &path("session"), &wanted, "").await;
    assert_eq!(
        preflight.headers["access-control-allow-headers"],
        "Authorization, Content-Type, Last-Event-ID, Parlour-Test"
    );
    let answer = server.ask(Method::POST, &path("session"), &wanted[..1], "").await;
    assert_eq!(answer.headers["access-control-expose-headers"], "*");
}

#[tokio::test]
async fn other_pages_of_the_bot_are_told_nothing_of_debugging() {
    let server = Server::start().await;
    let page = ("origin", "https://shop.example");
    for headers in
        [vec![page], vec![], vec![("sec-fetch-site", "cross-site")], vec![("sec-fetch-site", "none")]]
    {
        let answer = server.ask(Method::GET, &path("config"), &headers, "").await;
        assert_eq!((answer.status, answer.json().get("debug")), (200, None), "{headers:?}");
    }
    let wanted = [page, ("access-control-request-method", "POST")];
    let preflight = server.ask(Method::OPTIONS, &path("session"), &wanted, "").await;
    assert_eq!(
        preflight.headers["access-control-allow-headers"],
        "Authorization, Content-Type, Last-Event-ID"
    );
    let answer = server.ask(Method::POST, &path("session"), &[page], "").await;
    assert_eq!(answer.headers["access-control-expose-headers"], "Retry-After");
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

/// What becomes of this configuration: itself, or places and codes of what is wrong with its origins.
fn read(text: &str) -> Result<Config, Vec<(usize, usize, &'static str)>> {
    let folder = folder("", include_str!("support/shop.toml"));
    let read = config::parse("parlour.toml", text, folder.path(), &|_| None);
    let place = |Mistake { line, column, code, .. }: &Mistake| (*line, *column, *code);
    let is_of_origins = |(.., code): &(usize, usize, &str)| code.ends_with("_origin");
    read.map(|(config, _)| config)
        .map_err(|mistakes| mistakes.iter().map(place).filter(is_of_origins).collect())
}

#[test]
fn pages_of_this_machine_debug_only_while_the_server_listens_on_it() {
    let may = |listen: &str, origin: &str| {
        let config = read(&settings("").replacen("127.0.0.1:0", listen, 1)).unwrap();
        config.bots.values().next().unwrap().may_debug(origin)
    };
    assert!(may("127.0.0.1:0", "http://127.0.0.1:5173"));
    assert!(!may("0.0.0.0:0", "http://127.0.0.1:5173"));
    // Its own pages always may; pages that may not talk to the bot never.
    assert!(may("0.0.0.0:0", "http://127.0.0.1:8080"));
    assert!(!may("127.0.0.1:0", "http://localhost:5173"));
    assert!(!may("127.0.0.1:0", "https://shop.example"));
}

#[test]
fn a_page_that_may_not_talk_to_the_bot_cannot_debug_it() {
    let found = |origins: &str| {
        read(&settings("").replacen("refs =", &format!("debug_origins = {origins}\nrefs ="), 1)).err()
    };
    assert_eq!(found(r#"["https://shop.example", "http://127.0.0.1:5173"]"#), None);
    assert_eq!(found(r#"["https://evil.example"]"#), Some(vec![(12, 18, "unknown_origin")]));
    assert_eq!(found(r#"["shop.example"]"#), Some(vec![(12, 18, "bad_origin")]));
}
