//! The served API medium: another system passes on what its users say, and is told what the bot says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use serde_json::{Value, json};
use support::elsewhere::{Act, Elsewhere};
use support::medium::{CHANNEL, MESSAGES, TOKEN, message, post, say, settings, start, start_with};
use support::sink::Sink;
use support::{BOT, Server, desk};

const DESK: &str = include_str!("support/desk.toml");
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A webhook without its moment.
fn told(body: &Value) -> Value {
    let mut body = body.clone();
    assert!(body["timestamp"].as_i64().unwrap() > 1_700_000_000_000, "{body}");
    body.as_object_mut().unwrap().remove("timestamp");
    body
}

/// Rows of the message report.
fn rows(server: &Server) -> usize {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["report", "--bot", BOT, "--config"])
        .arg(server.folder.path().join("parlour.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap().len()
}

fn uploads(server: &Server) -> usize {
    let folder = server.folder.path().join("parlour.db.uploads");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_message_is_queued_and_answered_by_webhooks_to_a_number_of_its_own() {
    let sink = Sink::start().await;
    let server = start(&sink.address).await;
    let answer = post(&server, &message("returns", None).to_string()).await;
    let user = answer.json()["userID"].as_u64().unwrap();
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"channelID": CHANNEL, "message": "returns", "userID": user, "success": true}))
    );
    let heard = sink.has_heard(1).await;
    assert_eq!(
        told(&heard[0].json()),
        json!({"channelID": CHANNEL, "message": "You have 60 days.", "userID": user})
    );
    assert_eq!(
        (heard[0].path.as_str(), heard[0].header("content-type")),
        ("/in?k=CANARY-of-the-receiver", "application/json")
    );
    let other = say(&server, "what?", None).await;
    assert_ne!(other, user);
    assert_eq!(say(&server, "what?", Some(user)).await, user);
    let heard = sink.has_heard(3).await;
    let users: Vec<_> = heard[1..].iter().map(|came| came.json()["userID"].as_u64().unwrap()).collect();
    assert!(users.contains(&user) && users.contains(&other), "{users:?}");
    assert!(heard.iter().all(|came| !came.body.contains(TOKEN)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyword_begins_a_conversation_and_the_bot_speaks_first() {
    let sink = Sink::start().await;
    let server = start(&sink.address).await;
    for (number, word) in (1..).zip(["#shop", "shop", "#Shop"]) {
        say(&server, word, Some(9)).await;
        let heard = sink.has_heard(number).await;
        let wanted =
            json!({"channelID": CHANNEL, "message": "Welcome.", "userID": 9, "quickReplies": ["Returns"]});
        assert_eq!(told(&heard[number - 1].json()), wanted, "{word}");
    }
    say(&server, "Returns", Some(9)).await;
    sink.has_heard(4).await;
    assert_eq!(sink.messages()[3], "You have 60 days.");
    let moments: Vec<_> =
        sink.heard().iter().map(|came| came.json()["timestamp"].as_i64().unwrap()).collect();
    assert!(moments.is_sorted_by(|one, next| one < next), "{moments:?}");
    // What begins a conversation is nothing anybody said.
    assert_eq!(rows(&server), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_and_an_unknown_channel_are_one_answer() {
    let sink = Sink::start().await;
    let server = start(&sink.address).await;
    let mut answers = Vec::new();
    for (channel, token) in
        [(CHANNEL, "guessed"), ("unknown", TOKEN), ("unknown", "guessed"), (TOKEN, CHANNEL)]
    {
        let body = json!({"channelID": channel, "token": token, "message": "hi", "userID": 9});
        let answer = post(&server, &body.to_string()).await;
        answers.push((answer.status, answer.text));
    }
    let refused = r#"{"error":"invalid channelID or token","success":false}"#.to_owned();
    assert_eq!(answers, vec![(401, refused); 4]);
    assert_eq!(rows(&server), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_malformed_is_refused_in_the_apis_own_shape_and_nothing_of_it_is_stored() {
    let sink = Sink::start().await;
    let server = start(&sink.address).await;
    let with = |key: &str, value: Value| {
        let mut body = message("hi", Some(9));
        body[key] = value;
        body.to_string()
    };
    let file = |media: &str, bytes: &[u8]| json!([{"base64": format!("data:{media};base64,{}", STANDARD.encode(bytes))}]);
    let large = [PNG, &vec![0; 5 * 1024 * 1024]].concat();
    let long = "x".repeat(64 * 1024 + 1);
    let url = json!({"url": "https://a.example/"});
    for (status, body, sentence) in [
        (400, String::new(), "The body is empty; it must be JSON."),
        (400, "{".to_owned(), "The body is not valid JSON (line 1, column 1)."),
        (400, "[]".to_owned(), "The body must be a JSON object."),
        (400, "\"hi\"".to_owned(), "The body must be a JSON object."),
        (400, "{}".to_owned(), "channelID is required"),
        (400, with("channelID", json!(7)), "channelID must be a string"),
        (400, with("channelID", json!("")), "channelID is required"),
        (400, with("token", json!(null)), "token is required"),
        (400, with("token", json!(["a"])), "token must be a string"),
        (400, with("message", json!(null)), "message is required"),
        (400, with("message", json!(" ")), "message is required"),
        (400, with("message", json!({})), "message must be a string"),
        (400, with("message", json!(long)), "message may have at most 65536 characters"),
        (400, with("message", json!("a\0b")), "A text of the JSON holds a NUL character."),
        (400, with("userID", json!("9")), "userID must be a whole number from 1 to 9007199254740991"),
        (400, with("userID", json!(1.5)), "userID must be a whole number from 1 to 9007199254740991"),
        (400, with("userID", json!(0)), "userID must be a whole number from 1 to 9007199254740991"),
        (400, with("userID", json!(-1)), "userID must be a whole number from 1 to 9007199254740991"),
        (400, with("userID", json!(u64::MAX)), "userID must be a whole number from 1 to 9007199254740991"),
        (400, with("attachments", json!("a")), "attachments must be a list"),
        (400, with("attachments", json!(vec![url; 6])), "there may be at most 5 attachments"),
        (400, with("attachments", json!([{}])), "an attachment must have either base64 or url, a string"),
        (
            400,
            with("attachments", json!([{"url": "file:///etc/passwd"}])),
            "url must be an address that begins with https:// or http://",
        ),
        (
            400,
            with("attachments", json!([{"base64": "iVBORw0KGgo="}])),
            "base64 must be a data URL: data:<media type>;base64,<data>",
        ),
        (415, with("attachments", file("text/html", b"<p>")), "attachments of this type are not taken"),
        (415, with("attachments", file("image/jpeg", PNG)), "attachments of this type are not taken"),
        (413, with("attachments", file("image/png", &large)), "attachment too large"),
        (
            413,
            with("message", json!("x".repeat(9 * 1024 * 1024))),
            "The body may have at most 8388608 bytes.",
        ),
    ] {
        let answer = post(&server, &body).await;
        let short: String = body.chars().take(120).collect();
        assert_eq!(answer.json(), json!({"success": false, "error": sentence}), "{short}");
        assert_eq!(answer.status, status, "{short}");
    }
    let kinds = [("text/plain", 415), ("application/x-www-form-urlencoded", 415)];
    for (kind, status) in kinds {
        let headers = [("content-type", kind)];
        let answer = server.ask(Method::POST, MESSAGES, &headers, &message("hi", None).to_string()).await;
        assert_eq!((answer.status, &answer.json()["success"]), (status, &json!(false)));
    }
    let get = server.ask(Method::GET, MESSAGES, &[], "").await;
    assert_eq!((get.status, &get.json()["success"]), (405, &json!(false)));
    assert_eq!((rows(&server), uploads(&server), sink.heard().len()), (0, 0, 0));
    assert_eq!(say(&server, "hi", Some(9)).await, 9, "and what is well-formed is taken");
}

#[tokio::test]
async fn attachments_are_kept_or_pointed_at_and_reach_the_bot() {
    let sink = Sink::start().await;
    let server = start_with(&settings(&sink.address, "", ""), DESK).await;
    let mut body = message("receipt", Some(9));
    assert_eq!(post(&server, &body.to_string()).await.status, 200);
    sink.has_heard(1).await;
    body["message"] = json!("");
    body["attachments"] = json!([
        {"base64": format!("data:image/png;base64,{}", STANDARD.encode(PNG))},
        {"url": "https://www.example.com/image.jpg"},
    ]);
    let sent = post(&server, &body.to_string()).await;
    assert_eq!((sent.status, &sent.json()["message"]), (200, &json!("")), "{}", sent.text);
    let heard = sink.has_heard(2).await;
    let got = heard[1].json()["message"].as_str().unwrap().to_owned();
    let path = got.strip_prefix("Got http://127.0.0.1:8080").unwrap_or_else(|| panic!("{got}"));
    let file = server.ask(Method::GET, path, &[], "").await;
    assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "image/png"));
    assert_eq!(uploads(&server), 1, "an address is not fetched");
}

#[tokio::test]
async fn a_channel_has_a_budget_and_says_when_there_is_room_again() {
    let sink = Sink::start().await;
    let file = settings(&sink.address, "", "").replace("per_minute = 600\n\n", "per_minute = 2\n\n");
    let server = start_with(&file, include_str!("support/shop.toml")).await;
    let user = say(&server, "one", None).await;
    say(&server, "two", Some(user)).await;
    let refused = post(&server, &message("three", Some(user)).to_string()).await;
    assert_eq!(
        (refused.status, refused.json()),
        (429, json!({"success": false, "error": "rate limit exceeded"}))
    );
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=31).contains(&wait), "{wait}");
    sink.has_heard(2).await;
    sink.stays_at(2).await;
}

#[tokio::test]
async fn while_too_much_waits_for_the_receiver_callers_are_asked_to_come_back() {
    let sink = Sink::start().await;
    let server = start(&sink.address).await;
    say(&server, "hi", Some(9)).await;
    sink.has_heard(1).await;
    let store = format!("sqlite:{}", server.folder.path().join("parlour.db").display());
    let pool = sqlx::SqlitePool::connect(&store).await.unwrap();
    let queued = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
         INSERT INTO outbound (bot, api, conversation, body, created_ms, next_ms) \
         SELECT ?, 'api_medium', 1, '{}', 0, 9000000000000 FROM n";
    sqlx::query(queued).bind(BOT).execute(&pool).await.unwrap();
    let refused = post(&server, &message("CANARY-refused", Some(10)).to_string()).await;
    assert_eq!(
        (refused.status, refused.json()),
        (503, json!({"success": false, "error": "The server is busy. Please try again."}))
    );
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    sqlx::query("DELETE FROM outbound WHERE id = (SELECT max(id) FROM outbound)")
        .execute(&pool)
        .await
        .unwrap();
    say(&server, "hi", Some(10)).await;
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM messages WHERE actions LIKE '%CANARY%'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(stored, 0);
    pool.close().await;
    // It does not wait behind those of another conversation.
    assert_eq!(sink.has_heard(2).await[1].json()["userID"], 10);
}

#[tokio::test]
async fn a_person_at_the_desk_is_an_admin_with_a_number() {
    let sink = Sink::start().await;
    let server = start_with(&settings(&sink.address, "", ""), DESK).await;
    say(&server, "person", Some(9)).await;
    sink.has_heard(1).await;
    assert_eq!(sink.messages(), ["I am fetching somebody."]);
    say(&server, "hello?", Some(9)).await;
    let act = async |end: &str, body: Value| {
        let answer = desk::act(&server, end, &body).await;
        assert!(answer.status < 300, "{}", answer.text);
    };
    act("1/take", json!({"agent": {"name": "Ann"}})).await;
    act("1/reply", json!({"text": "I am Ann."})).await;
    act("1/reply", json!({"text": "How can I help?"})).await;
    let heard = sink.has_heard(3).await;
    let said: Vec<Value> = heard[1..].iter().map(|came| told(&came.json())).collect();
    assert_eq!(
        said,
        [
            json!({"channelID": CHANNEL, "message": "I am Ann.", "userID": 9, "adminID": 1}),
            json!({"channelID": CHANNEL, "message": "How can I help?", "userID": 9, "adminID": 1}),
        ]
    );
    act("1/hand-back", json!({})).await;
    say(&server, "again", Some(9)).await;
    let last = sink.has_heard(4).await[3].json();
    assert_eq!((&last["message"], &last["adminID"]), (&json!("Pardon?"), &Value::Null));
}

/// A server whose bot, served as API medium, lives elsewhere.
async fn in_front_of(elsewhere: &Elsewhere, sink: &Sink) -> Server {
    let upstream = format!(
        "channel = \"certainly\"\nupstream = {{ base_url = \"http://{}\", deployment_id = \"d\", token = {{ literal = \"t\" }} }}",
        elsewhere.address
    );
    let file =
        settings(&sink.address, "", "").replace("channel = \"engine\"\nflow = \"shop.toml\"", &upstream);
    start_with(&file, "").await
}

#[tokio::test]
async fn a_bot_that_lives_elsewhere_answers_too() {
    let (sink, elsewhere) = (Sink::start().await, Elsewhere::start().await);
    let server = in_front_of(&elsewhere, &sink).await;
    let user = say(&server, "hi", None).await;
    say(&server, "you", Some(user)).await;
    sink.has_heard(2).await;
    assert_eq!(sink.messages(), ["heard hi", "heard you"]);
    let heard = elsewhere.heard();
    assert!(heard.iter().all(|body| body["id"].as_str().is_some_and(|id| id.len() == 36)), "{heard:?}");
}

#[tokio::test]
async fn a_slow_bot_holds_up_no_caller_and_its_answer_comes_late() {
    let (sink, elsewhere) = (Sink::start().await, Elsewhere::start().await);
    elsewhere.will([Act::Hold]);
    let server = in_front_of(&elsewhere, &sink).await;
    // Answered before the bot has said anything: it waits to be told to.
    let user = say(&server, "hi", None).await;
    say(&server, "you", Some(user)).await;
    elsewhere.has_heard(1).await;
    sink.stays_at(0).await;
    elsewhere.release.notify_one();
    sink.has_heard(2).await;
    assert_eq!(sink.messages(), ["heard hi", "heard you"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_forgotten_with_what_was_still_to_be_told() {
    let sink = Sink::start().await;
    sink.will(&["500 Oops"]);
    let server = start(&sink.address).await;
    say(&server, "CANARY-said", Some(9)).await;
    sink.has_heard(1).await;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["purge", "--bot", BOT, "--user", "api_medium:9", "--json", "--config"])
        .arg(server.folder.path().join("parlour.toml"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), r#"{"conversations":1,"found":true}"#);
    assert_eq!(say(&server, "hi", Some(9)).await, 9, "a user of this number is another one");
    let heard = sink.has_heard(2).await;
    assert_eq!(heard[1].json()["message"], "Pardon?");
    // The default's first wait is 5 seconds, a fifth less at least.
    tokio::time::sleep(std::time::Duration::from_millis(6_500)).await;
    assert_eq!(sink.heard().len(), 2, "what was to be told again is not");
    let folder = server.folder.path().to_owned();
    server.running.stop().await;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let is_store = path.file_name().unwrap().to_string_lossy().starts_with("parlour.db");
        let bytes = if path.is_file() && is_store { std::fs::read(&path).unwrap() } else { Vec::new() };
        assert!(!bytes.windows(11).any(|window| window == b"CANARY-said"), "{}", path.display());
    }
}
