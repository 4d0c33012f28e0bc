//! `GET …/history?after=…&wait=…`: the log as it grows, for whoever no stream reaches.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use support::desk::{act, look, start, take, visitor};
use support::elsewhere::{Act, Elsewhere, gateway};
use support::{Answer, Server, Session, mid};
use tokio::time::sleep;

async fn end(session: &Session<'_>) -> String {
    session.get("history").await.json()["cursor"].as_str().unwrap().to_owned()
}

/// What a read that waits is answered with, and after how long.
async fn read(session: &Session<'_>, after: &str, wait: u32, states: u64) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = session.get(&format!("history?after={after}&wait={wait}&states={states}")).await;
    (answer, begun.elapsed())
}

fn texts(answer: &Answer) -> Vec<String> {
    let page = answer.json();
    let text = |item: &Value| item["actions"][0]["text"].as_str().unwrap_or_default().to_owned();
    page["items"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn what_stands_after_the_cursor_is_answered_at_once() {
    let server = Server::start().await;
    let session = server.session().await;
    let cursor = end(&session).await;
    session.say(&mid(1), "hi").await;
    let (answer, took) = read(&session, &cursor, 25, 0).await;
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(texts(&answer)[0], "hi");
    let plain = session.get(&format!("history?after={cursor}")).await;
    assert_eq!(answer.text, plain.text, "there is nothing else to be told");
    // Pages are as long as they are without waiting.
    let page = session.get(&format!("history?after={cursor}&wait=25&limit=1")).await.json();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["has_more"]), (1, &json!(true)));
}

#[tokio::test]
async fn a_read_wakes_as_soon_as_something_is_stored() {
    let server = Server::start().await;
    let session = server.session().await;
    let cursor = end(&session).await;
    let speaks = async {
        sleep(Duration::from_millis(700)).await;
        session.say(&mid(1), "hi").await;
        Instant::now()
    };
    let begun = Instant::now();
    let reads = async { (read(&session, &cursor, 25, 0).await.0, Instant::now()) };
    let ((answer, woken), said) = tokio::join!(reads, speaks);
    assert_eq!(texts(&answer)[0], "hi");
    assert!(woken - begun > Duration::from_millis(650), "it waited");
    assert!(woken.saturating_duration_since(said) < Duration::from_secs(1), "and no longer than it had to");
}

#[tokio::test]
async fn a_read_that_nothing_wakes_ends_with_an_empty_page_at_the_same_place() {
    let server = Server::start().await;
    let (session, other) = (server.session().await, server.session().await);
    let cursor = end(&session).await;
    let speaks = async {
        sleep(Duration::from_millis(100)).await;
        other.say(&mid(1), "in another conversation").await
    };
    let ((answer, took), _) = tokio::join!(read(&session, &cursor, 1, 0), speaks);
    assert!((Duration::from_secs(1)..Duration::from_secs(3)).contains(&took), "{took:?}");
    let page = answer.json();
    assert_eq!((answer.status, &page["items"], &page["cursor"]), (200, &json!([]), &json!(cursor)));
    assert_eq!(page["has_more"], false);
    assert!(read(&session, &cursor, 0, 0).await.1 < Duration::from_secs(1), "0 does not wait");
}

#[tokio::test]
async fn a_stopping_server_answers_reads_that_wait_at_once() {
    let server = Server::start().await;
    let session = server.session().await;
    let cursor = end(&session).await;
    let Server { running, .. } = &server;
    let address = running.address;
    let token = session.token.clone();
    let waits = tokio::spawn(async move {
        let path = support::path(&format!("history?after={cursor}&wait=25"));
        let asked = format!("GET {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\r\n");
        let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut connection, asked.as_bytes()).await.unwrap();
        let mut told = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut connection, &mut told).await.unwrap();
        told
    });
    sleep(Duration::from_millis(300)).await;
    assert!(!waits.is_finished());
    let begun = Instant::now();
    server.running.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    let told = waits.await.unwrap();
    assert!(told.starts_with("HTTP/1.1 200 OK") && told.contains(r#""items":[]"#), "{told}");
}

#[tokio::test]
async fn values_that_cannot_be_are_refused_by_name() {
    let server = Server::start().await;
    let session = server.session().await;
    let cursor = end(&session).await;
    for (query, field) in [
        (format!("after={cursor}&wait=26"), "wait"),
        (format!("after={cursor}&wait=-1"), "wait"),
        (format!("after={cursor}&wait="), "wait"),
        (format!("after={cursor}&wait=1.5"), "wait"),
        (format!("after={cursor}&wait=soon"), "wait"),
        (format!("after={cursor}&wait=1&wait=1"), "wait"),
        (format!("before={cursor}&wait=1"), "wait"),
        ("wait=1".to_owned(), "wait"),
        (format!("after={cursor}&wait=1&states=x"), "states"),
        (format!("after={cursor}&states=1"), "states"),
        (format!("after={cursor}&before={cursor}&wait=1"), "before"),
    ] {
        let answer = session.get(&format!("history?{query}")).await;
        assert_eq!(answer.refusal(), (400, "parameter_invalid".into()), "{query}");
        assert_eq!(answer.json()["field"], field, "{query}: {}", answer.text);
    }
    let beyond = cursor.replace(".1", ".9");
    assert_eq!(read(&session, &beyond, 25, 0).await.0.refusal(), (410, "stale_cursor".into()));
    assert_eq!(read(&session, "abc.1", 25, 0).await.0.refusal(), (410, "stale_cursor".into()));
}

#[tokio::test]
async fn one_read_too_many_is_told_when_to_return_and_whoever_left_has_made_room() {
    let server =
        Server::start_with("[limits]\nstreams_per_session = 1\nsessions_per_minute_per_ip = 9").await;
    let session = server.session().await;
    let cursor = end(&session).await;
    let stream = session.events("events", &[]).await;
    {
        let waits = std::pin::pin!(read(&session, &cursor, 25, 0));
        let crowds = async {
            sleep(Duration::from_millis(300)).await;
            read(&session, &cursor, 25, 0).await.0
        };
        tokio::select! {
            (answer, _) = waits => unreachable!("{}", answer.text),
            second = crowds => {
                assert_eq!(second.refusal(), (429, "rate_limited".into()));
                assert!(second.headers.contains_key("retry-after"));
            }
        }
        // Here the one that waits is given up, and its connection closed.
    }
    drop(stream);
    for _ in 0..50 {
        if read(&session, &cursor, 0, 0).await.0.status == 200 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    unreachable!("its place is held");
}

#[tokio::test]
async fn hands_and_states_wake_a_read_and_what_was_told_is_not_told_again() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    session.say(&mid(1), "person").await;
    session.say(&mid(2), "are you there?").await;
    let cursor = end(&session).await;
    let later = Duration::from_millis(300);

    let looks = async {
        sleep(later).await;
        look(&server, &conversation.to_string()).await
    };
    let ((answer, took), _) = tokio::join!(read(&session, &cursor, 20, 0), looks);
    assert!(took < Duration::from_secs(3), "{took:?}");
    let told = answer.json();
    assert_eq!(told["items"], json!([]));
    assert_eq!(told["statuses"], json!([{"mid": mid(2), "seq": 5, "state": "delivered"}]));
    let states = told["states"].as_u64().unwrap();
    assert!(states > 0 && states < 1 << 32, "{states}");

    let (answer, took) = read(&session, &cursor, 1, states).await;
    assert!(took >= Duration::from_secs(1), "nothing has changed");
    assert_eq!((answer.json().get("statuses"), &answer.json()["states"]), (None, &json!(states)));
    let (answer, took) = read(&session, &cursor, 20, 0).await;
    assert!(took < Duration::from_secs(1), "whoever was told nothing is told at once");
    assert_eq!(answer.json(), told);

    let takes = async {
        sleep(later).await;
        take(&server, conversation, "Ann").await
    };
    let ((answer, _), _) = tokio::join!(read(&session, &cursor, 20, states), takes);
    let page = answer.json();
    assert_eq!(
        (&page["items"][0]["event"], &page["items"][0]["state"]),
        (&json!("handover"), &json!("agent"))
    );
    let cursor = page["cursor"].as_str().unwrap();

    // A change between two reads is told at the beginning of the next.
    let states = page["states"].as_u64().unwrap();
    act(&server, &format!("{conversation}/read"), &json!({"up_to": 99})).await;
    let (answer, took) = read(&session, cursor, 20, states).await;
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(answer.json()["statuses"], json!([{"mid": mid(2), "seq": 5, "state": "read"}]));
}

#[tokio::test]
async fn a_message_that_failed_elsewhere_is_told_and_so_is_that_it_did_not_after_all() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("400 Bad Request", "{}")]);
    let server = gateway(&elsewhere).await;
    let session = server.session().await;
    let refused = session.say(&mid(1), "hi").await;
    assert_eq!(refused.json()[0]["state"], "failed", "{}", refused.text);
    let cursor = end(&session).await;
    let (answer, _) = read(&session, &cursor, 20, 0).await;
    let page = answer.json();
    assert_eq!(page["statuses"], json!([{"mid": mid(1), "seq": 1, "state": "failed"}]));
    let again = async {
        sleep(Duration::from_millis(300)).await;
        session.say(&mid(1), "hi").await
    };
    let ((answer, _), _) = tokio::join!(read(&session, &cursor, 20, page["states"].as_u64().unwrap()), again);
    let page = answer.json();
    assert_eq!(page["statuses"], json!([{"mid": mid(1), "seq": 1, "state": "sent"}]), "{page}");
}

#[tokio::test]
async fn a_token_that_is_revoked_meanwhile_opens_nothing_more() {
    let server = Server::start().await;
    let session = server.session().await;
    let cursor = end(&session).await;
    let leaves = async {
        sleep(Duration::from_millis(300)).await;
        session.ask(Method::DELETE, "session", "").await
    };
    let ((answer, took), left) = tokio::join!(read(&session, &cursor, 25, 0), leaves);
    assert_eq!(left.status, 204, "{}", left.text);
    assert_eq!(answer.refusal(), (401, "unauthorized".into()));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_failed_message_that_is_no_more_among_the_newest_is_not_told_to_be_sent() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will((0..51).map(|_| Act::Answer("400 Bad Request", "{}")));
    let server = gateway(&elsewhere).await;
    let session = server.session().await;
    for number in 1..=50 {
        session.say(&mid(number), "hi").await;
    }
    let mut stream = session.events(&format!("events?after={}", end(&session).await), &[]).await;
    let mut told = Vec::new();
    while told.len() < 50 {
        let (name, _, data) = stream.next().await.unwrap();
        told.extend((name == "status").then_some(data));
    }
    let refused = session.say(&mid(51), "hi").await;
    assert_eq!(refused.json()[0]["state"], "failed", "{}", refused.text);
    while let Ok(Some((name, _, data))) = tokio::time::timeout(Duration::from_secs(1), stream.next()).await {
        told.extend((name == "status").then_some(data));
    }
    let states: Vec<_> = told.iter().map(|status| status["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["failed"; 51]);
    assert_eq!(told[50]["mid"], json!(mid(51)));
}
