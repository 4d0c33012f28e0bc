//! Webhooks in that must be signed, or come from a known network: whatever is not as it must be is not
//! found, and nothing of it is stored.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use support::elsewhere::{Act, Elsewhere, TOKEN};
use support::{ANYWHERE, BOT, Server, gateway_file, mid};

const SECRET: &str = "hook-0123456789abcdef0123456789abcdef";
const KEY: &str = "CANARY-key-of-the-sender-a";
const BEFORE: &str = "CANARY-key-of-the-sender-b";
const QUEUED: &str = r#"{"channelID":"c","message":"hi","userID":9,"success":true}"#;

async fn start(top: &str, bot: &str) -> Server {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let file = gateway_file(
        ANYWHERE,
        top,
        "api_medium",
        &format!(
            r#"webhook_path_secret = {{ literal = "{SECRET}" }}
{bot}
upstream = {{ base_url = "http://{}", channel_id = "c", token = {{ literal = "{TOKEN}" }} }}"#,
            elsewhere.address
        ),
    );
    Server::start_as(tempfile::tempdir().unwrap(), &file).await
}

fn keys(kind: &str) -> String {
    format!(
        "webhook_signature = {{ kind = \"{kind}\", secret = {{ literal = \"{KEY}\" }}, before = {{ literal = \"{BEFORE}\" }} }}"
    )
}

fn event(message: &str, at: i64) -> String {
    json!({"channelID": "c", "message": message, "userID": 9, "timestamp": at}).to_string()
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// HMAC as RFC 2104 has it, of SHA-256 alone: none of the code that verifies.
fn hmac(key: &str, message: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key.as_bytes());
    let pad = |byte: u8| block.map(|of_key| of_key ^ byte);
    let inner = Sha256::digest([&pad(0x36)[..], message.as_bytes()].concat());
    Sha256::digest([&pad(0x5c)[..], &inner[..]].concat()).to_vec()
}

fn standard(key: &str, id: &str, at: i64, body: &str) -> String {
    format!("v1,{}", STANDARD.encode(hmac(key, &format!("{id}.{at}.{body}"))))
}

fn stripe(key: &str, at: i64, body: &str) -> String {
    let mut line = format!("t={at},v1=");
    for byte in hmac(key, &format!("{at}.{body}")) {
        let _ = write!(line, "{byte:02x}");
    }
    line
}

async fn post(server: &Server, headers: &[(&str, &str)], body: &str) -> u16 {
    let answer = server.ask(Method::POST, &format!("/hooks/{BOT}/{SECRET}"), headers, body).await;
    if answer.status != 200 {
        // As any secret that is wrong.
        let guessed = format!("/hooks/{BOT}/guessed-0123456789abcdef0123456789ab");
        let other = server.ask(Method::POST, &guessed, headers, body).await;
        assert_eq!((answer.status, &answer.text), (other.status, &other.text));
    }
    answer.status
}

async fn signed(server: &Server, id: &str, at: i64, signature: &str, body: &str) -> u16 {
    let at = at.to_string();
    let headers = [("webhook-id", id), ("webhook-timestamp", at.as_str()), ("webhook-signature", signature)];
    post(server, &headers, body).await
}

/// What the visitor sees of the bot.
async fn said(session: &support::Session<'_>) -> Vec<String> {
    let history = session.get("history").await.json();
    let items = history["items"].as_array().unwrap().iter().filter(|item| item["author"] == "bot");
    items.map(|item| item["actions"][0]["text"].as_str().unwrap().to_owned()).collect()
}

/// All of it, once it is so much and nothing more comes.
async fn said_in_the_end(session: &support::Session<'_>, count: usize) -> Vec<String> {
    for _ in 0..400 {
        if said(session).await.len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    // Events are held back for less than this.
    tokio::time::sleep(Duration::from_millis(700)).await;
    said(session).await
}

#[tokio::test]
async fn what_standard_webhooks_signed_is_taken_and_nothing_that_was_altered() {
    let server = start("", &keys("standard")).await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    let (now, body) = (now(), event("one", 1));
    let good = standard(KEY, "m1", now, &body);
    let altered = event("onE", 1);
    for (what, id, at, signature, body) in [
        ("another body", "m1", now, good.clone(), altered.as_str()),
        ("another id", "m2", now, good.clone(), &body),
        ("another moment", "m1", now + 1, good.clone(), &body),
        ("old", "m1", now - 310, standard(KEY, "m1", now - 310, &body), &body),
        ("ahead", "m1", now + 310, standard(KEY, "m1", now + 310, &body), &body),
        ("another key", "m1", now, standard("CANARY-key-of-somebody-else", "m1", now, &body), &body),
        ("no signature", "m1", now, String::new(), &body),
        ("another version", "m1", now, good.replace("v1,", "v2,"), &body),
        ("Stripe's way", "m1", now, stripe(KEY, now, &body), &body),
        ("no id", "", now, standard(KEY, "", now, &body), &body),
    ] {
        assert_eq!(signed(&server, id, at, &signature, body).await, 404, "{what}");
    }
    assert_eq!(post(&server, &[], &body).await, 404, "unsigned");
    assert_eq!(post(&server, &[("stripe-signature", &stripe(KEY, now, &body))], &body).await, 404);
    assert_eq!(said_in_the_end(&session, 0).await, Vec::<String>::new());

    assert_eq!(signed(&server, "m1", now, &good, &body).await, 200);
    assert_eq!(signed(&server, "m1", now, &good, &body).await, 200, "sent again");
    let two = event("two", 2);
    let both = format!(
        "{} {}",
        standard("CANARY-key-of-somebody-else", "m2", now, &two),
        standard(BEFORE, "m2", now, &two)
    );
    assert_eq!(signed(&server, "m2", now - 299, &standard(BEFORE, "m2", now - 299, &two), &two).await, 200);
    assert_eq!(signed(&server, "m2", now, &both, &two).await, 200, "sent again, with the other key");
    // The same words of the same moment, and yet another delivery.
    assert_eq!(signed(&server, "m3", now, &standard(KEY, "m3", now, &two), &two).await, 200);
    let broken = "{";
    assert_eq!(
        server
            .ask(
                Method::POST,
                &format!("/hooks/{BOT}/{SECRET}"),
                &[
                    ("webhook-id", "m4"),
                    ("webhook-timestamp", &now.to_string()),
                    ("webhook-signature", &standard(KEY, "m4", now, broken)),
                ],
                broken
            )
            .await
            .status,
        400
    );
    assert_eq!(said_in_the_end(&session, 3).await, ["one", "two", "two"]);
}

#[tokio::test]
async fn what_stripes_way_signed_is_taken_and_nothing_that_was_altered() {
    let server = start("", &keys("stripe")).await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    let (now, body) = (now(), event("one", 1));
    let good = stripe(KEY, now, &body);
    for (what, line, body) in [
        ("another body", good.clone(), event("onE", 1)),
        ("another moment", good.replace(&format!("t={now}"), &format!("t={}", now + 1)), body.clone()),
        ("old", stripe(KEY, now - 310, &body), body.clone()),
        ("another key", stripe("CANARY-key-of-somebody-else", now, &body), body.clone()),
        ("a part of it", good[..good.len() - 2].to_owned(), body.clone()),
        ("nothing", String::new(), body.clone()),
    ] {
        assert_eq!(post(&server, &[("stripe-signature", &line)], &body).await, 404, "{what}");
    }
    assert_eq!(said_in_the_end(&session, 0).await, Vec::<String>::new());
    assert_eq!(post(&server, &[("stripe-signature", &good)], &body).await, 200);
    assert_eq!(post(&server, &[("stripe-signature", &stripe(BEFORE, now, &body))], &body).await, 200);
    assert_eq!(said_in_the_end(&session, 1).await, ["one"], "the same event, signed twice");
}

#[tokio::test]
async fn webhooks_come_from_their_networks_as_proxies_tell() {
    let top = "trusted_proxies = [\"127.0.0.1/32\"]";
    let server = start(top, "webhook_from = [\"203.0.113.0/24\", \"2001:db8::/32\"]").await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    for (hops, status) in [
        ("203.0.113.9", 200),
        ("198.51.100.7, 203.0.113.10", 200),
        ("2001:db8::9", 200),
        ("203.0.113.9, 198.51.100.7", 404),
        ("::ffff:203.0.113.9", 200),
        ("198.51.100.7", 404),
        ("nonsense", 404),
    ] {
        let body = event(hops, 1);
        assert_eq!(post(&server, &[("x-forwarded-for", hops)], &body).await, status, "{hops}");
    }
    assert_eq!(post(&server, &[], &event("this machine", 1)).await, 404);
    assert_eq!(said_in_the_end(&session, 4).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_for_somebody_unknown_is_listed_and_replayed_once_the_user_is_known() {
    let server = start("", "").await;
    let path = format!("/hooks/{BOT}/{SECRET}");
    let strange = event("early", 1).replace("\"userID\":9", "\"userID\":77");
    assert_eq!(server.ask(Method::POST, &path, &[], &strange).await.status, 200);
    assert_eq!(server.ask(Method::POST, &path, &[], &event("mine", 2)).await.status, 200);
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_parlour"))
            .arg("dead-letters")
            .args(arguments)
            .args(["--json", "--config", "parlour.toml"])
            .current_dir(server.folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), serde_json::from_str::<serde_json::Value>(&text).unwrap())
    };
    // The commands read the file; the server was given the text.
    let file = format!(
        "store = \"sqlite:parlour.db\"\n[[bot]]\nid = \"{BOT}\"\nname = \"Trail & Tent\"\nchannel = \"api_medium\"\n\
         webhook_path_secret = {{ literal = \"{SECRET}\" }}\n\
         upstream = {{ base_url = \"http://127.0.0.1:1\", channel_id = \"c\", token = {{ literal = \"{TOKEN}\" }} }}\n"
    );
    std::fs::write(server.folder.path().join("parlour.toml"), file).unwrap();
    let (code, listed) = run(&["list", "--bot", BOT]);
    let letters = listed["letters"].as_array().unwrap();
    assert_eq!((code, letters.len()), (Some(0), 2), "{listed}");
    assert_eq!(
        (&letters[0]["id"], &letters[0]["user"], &letters[0]["error"]),
        (&json!("in-1"), &json!("77"), &json!(null))
    );
    assert!(!listed.to_string().contains("CANARY"), "{listed}");
    assert_eq!(run(&["replay", "in-1"]), (Some(1), json!([{"id": "in-1", "became": "nobody"}])));
    assert_eq!(run(&["drop", "in-1"]), (Some(0), json!([{"id": "in-1", "became": "dropped"}])));
    assert_eq!(run(&["drop", "in-1"]), (Some(1), json!([])));

    // Its moment to be claimed by itself is over.
    let store = format!("sqlite:{}", server.folder.path().join("parlour.db").display());
    let pool = sqlx::SqlitePool::connect(&store).await.unwrap();
    sqlx::query("UPDATE inbound SET arrived_ms = arrived_ms - 600000").execute(&pool).await.unwrap();
    pool.close().await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    assert_eq!(said_in_the_end(&session, 0).await, Vec::<String>::new());
    assert_eq!(run(&["replay", "--all"]), (Some(0), json!([{"id": "in-2", "became": "again"}])));
    assert_eq!(said_in_the_end(&session, 1).await, ["mine"]);
    assert_eq!(run(&["list"]), (Some(0), json!({"letters": [], "gone": []})));
}
