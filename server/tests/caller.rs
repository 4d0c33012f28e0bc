//! Another server's stories: the documented request and response bodies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use serde_json::{Value, json};
use support::Server;

fn seed() -> Value {
    json!({
        "from": "human", "user_profile": {"surname": "doe"}, "ref": "", "user_cvars": {"a": "b"},
        "user_id": "myRestAPIUserId3", "timestamp": 1_654_251_574, "attachments": [], "id": "1653753771388",
        "actions": [{"type": "text", "text": "hello"}]
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = seed();
    body[name] = value;
    body
}

#[tokio::test]
async fn the_seeds_request_gets_the_seeds_answer() {
    let server = Server::start().await;
    let answer = server.call(&[], &seed().to_string()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.text,
        r#"[{"error":null,"message":[{"bot_module":{"id":3,"name":"lost","group_colour":null,"kpi_tags":[]},"connections":{"id_message_evaluate":"1653753771388","reply_to_module_id":1,"data":[{"type":"local","fallback":true}]},"from":"bot","actions":[{"type":"text","text":"Pardon?"}],"id":2,"conversation_id":1}]}]"#
    );
}

#[tokio::test]
async fn a_ref_answers_with_that_module() {
    let server = Server::start().await;
    for reference in ["72", "internal"] {
        let answer = server.call(&[], &with("ref", json!(reference)).to_string()).await.json();
        assert_eq!(answer[0]["message"][0]["bot_module"]["id"], 72);
    }
    let moved = json!({"user_id": "u", "ref": "returns", "actions": []});
    let answer = server.call(&[], &moved.to_string()).await.json();
    assert_eq!(answer.as_array().unwrap().len(), 1);
    assert_eq!(answer[0]["message"][0]["bot_module"]["name"], "returns");
}

#[tokio::test]
async fn standby_is_recorded_and_not_answered() {
    let server = Server::start().await;
    let mut body = with("actions", json!([{"type": "standby", "text": "hello from standby user"}]));
    for from in ["human", "agent"] {
        body["from"] = json!(from);
        let answer = server.call(&[], &body.to_string()).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, r#"[{"error":null,"message":[]}]"#));
    }
    let both = json!([{"type": "standby", "text": "a"}, {"type": "text", "text": "returns"}]);
    let answer = server.call(&[], &with("actions", both).to_string()).await.json();
    assert_eq!(answer[0]["message"], json!([]));
    assert_eq!(answer[1]["message"][0]["bot_module"]["name"], "returns");
}

#[tokio::test]
async fn a_conversation_ends_by_the_callers_clock() {
    let server = Server::start().await;
    let at = async |seconds: i64, user: &str| {
        let mut body = with("timestamp", json!(seconds));
        body["user_id"] = json!(user);
        server.call(&[], &body.to_string()).await.json()[0]["message"][0]["conversation_id"].clone()
    };
    let first = at(1_654_251_574, "u").await;
    assert_eq!(at(1_654_251_574 + 600 * 60, "u").await, first);
    assert_ne!(at(1_654_251_574 + 1_200 * 60 + 1, "u").await, first);
    assert_ne!(
        at(1_654_251_574, "").await,
        at(1_654_251_574, "").await,
        "nobody's conversations were joined"
    );
}

#[tokio::test]
async fn malformed_requests_are_refused_by_name() {
    let server = Server::start().await;
    let mut nobody = seed();
    nobody.as_object_mut().unwrap().remove("user_id");
    for (body, code, field) in [
        (nobody, "field_missing", "user_id"),
        (with("user_id", json!("a".repeat(256))), "field_invalid", "user_id"),
        (with("user_id", json!(7)), "field_invalid", "user_id"),
        (with("timestamp", json!(1_654_251_574_000_i64)), "field_invalid", "timestamp"),
        (with("timestamp", json!("1654251574")), "field_invalid", "timestamp"),
        (with("timestamp", json!(-1)), "field_invalid", "timestamp"),
        (with("timestamp", json!(1.5)), "field_invalid", "timestamp"),
        (with("attachments", json!([{}])), "field_invalid", "attachments"),
        (with("attachments", json!("a")), "field_invalid", "attachments"),
        (with("from", json!("bot")), "field_invalid", "from"),
        (with("from", json!("agent")), "field_invalid", "from"),
        (with("ref", json!("123456")), "unknown_module", "ref"),
        (with("ref", json!(123)), "field_invalid", "ref"),
        (with("actions", json!([])), "field_invalid", "actions"),
        (with("actions", Value::Null), "field_missing", "actions"),
        (with("actions", json!([{"type": "image", "text": "x"}])), "field_invalid", "actions[0].type"),
        (with("actions", json!([{"text": "x"}])), "field_missing", "actions[0].type"),
        (with("actions", json!([{"type": "text", "text": 1}])), "field_invalid", "actions[0].text"),
        (with("actions", json!(["x"])), "field_invalid", "actions[0]"),
        (
            with("actions", Value::Array(vec![json!({"type": "text", "text": "x"}); 11])),
            "field_invalid",
            "actions",
        ),
        (with("user_profile", json!("x")), "field_invalid", "user_profile"),
        (with("user_cvars", json!([])), "field_invalid", "user_cvars"),
        (with("id", json!(5)), "field_invalid", "id"),
    ] {
        let answer = server.call(&[], &body.to_string()).await;
        assert_eq!(answer.refusal(), (400, code.into()), "{body}");
        assert_eq!(answer.json()["field"], field, "{body}");
    }
    let long = json!([{"type": "text", "text": "x"}, {"type": "text", "text": "a".repeat(65_537)}]);
    let answer = server.call(&[], &with("actions", long).to_string()).await;
    assert_eq!(answer.refusal(), (400, "text_too_long".into()));
    assert_eq!(answer.json()["field"], "actions[1].text");
    let huge = with("user_id", json!("a".repeat(12_000_000))).to_string();
    assert_eq!(server.call(&[], &huge).await.refusal(), (413, "body_too_large".into()));
    let tolerated = json!({
        "user_id": "u", "ref": null, "attachments": null, "id": null, "something": "else",
        "actions": [{"type": "text", "text": "x", "lang": "en"}]
    });
    assert_eq!(server.call(&[], &tolerated.to_string()).await.status, 200);
}

#[tokio::test]
async fn an_idempotency_key_makes_a_call_happen_once() {
    let server = Server::start().await;
    let key = [("idempotency-key", "k-1")];
    let first = server.call(&key, &seed().to_string()).await;
    let again = server.call(&key, &seed().to_string()).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    let other = server.call(&key, &with("user_id", json!("x")).to_string()).await;
    assert_eq!(other.refusal(), (409, "id_reused".into()));
    let without = server.call(&[], &seed().to_string()).await;
    assert_ne!(without.text, first.text);
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let server = Server::start().await;
    let other = "Bearer CANARY-api-token-of-the-other";
    for line in ["", "Bearer", "Bearer wrong", "Basic Y2FuYXJ5", other] {
        let headers = [("authorization", line), ("content-type", "application/json")];
        let answer =
            server.ask(hyper::Method::POST, &support::path("messages/"), &headers, &seed().to_string()).await;
        assert_eq!(answer.refusal(), (401, "unauthorized".into()), "{line}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
}

#[tokio::test]
async fn what_calls_leave_behind_does_not_grow_without_end() {
    let server = Server::start().await;
    for (number, status) in [(1, 200), (2, 400)] {
        let body = with("user_cvars", json!({format!("k{number}"): "x".repeat(40_000)}));
        assert_eq!(server.call(&[], &body.to_string()).await.status, status, "{number}");
    }
    let body = with("user_profile", json!({"web": {"host": "x".repeat(70_000)}}));
    let answer = server.call(&[], &body.to_string()).await;
    assert_eq!((answer.refusal().0, &answer.json()["field"]), (400, &json!("user_profile")));
    assert_eq!(server.call(&[], &seed().to_string()).await.status, 200);
}

#[tokio::test]
async fn a_packed_body_is_refused() {
    let server = Server::start().await;
    let body = r#"{"user_id":"u","actions":[{"type":"text","text":"hi"}]}"#;
    for coding in ["gzip", "br", "deflate", "identity, gzip", "x-unheard-of"] {
        let answer = server.call(&[("content-encoding", coding)], body).await;
        assert_eq!(answer.refusal(), (415, "unsupported_media_type".into()), "{coding}");
    }
    assert_eq!(server.call(&[("content-encoding", "Identity")], body).await.status, 200);
}
