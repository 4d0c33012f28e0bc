//! The served chat API of the Aimylogic seed, where its callers come early, ask much, or send what is hard to read.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use support::chat::{get, path, post, refusal, say, start, texts};
use support::elsewhere::{Act, Elsewhere, free_port};
use support::served::exchange;
use support::{Answer, BOT, OTHER_BOT, Server, desk};

async fn pool(server: &Server) -> sqlx::SqlitePool {
    let store = format!("sqlite:{}", server.folder.path().join("parlour.db").display());
    sqlx::SqlitePool::connect(&store).await.unwrap()
}

async fn later(server: &Server, client: &str, text: &str, cid: &str) -> Answer {
    let body = json!({"clientId": client, "query": text, "cid": cid}).to_string();
    post(server, "/async", &body).await
}

async fn events(server: &Server, query: &str) -> Vec<Value> {
    let answer = get(server, &format!("/events?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["events"].as_array().unwrap().clone()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

/// Events, if the client says this while they are waited for.
async fn told_of(server: &Server, query: &str, client: &str, text: &str) -> Vec<Value> {
    let begun = Instant::now();
    let (told, _) = tokio::join!(events(server, query), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        say(server, client, text).await
    });
    let waited = begun.elapsed();
    assert!((Duration::from_millis(300)..Duration::from_secs(5)).contains(&waited), "{waited:?}");
    told
}

#[tokio::test]
async fn a_poll_wakes_when_a_conversation_begins() {
    let server = start("").await;
    post(&server, "/client/test/state", "{}").await;
    assert_eq!(kinds(&events(&server, "clientId=test&all=1").await), ["stateChanged"]);
    let first = told_of(&server, "clientId=test&all=1", "test", "Returns").await;
    assert_eq!(kinds(&first), ["userRequest", "botResponse"]);
    // After a long silence the next question begins another conversation.
    let pool = pool(&server).await;
    sqlx::query("UPDATE conversations SET active_s = 0").execute(&pool).await.unwrap();
    let second = told_of(&server, "clientId=test&all=1", "test", "what?").await;
    assert_eq!(kinds(&second), ["userRequest", "botResponse"]);
    let begun: i64 = sqlx::query_scalar("SELECT count(*) FROM conversations").fetch_one(&pool).await.unwrap();
    assert_eq!(begun, 2);
}

#[tokio::test]
async fn what_is_a_connections_own_is_found_behind_much_of_others() {
    let server = start("").await;
    for _ in 0..510 {
        assert_eq!(later(&server, "test", "what?", "other").await.status, 200);
    }
    later(&server, "test", "Returns", "mine").await;
    for query in ["clientId=test&all=1&cid=mine&ts=0", "clientId=test&all=1&cid=mine"] {
        let told = events(&server, query).await;
        assert_eq!(kinds(&told), ["userRequest", "botResponse"], "{query}");
        assert_eq!(told[0]["event"]["data"]["query"], "Returns", "{query}");
        assert_eq!(texts(&told[1]["event"]["data"]["replies"]).len(), 2, "{query}: a whole turn");
    }
}

/// As if so many calls waited for the receiver.
async fn queue(pool: &sqlx::SqlitePool, calls: u32) {
    let queued = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) \
         INSERT INTO outbound (bot, api, conversation, body, created_ms, next_ms) \
         SELECT ?, 'aimylogic', 1, '[]', 0, 9000000000000 FROM n";
    sqlx::query(queued).bind(calls).bind(BOT).execute(pool).await.unwrap();
}

#[tokio::test]
async fn while_too_much_waits_for_the_receiver_later_questions_are_asked_to_come_back() {
    let nobody = free_port().await;
    let server = start(&format!(", webhook_url = \"http://{nobody}/bot\"")).await;
    say(&server, "waits", "Returns").await;
    let pool = pool(&server).await;
    queue(&pool, 10_000).await;
    let refused = later(&server, "test", "CANARY-refused", "one").await;
    assert_eq!(refusal(&refused), (503, "chatapi.server.unavailable".into()));
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    say(&server, "waits", "Returns").await;
    sqlx::query("DELETE FROM outbound WHERE id = (SELECT max(id) FROM outbound)")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(later(&server, "test", "Returns", "one").await.status, 200);
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM messages WHERE actions LIKE '%CANARY%'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn what_is_told_while_too_much_waits_is_a_dead_letter_and_the_queue_grows_no_longer() {
    let nobody = free_port().await;
    let server = start(&format!(", webhook_url = \"http://{nobody}/bot\"")).await;
    say(&server, "test", "person").await;
    let pool = pool(&server).await;
    queue(&pool, 9_999).await;
    assert_eq!(desk::take(&server, 1, "Ann").await.status, 204);
    for text in ["There is room for this.", "There is none for that."] {
        let said = desk::act(&server, "1/reply", &json!({"text": text})).await;
        assert_eq!(said.status, 201, "{}", said.text);
    }
    let counts: (i64, i64) = sqlx::query_as(
        "SELECT sum(dead_ms IS NULL), sum(dead_ms IS NOT NULL AND error = 'queue full') FROM outbound",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(counts, (10_000, 1));
}

#[tokio::test]
async fn who_asks_more_than_a_token_may_is_told_when_to_come_back() {
    let server = start("").await;
    let mut asked = 0;
    let refused = loop {
        let answer = get(&server, "?clientId=test").await;
        if answer.status != 400 {
            break answer;
        }
        asked += 1;
        assert!(asked < 5_000, "no end of it");
    };
    assert!(asked >= 1_000, "{asked}");
    assert_eq!(refusal(&refused), (429, "chatapi.limit.rate_limited".into()));
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    let other = "/chatapi/another-token-of-another-bot?clientId=test&query=Returns";
    assert_eq!(server.ask(Method::GET, other, &[], "").await.status, 200, "{OTHER_BOT} has its own");
}

#[tokio::test]
async fn a_state_that_is_hard_to_read_is_told_as_it_was_saved() {
    let server = start("").await;
    let state = r#"{"b":1e3, "a":1.0,"a":2,"z":"\ud800","big":1e400,"n":12345678901234567890123}"#;
    assert_eq!(post(&server, "/client/test/state", state).await.status, 200);
    let told = get(&server, "/events?clientId=test&all=1&ts=0").await;
    assert!(told.text.contains(&format!("\"data\":{state}")), "{}", told.text);
    let nested = |depth: usize| format!(r#"{{"a[[":{}"\"[["{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(post(&server, "/client/test/state", &nested(31)).await.status, 200);
    let refused = post(&server, "/client/test/state", &nested(32)).await;
    assert_eq!(refusal(&refused), (400, "chatapi.request.json_too_complex".into()));
    assert_eq!(get(&server, "/client/test/state").await.text, nested(31));
}

#[tokio::test]
async fn what_is_no_utf_8_makes_two_clients_no_one() {
    let server = start("").await;
    for (end, name) in [
        ("?clientId=%fe&query=a", "clientId"),
        ("?clientId=test&query=%fe", "query"),
        ("?clientId=test&query=a&cid=a%C3%28", "cid"),
        ("/events?clientId=%fe", "clientId"),
        ("/client/test/history?limit=%ff", "limit"),
    ] {
        let answer = get(&server, end).await;
        assert_eq!(refusal(&answer), (400, "chatapi.request.parameter_invalid".into()), "{end}");
        assert!(answer.text.contains(&format!("`{name}`")), "{}", answer.text);
    }
    for (client, named) in [("%EF%BF%BD", "\u{fffd}"), ("a+b%20%C3%A9", "a b é"), ("a%2Bb", "a+b")] {
        let answer = get(&server, &format!("?clientId={client}&query=a")).await.json();
        assert_eq!(
            (&answer["clientId"], &answer["data"]["newSessionStarted"]),
            (&json!(named), &json!(true))
        );
    }
}

#[tokio::test]
async fn an_agent_reaches_the_client_with_the_longest_name() {
    let server = start("").await;
    let client = "c".repeat(255);
    say(&server, &client, "Returns").await;
    let reach = async |user: &str| {
        let path = format!("/webbot/api/webchat/{BOT}/handover/{user}/");
        server.ask(Method::GET, &path, &[], "").await
    };
    let reached = reach(&format!("aimylogic:{client}")).await;
    assert_eq!(reached.status, 200, "{}", reached.text);
    assert_eq!(reach(&format!("aimylogic:{client}c")).await.status, 404);
}

#[tokio::test]
async fn what_is_tried_again_waits_for_what_is_on_its_way_in_its_conversation() {
    let there = Elsewhere::start().await;
    there.will([Act::Hold]);
    let server = start(&format!(", webhook_url = \"http://{}/bot\"", there.address)).await;
    later(&server, "test", "what?", "one").await;
    there.has_heard(1).await;
    // A dead letter of the conversation, from before, that is tried again.
    let pool = pool(&server).await;
    let letter = "INSERT INTO outbound (id, bot, api, conversation, body, created_ms, next_ms) \
         SELECT id - 1, bot, api, conversation, '[{\"clientId\":\"letter\"}]', 0, 0 FROM outbound";
    assert_eq!(sqlx::query(letter).execute(&pool).await.unwrap().rows_affected(), 1);
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(there.heard().len(), 1, "one after the other");
    there.release.notify_one();
    there.has_heard(2).await;
    assert_eq!(there.heard()[1][0]["clientId"], "letter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_who_has_said_nothing_yet_waits_and_has_an_empty_history() {
    let server = start("").await;
    let history = get(&server, "/client/early/history").await;
    assert_eq!((history.status, history.json()), (200, json!({"totalCount": 0, "messages": []})));
    let told = told_of(&server, "clientId=early&all=1", "early", "Returns").await;
    assert_eq!(kinds(&told), ["userRequest", "botResponse"]);
    assert_eq!(texts(&told[1]["event"]["data"]["replies"]).len(), 2);
    let (address, line) =
        (server.running.address.to_string(), format!("GET {}", path("/events?clientId=silent")));
    let silent = tokio::task::spawn_blocking(move || exchange(&address, &line, "", ""));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!silent.is_finished(), "it waits");
    server.running.stop().await;
    assert_eq!(silent.await.unwrap(), (200, r#"{"events":[]}"#.to_owned()));
}
