//! What a back end says of its user: seen by agents and flows, and written over by no page.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

use serde_json::{Value, json};
use support::desk::{DESK, look};
use support::elsewhere::{self, Elsewhere};
use support::signed::{SECRET, file, hs256, open, two_keys, with};
use support::{Server, mid, said};

const ASKS: &str = r#"
name = "Shop"
fallback = "lost"

[[module]]
id = 1
name = "welcome"
starting = true
say = ["Hello {{ name }} of {{ email }}, {{ plan }}."]

[[module]]
id = 2
name = "returns"
by_ref = true
say = ["You have 60 days."]

[[module]]
id = 3
name = "lost"
say = ["Still {{ name }} of {{ email }}, {{ plan }}."]
"#;

async fn start(flow: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), flow).unwrap();
    let text = file(&two_keys("")).replacen("variables = [\"plan\"]", "variables = [\"plan\", \"email\"]", 1);
    Server::start_as(folder, &text).await
}

fn token(more: &Value) -> String {
    hs256("k1", SECRET, &with(more))
}

#[tokio::test]
async fn a_flow_knows_the_user_and_a_page_cannot_say_otherwise() {
    let server = start(ASKS).await;
    let ada = json!({"name": "Ada", "email": "ada@shop.example"});
    let (session, _) = open(&server, None, &json!({"user_token": token(&ada)})).await;
    let items = session.get("history").await.json()["items"].clone();
    assert_eq!(items[0]["actions"][0]["text"], "Hello Ada of ada@shop.example, .");
    let mut body: Value = serde_json::from_str(&said(&mid(1), "well")).unwrap();
    body["user_cvars"] = json!({"email": "liar@example.org", "plan": "gold"});
    body["user_profile"] = json!({"name": "Eve", "shoe": 43});
    let answer = session.send(&body.to_string()).await.json();
    assert_eq!(answer[0]["message"][0]["actions"][0]["text"], "Still Ada of ada@shop.example, gold.");

    let renamed = json!({"name": "Ada L.", "email": null});
    let (session, _) = open(&server, Some(&session.token), &json!({"user_token": token(&renamed)})).await;
    let answer = session.say(&mid(2), "well").await.json();
    assert_eq!(answer[0]["message"][0]["actions"][0]["text"], "Still Ada L. of ada@shop.example, gold.");
}

#[tokio::test]
async fn a_conversation_that_becomes_a_users_learns_who_they_are() {
    let server = start(ASKS).await;
    let ada = token(&json!({"name": "Ada", "email": "ada@shop.example"}));
    open(&server, None, &json!({"user_token": ada})).await;
    let (before, _) = open(&server, None, &json!({"user_profile": {"name": "Eve", "shoe": 43}})).await;
    let answer = before.say(&mid(1), "well").await.json();
    assert_eq!(answer[0]["message"][0]["actions"][0]["text"], "Still  of , .");
    let (merged, _) = open(&server, Some(&before.token), &json!({"user_token": ada, "merge": true})).await;
    let answer = merged.say(&mid(2), "well").await.json();
    assert_eq!(answer[0]["message"][0]["actions"][0]["text"], "Still Ada of ada@shop.example, .");
}

#[tokio::test]
async fn an_agent_sees_what_is_vouched_for_and_nothing_a_page_made_up() {
    let server = start(DESK).await;
    let said = json!({"name": "Ada", "phone_number": "+47 1"});
    let page = json!({"email": "eve@example.org", "name": "Eve"});
    let body = json!({"user_token": token(&said), "user_profile": page});
    let (known, number) = open(&server, None, &body).await;
    known.say(&mid(1), "a person please").await;
    let (anonymous, other) = open(&server, None, &json!({"user_profile": page})).await;
    anonymous.say(&mid(1), "a person please").await;
    let listed = look(&server, "").await.json()["conversations"].clone();
    let seen = |number| {
        let of = listed.as_array().unwrap().iter().find(|one| one["conversation_id"] == number).unwrap();
        of["verified"].clone()
    };
    assert_eq!(seen(number), json!({"name": "Ada", "phone_number": "+47 1"}));
    assert_eq!(seen(other), json!({}));
    assert_eq!(look(&server, &number.to_string()).await.json()["conversation"]["verified"]["name"], "Ada");
}

#[tokio::test]
async fn a_page_cannot_set_the_mark_itself() {
    let server = start(DESK).await;
    let body = json!({"user_profile": {"name": "Eve", "verified": ["name"]}});
    let answer = support::signed::ask(&server, None, &body).await;
    assert_eq!(answer.refusal(), (400, "field_refused".into()));
    assert_eq!(answer.json()["field"], "user_profile.verified");
}

#[tokio::test]
async fn who_has_a_full_profile_can_still_sign_in_speak_and_bring_a_conversation_along() {
    let server = start(ASKS).await;
    let ada = token(&json!({"name": "Ada", "email": "ada@shop.example"}));
    let full = json!({"big": "x".repeat(8_170)});
    let begun = json!({"user_token": ada, "user_profile": full});
    for _ in 0..3 {
        let (session, _) = open(&server, None, &begun).await;
        assert_eq!(session.say(&mid(1), "well").await.status, 200);
    }
    let (anonymous, _) = open(&server, None, &json!({"user_profile": {"other": "y".repeat(5_000)}})).await;
    let merge = json!({"user_token": ada, "merge": true});
    let (session, _) = open(&server, Some(&anonymous.token), &merge).await;
    assert_eq!(session.say(&mid(2), "well").await.status, 200);
}

#[tokio::test]
async fn what_a_page_said_by_a_name_that_is_vouched_for_goes_to_no_bot_any_more() {
    let elsewhere = Elsewhere::start().await;
    let more = format!("variables = [\"plan\", \"email\"]\nidentity = {}", two_keys(""));
    let settings = elsewhere::settings(&elsewhere.address, "d", elsewhere::TOKEN, "", &more);
    let server = Server::start_as(tempfile::tempdir().unwrap(), &settings).await;
    let (before, _) = open(&server, None, &json!({})).await;
    let mut body: Value = serde_json::from_str(&said(&mid(1), "well")).unwrap();
    body["user_cvars"] = json!({"email": "liar@example.org", "plan": "gold"});
    before.send(&body.to_string()).await;
    let ada = token(&json!({"name": "Ada", "email": "ada@shop.example"}));
    let (merged, _) = open(&server, Some(&before.token), &json!({"user_token": ada, "merge": true})).await;
    merged.say(&mid(2), "and?").await;
    let heard = elsewhere.heard();
    assert_eq!(heard[0]["user_cvars"], json!({"email": "liar@example.org", "plan": "gold"}));
    assert_eq!(heard[1]["user_cvars"], json!({"plan": "gold"}));
    assert_eq!(heard[1]["user_profile"]["email"], "ada@shop.example");
}
