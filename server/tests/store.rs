//! What is kept, seen in the file itself.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

use hyper::Method;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use support::{PAGE, Server, mid, path};

async fn file(server: &Server) -> SqliteConnection {
    SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db")).connect().await.unwrap()
}

#[tokio::test]
async fn an_expired_token_resumes_for_thirty_days_and_opens_nothing_else() {
    let server = Server::start().await;
    let session = server.session().await;
    let mut file = file(&server).await;
    for (days, resumed) in [(1, 201), (31, 401)] {
        let expire = format!("UPDATE sessions SET expires_ms = (unixepoch() - {days} * 86400) * 1000");
        sqlx::query(AssertSqlSafe(expire)).execute(&mut file).await.unwrap();
        assert_eq!(session.get("history").await.refusal(), (401, "unauthorized".into()));
        assert_eq!(session.say(&mid(1), "hi").await.refusal(), (401, "unauthorized".into()));
        assert_eq!(session.ask(Method::POST, "session", "").await.status, resumed, "{days} days");
    }
}

#[tokio::test]
async fn a_token_lives_from_its_last_use_and_not_beyond_its_greatest_age() {
    let server = Server::start().await;
    let session = server.session().await;
    let mut file = file(&server).await;
    let hours_left = async |file: &mut SqliteConnection| -> i64 {
        sqlx::query_scalar("SELECT (expires_ms / 1000 - unixepoch() + 1800) / 3600 FROM sessions")
            .fetch_one(file)
            .await
            .unwrap()
    };
    for (age_days, left) in [(5, 24), (29, 24), (30, 1)] {
        let age = format!(
            "UPDATE sessions SET created_ms = (unixepoch() - {age_days} * 86400) * 1000, \
             expires_ms = (unixepoch() + 3600) * 1000"
        );
        sqlx::query(AssertSqlSafe(age)).execute(&mut file).await.unwrap();
        assert_eq!(session.get("history").await.status, 200);
        assert_eq!(hours_left(&mut file).await, left, "{age_days} days old");
    }
}

#[tokio::test]
async fn a_short_lived_token_lives_from_its_last_use_too() {
    let server = Server::start_with("token_minutes = 1").await;
    let session = server.session().await;
    let mut file = file(&server).await;
    let age = "UPDATE sessions SET expires_ms = (unixepoch() + 20) * 1000";
    sqlx::query(age).execute(&mut file).await.unwrap();
    assert_eq!(session.get("history").await.status, 200);
    let left: i64 = sqlx::query_scalar("SELECT expires_ms / 1000 - unixepoch() FROM sessions")
        .fetch_one(&mut file)
        .await
        .unwrap();
    assert!((50..=60).contains(&left), "{left} s left");
}

#[tokio::test]
async fn a_stream_ends_with_its_token() {
    let server = Server::start().await;
    let session = server.session().await;
    let mut file = file(&server).await;
    // At its greatest age a token is not prolonged, whoever uses it.
    let age = "UPDATE sessions SET created_ms = (unixepoch() + 2 - 30 * 86400) * 1000, \
               expires_ms = (unixepoch() + 2) * 1000";
    sqlx::query(age).execute(&mut file).await.unwrap();
    let begun = std::time::Instant::now();
    let mut stream = session.events("events", &[]).await;
    assert_eq!(stream.next().await.unwrap().2["seq"], 1);
    assert!(stream.next().await.is_none(), "the stream went on");
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn the_address_is_the_servers_own_finding() {
    let server = Server::start_with("trusted_proxies = [\"127.0.0.1/32\"]").await;
    let headers = [
        ("origin", PAGE),
        ("content-type", "application/json"),
        ("x-forwarded-for", "6.6.6.6, 198.51.100.7"),
    ];
    let web = json!({"host": "shop.example", "hostPageUrl": "https://shop.example/a"});
    let body = json!({"user_profile": {"web": web}}).to_string();
    assert_eq!(server.ask(Method::POST, &path("session"), &headers, &body).await.status, 201);
    let mut file = file(&server).await;
    let meta: String = sqlx::query_scalar("SELECT meta FROM botusers").fetch_one(&mut file).await.unwrap();
    let meta: Value = serde_json::from_str(&meta).unwrap();
    assert_eq!(
        meta["web"],
        json!({"host": "shop.example", "hostPageUrl": "https://shop.example/a", "current_ip": "198.51.100.7"})
    );
}

#[tokio::test]
async fn the_log_has_no_gaps_whatever_was_refused() {
    let server = Server::start().await;
    let session = server.session().await;
    for number in 0..5 {
        assert_eq!(session.say(&mid(number), "hi").await.status, 200);
        assert_eq!(session.send("{}").await.status, 400);
    }
    let mut file = file(&server).await;
    let seqs: Vec<i64> =
        sqlx::query_scalar("SELECT seq FROM messages ORDER BY id").fetch_all(&mut file).await.unwrap();
    assert_eq!(seqs, (1..=11).collect::<Vec<_>>());
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut file).await.unwrap();
    assert_eq!(mode, "wal");
}
