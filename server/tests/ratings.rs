//! A conversation that has ended is rated, once, for as long as it is kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::process::Command;

use hyper::Method;
use serde_json::{Value, json};
use support::desk::{DESK, act, file, take, visitor};
use support::{BOT, PAGE, Server, Session, mid, path};

async fn start(rating: bool) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    let file = file().replacen("refs = ", &format!("rating = {rating}\nrefs = "), 1);
    std::fs::write(folder.path().join("parlour.toml"), &file).unwrap();
    Server::start_as(folder, &file).await
}

/// A conversation that a person has ended.
async fn ended(server: &Server) -> Session<'_> {
    let (session, conversation) = visitor(server).await;
    session.say(&mid(1), "a person please").await;
    assert_eq!(take(server, conversation, "Maren").await.status, 204);
    assert_eq!(act(server, &format!("{conversation}/end"), &json!({})).await.status, 204);
    session
}

async fn rate(session: &Session<'_>, body: Value) -> support::Answer {
    session.ask(Method::PUT, "rating", &body.to_string()).await
}

fn rows(server: &Server) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["report", "--bot", BOT])
        .current_dir(server.folder.path())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_has_ended_has_one_rating_which_may_be_changed() {
    let server = start(true).await;
    let config = server.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.json();
    assert_eq!(config["rating"], true);
    let session = ended(&server).await;
    assert_eq!(session.get("rating").await.json(), json!({"grade": null, "comment": null}));
    for _ in 0..2 {
        assert_eq!(rate(&session, json!({"grade": 2})).await.status, 204);
        assert_eq!(session.get("rating").await.json(), json!({"grade": 2, "comment": null}));
    }
    assert_eq!(rate(&session, json!({"grade": 5, "comment": "  Kind, after all. "})).await.status, 204);
    assert_eq!(session.get("rating").await.json(), json!({"grade": 5, "comment": "Kind, after all."}));
    let rows = rows(&server);
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row["conversation_rating"], json!({"grade": 5, "comment": "Kind, after all."}));
    }
}

#[tokio::test]
async fn a_rating_that_is_wrong_is_refused_by_the_name_of_its_field() {
    let server = start(true).await;
    let session = ended(&server).await;
    for (body, code, field) in [
        (json!({}), "field_missing", "grade"),
        (json!({"grade": 0}), "field_invalid", "grade"),
        (json!({"grade": 6}), "field_invalid", "grade"),
        (json!({"grade": 4.5}), "field_invalid", "grade"),
        (json!({"grade": "5"}), "field_invalid", "grade"),
        (json!({"grade": 5, "comment": 7}), "field_invalid", "comment"),
        (json!({"grade": 5, "comment": "x".repeat(1_001)}), "field_invalid", "comment"),
        (json!({"grade": 5, "agent": "Maren"}), "field_refused", "agent"),
    ] {
        let answer = rate(&session, body.clone()).await;
        assert_eq!(answer.refusal(), (400, code.into()), "{body}");
        assert_eq!(answer.json()["field"], field, "{body}");
    }
    assert_eq!(session.get("rating").await.json()["grade"], Value::Null, "nothing is kept of them");
}

#[tokio::test]
async fn nothing_is_rated_before_the_end_nor_where_nobody_asks() {
    let server = start(true).await;
    let (session, _) = visitor(&server).await;
    assert_eq!(rate(&session, json!({"grade": 5})).await.refusal(), (409, "not_ended".into()));
    let unrated = start(false).await;
    let config = unrated.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.json();
    assert_eq!(config["rating"], false);
    let session = ended(&unrated).await;
    assert_eq!(rate(&session, json!({"grade": 5})).await.refusal(), (404, "not_found".into()));
    assert_eq!(session.get("rating").await.refusal(), (404, "not_found".into()));
    let nobody = server.ask(Method::PUT, &path("rating"), &[("origin", PAGE)], "{}").await;
    assert_eq!(nobody.refusal(), (401, "unauthorized".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_forgotten_with_its_conversation() {
    let server = start(true).await;
    let session = ended(&server).await;
    assert_eq!(rate(&session, json!({"grade": 1, "comment": "CANARY-opinion"})).await.status, 204);
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    let rows = rows(&server);
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row.get("conversation_rating"), None);
    }
}
