//! A person takes a conversation over and gives it back, seen from both sides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use serde_json::{Value, json};
use support::{API_TOKEN, Answer, BOT, OTHER_BOT, PAGE, Server, Session, mid, path, settings};

const ADMIN: &str = "CANARY-admin-token";
const DESK: &str = include_str!("support/desk.toml");

fn file() -> String {
    let extra = format!(
        "admin_token = {{ literal = \"{ADMIN}\" }}\n[limits]\nsessions_per_minute_per_ip = 1000\n\
         messages_per_minute_per_ip = 1000"
    );
    settings(&extra)
}

async fn start() -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    Server::start_as(folder, &file()).await
}

async fn visitor(server: &Server) -> (Session<'_>, u64) {
    let answer = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await.json();
    let token = answer["token"].as_str().unwrap().to_owned();
    (Session { server, token }, answer["conversation_id"].as_u64().unwrap())
}

/// An agent at the server's own machine.
async fn act(server: &Server, end: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json")];
    server.ask(Method::POST, &path(&format!("handover/{end}")), &headers, &body.to_string()).await
}

async fn look(server: &Server, end: &str) -> Answer {
    server.ask(Method::GET, &path(&format!("handover/{end}")), &[], "").await
}

async fn take(server: &Server, conversation: u64, name: &str) -> Answer {
    act(server, &format!("{conversation}/take"), &json!({"agent": {"name": name}})).await
}

async fn log(session: &Session<'_>) -> Vec<Value> {
    session.get("history?limit=200").await.json()["items"].as_array().unwrap().clone()
}

/// The log in short: who said what, and who held the conversation.
fn short(items: &[Value]) -> Vec<String> {
    let line = |item: &Value| match item["event"].as_str().unwrap() {
        "handover" => {
            let more = item.get("queue").or(item.get("agent").map(|agent| &agent["name"]));
            format!("{} {}", item["state"].as_str().unwrap(), more.unwrap_or(&Value::Null))
        }
        _ => {
            format!("{}: {}", item["author"].as_str().unwrap(), item["actions"][0]["text"].as_str().unwrap())
        }
    };
    items.iter().map(line).collect()
}

#[tokio::test]
async fn a_visitor_asks_for_a_person_talks_to_one_and_gets_the_bot_back() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    let asked = session.say(&mid(1), "a person please").await;
    assert_eq!(asked.status, 200);
    assert_eq!(asked.json()[0]["message"][0]["actions"][0]["text"], "I am fetching somebody.");
    let silent = session.say(&mid(2), "returns").await;
    assert_eq!((silent.status, &silent.json()[0]["message"]), (200, &json!([])));
    assert_eq!(silent.json()[0]["state"], "sent");
    assert_eq!(session.say(&mid(2), "returns").await.text, silent.text, "once");

    let listed = look(&server, "").await.json();
    assert_eq!(listed["conversations"][0]["conversation_id"], conversation);
    assert_eq!(
        (&listed["conversations"][0]["state"], &listed["conversations"][0]["queue"]),
        (&json!("waiting"), &json!(1))
    );
    assert_eq!(take(&server, conversation, "Maren").await.status, 204);
    let replied =
        act(&server, &format!("{conversation}/reply"), &json!({"text": "Hello, Maren here."})).await;
    assert_eq!(replied.status, 201, "{}", replied.text);
    let seen = look(&server, &conversation.to_string()).await.json();
    assert_eq!(seen["conversation"]["agent"]["name"], "Maren");
    assert_eq!(short(seen["items"].as_array().unwrap()), short(&log(&session).await), "both see the same");
    assert_eq!(act(&server, &format!("{conversation}/hand-back"), &json!({})).await.status, 204);
    assert_eq!(look(&server, &conversation.to_string()).await.refusal(), (404, "not_found".into()));
    assert_eq!(session.say(&mid(3), "hello?").await.json()[0]["message"][0]["actions"][0]["text"], "Pardon?");

    let items = log(&session).await;
    assert_eq!(
        short(&items),
        [
            "bot: Welcome.",
            "visitor: a person please",
            "bot: I am fetching somebody.",
            "waiting 1",
            "visitor: returns",
            "agent \"Maren\"",
            "agent: Hello, Maren here.",
            "bot null",
            "visitor: hello?",
            "bot: Pardon?",
        ]
    );
    assert_eq!(items[6]["agent"], json!({"name": "Maren"}));
    let places: Vec<u64> = items.iter().map(|item| item["seq"].as_u64().unwrap()).collect();
    assert_eq!(places, (1..=10).collect::<Vec<_>>(), "each change has its place");
}

#[tokio::test]
async fn a_stream_tells_of_hands_typing_and_what_was_read() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    session.say(&mid(1), "person").await;
    let mut stream = session.events("events", &[]).await;
    let mut names = Vec::new();
    for _ in 0..4 {
        let (name, id, _) = stream.next().await.unwrap();
        names.push((name, id.is_some()));
    }
    assert_eq!(names[3], ("handover".into(), true));
    session.say(&mid(2), "are you there?").await;
    assert_eq!(stream.next().await.unwrap().2["mid"], mid(2));

    look(&server, &conversation.to_string()).await;
    let (name, id, told) = stream.next().await.unwrap();
    assert_eq!((name.as_str(), id), ("status", None));
    assert_eq!(
        told,
        json!({"mid": mid(2), "seq": 5, "state": "delivered"}),
        "the bot's own are not among them"
    );

    take(&server, conversation, "Ann").await;
    let (name, _, told) = stream.next().await.unwrap();
    assert_eq!(
        (name.as_str(), &told["state"], &told["agent"]["name"]),
        ("handover", &json!("agent"), &json!("Ann"))
    );
    let typing = format!("{conversation}/typing");
    assert_eq!(act(&server, &typing, &json!({"active": true})).await.status, 204);
    assert_eq!(
        stream.next().await.unwrap(),
        ("typing".into(), None, json!({"active": true, "author": "agent"}))
    );
    assert_eq!(act(&server, &format!("{conversation}/read"), &json!({"up_to": 99})).await.status, 204);
    assert_eq!(stream.next().await.unwrap().2, json!({"mid": mid(2), "seq": 5, "state": "read"}));
    act(&server, &format!("{conversation}/reply"), &json!({"text": "Yes."})).await;
    assert_eq!(stream.next().await.unwrap().2["actions"][0]["text"], "Yes.");
    assert_eq!(stream.next().await.unwrap().2, json!({"active": false, "author": "agent"}));

    let mut reloaded = session.events("events", &[]).await;
    let told = loop {
        let (name, _, told) = reloaded.next().await.unwrap();
        if name == "status" {
            break told;
        }
    };
    assert_eq!(told["state"], "read", "a tab that was reloaded knows it again");
}

#[tokio::test]
async fn who_waits_is_told_the_place_and_each_change_of_it() {
    let server = start().await;
    let mut visitors = Vec::new();
    for _ in 0..4 {
        let (session, conversation) = visitor(&server).await;
        session.say(&mid(1), "person").await;
        visitors.push((session, conversation));
    }
    take(&server, visitors[1].1, "Ann").await;
    // One who turns to the bot again leaves the queue.
    let left = visitors[0].0.send(&json!({"id": mid(2), "actions": [], "ref": "returns"}).to_string()).await;
    assert_eq!(left.json()[0]["message"][0]["actions"][0]["text"], "You have 60 days.");
    let places = async |index: usize| {
        let items = log(&visitors[index].0).await;
        items
            .iter()
            .filter(|item| item["event"] == "handover")
            .map(|item| {
                format!("{}{}", item["state"].as_str().unwrap(), item.get("queue").unwrap_or(&json!("")))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(places(0).await, ["waiting1", "bot\"\""]);
    assert_eq!(places(2).await, ["waiting3", "waiting2", "waiting1"]);
    assert_eq!(places(3).await, ["waiting4", "waiting3", "waiting2"]);
    assert_eq!(visitors[2].0.ask(Method::DELETE, "conversation", "").await.status, 204);
    assert_eq!(places(3).await.last().unwrap(), "waiting1");
    let listed = look(&server, "").await.json();
    let listed: Vec<_> =
        listed["conversations"].as_array().unwrap().iter().map(|one| &one["conversation_id"]).collect();
    assert_eq!(listed, [&json!(visitors[1].1), &json!(visitors[3].1)]);
}

#[tokio::test]
async fn a_conversation_has_one_agent_and_an_end() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    let end = format!("{conversation}/end");
    let conflict = (409, "handover_conflict".to_owned());
    assert_eq!(act(&server, &end, &json!({})).await.refusal(), conflict);
    let reply = format!("{conversation}/reply");
    assert_eq!(act(&server, &reply, &json!({"text": "hi"})).await.refusal(), conflict);
    assert_eq!(take(&server, conversation, "Ann").await.status, 204);
    assert_eq!(take(&server, conversation, "Ann").await.status, 204, "again is no news");
    assert_eq!(take(&server, conversation, "Bob").await.refusal(), conflict);
    let once = act(&server, &reply, &json!({"text": "hi", "id": "a1"})).await.json();
    assert_eq!(act(&server, &reply, &json!({"text": "hi", "id": "a1"})).await.json(), once);
    assert_eq!(act(&server, &end, &json!({})).await.status, 204);
    assert_eq!(act(&server, &end, &json!({})).await.status, 204);
    assert_eq!(
        session.say(&mid(1), "one more thing").await.json()[0]["message"][0]["actions"][0]["text"],
        "Pardon?"
    );
    assert_eq!(
        short(&log(&session).await),
        [
            "bot: Welcome.",
            "agent \"Ann\"",
            "agent: hi",
            "ended null",
            "bot null",
            "visitor: one more thing",
            "bot: Pardon?"
        ]
    );
}

#[tokio::test]
async fn what_an_agent_sends_is_checked_and_a_refusal_stores_nothing() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    take(&server, conversation, "Ann").await;
    let before = log(&session).await;
    for (end, body, code) in [
        ("take", json!({"agent": {"name": ""}}), "field_invalid"),
        ("take", json!({"agent": {"name": "x".repeat(81)}}), "field_invalid"),
        ("take", json!({"agent": {"name": "a\u{7}"}}), "field_invalid"),
        ("take", json!({"agent": {"name": "a", "avatar": "javascript:alert(1)"}}), "field_invalid"),
        ("take", json!({"agent": {"name": "a", "admin": true}}), "field_refused"),
        ("reply", json!({}), "field_missing"),
        ("reply", json!({"text": "  "}), "field_invalid"),
        ("reply", json!({"text": "x".repeat(4_001)}), "text_too_long"),
        ("reply", json!({"text": "x", "author": "bot"}), "field_refused"),
        ("typing", json!({}), "field_missing"),
        ("typing", json!({"active": "yes"}), "field_invalid"),
        ("read", json!({"up_to": -1}), "field_invalid"),
        ("hand-back", json!({"to": "x"}), "field_refused"),
    ] {
        let refused = act(&server, &format!("{conversation}/{end}"), &body).await;
        assert_eq!(refused.refusal(), (400, code.into()), "{end} {body}");
    }
    let unread = server.ask(Method::POST, &path(&format!("handover/{conversation}/end")), &[], "{}").await;
    assert_eq!(
        unread.refusal(),
        (415, "unsupported_media_type".into()),
        "no form of another page can end it"
    );
    assert_eq!(
        look(&server, &format!("{conversation}?after=x")).await.refusal(),
        (400, "parameter_invalid".into())
    );
    assert_eq!(log(&session).await, before);
}

#[tokio::test]
async fn nobody_else_sees_or_acts() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    session.say(&mid(1), "person").await;
    let visitors = format!("Bearer {}", session.token);
    let own = format!("bearer {API_TOKEN}");
    let admin = format!("Bearer {ADMIN}");
    let json = ("content-type", "application/json");
    let ends = ["", "take", "reply", "typing", "read", "hand-back", "end"];
    for (bot, headers, status) in [
        (BOT, vec![("authorization", "Bearer wrong")], 401),
        (BOT, vec![("authorization", visitors.as_str())], 401),
        (BOT, vec![("authorization", "Bearer CANARY-api-token-of-the-other")], 401),
        (BOT, vec![("authorization", "Basic x")], 401),
        (OTHER_BOT, vec![("authorization", own.as_str())], 401),
        (OTHER_BOT, vec![("authorization", "Bearer CANARY-api-token-of-the-other")], 404),
        (OTHER_BOT, vec![("authorization", admin.as_str())], 404),
        (OTHER_BOT, vec![], 404),
        ("2f8fad5b-d9cb-469f-a165-70867728950e", vec![("authorization", admin.as_str())], 404),
        (BOT, vec![("x-forwarded-for", "203.0.113.9")], 401),
        (BOT, vec![("host", "evil.example")], 421),
        (BOT, vec![("origin", "https://evil.example")], 403),
        (BOT, vec![("origin", PAGE)], 403),
        (BOT, vec![("sec-fetch-site", "cross-site")], 403),
    ] {
        for end in ends {
            let base = format!("/api/webchat/bot/{bot}/handover/{conversation}");
            let mut headers = headers.clone();
            let (method, address) = match end {
                "" => (Method::GET, base),
                end => (Method::POST, format!("{base}/{end}")),
            };
            headers.push(json);
            let body = match end {
                "reply" => r#"{"text":"x"}"#,
                "typing" => r#"{"active":true}"#,
                "read" => r#"{"up_to":1}"#,
                _ => "{}",
            };
            let answer = server.ask(method, &address, &headers, body).await;
            assert_eq!(answer.status, status, "{bot} {headers:?} {end}: {}", answer.text);
            assert!(!answer.headers.contains_key("access-control-allow-origin"));
        }
    }
    assert_eq!(short(&log(&session).await).last().unwrap(), "waiting 1");
    for bearer in [own.as_str(), admin.as_str()] {
        let headers =
            [("authorization", bearer), ("host", "chat.example"), ("x-forwarded-for", "203.0.113.9")];
        let listed = server.ask(Method::GET, &path("handover/"), &headers, "").await;
        assert_eq!((listed.status, listed.json()["conversations"].as_array().unwrap().len()), (200, 1));
    }
    for end in ["0", "-1", "x", "99", "1e3", "%00"] {
        assert_eq!(look(&server, end).await.status, 404, "{end}");
    }
    let (_, quiet) = visitor(&server).await;
    assert_eq!(look(&server, &quiet.to_string()).await.status, 404, "nobody looks on while the bot answers");
}

#[tokio::test]
async fn a_restart_changes_nothing_of_who_holds_what() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    session.say(&mid(1), "person").await;
    let (second, _) = visitor(&server).await;
    second.say(&mid(1), "person").await;
    take(&server, conversation, "Maren").await;
    let (token, waits) = (session.token.clone(), second.token.clone());
    let before = short(&log(&session).await);
    let Server { running, folder, .. } = server;
    running.stop().await;
    let server = Server::start_as(folder, &file()).await;
    let session = Session { server: &server, token };
    let second = Session { server: &server, token: waits };
    assert_eq!(short(&log(&session).await), before);
    assert_eq!(session.say(&mid(2), "still there?").await.json()[0]["message"], json!([]));
    assert_eq!(second.say(&mid(2), "hello?").await.json()[0]["message"], json!([]));
    assert_eq!(act(&server, &format!("{conversation}/reply"), &json!({"text": "Yes."})).await.status, 201);
    assert_eq!(short(&log(&session).await).last().unwrap(), "agent: Yes.");
    assert_eq!(short(&log(&second).await)[3..5], ["waiting 2", "waiting 1"]);
}

#[tokio::test]
async fn an_api_callers_standby_keeps_its_meaning_and_the_documented_paths_work() {
    let server = start().await;
    let call = async |body: Value| server.call(&[], &body.to_string()).await.json()[0]["message"].clone();
    let text = |text: &str| json!({"user_id": "u 1", "actions": [{"type": "text", "text": text}]});
    assert_eq!(call(text("person")).await[0]["actions"][0]["text"], "I am fetching somebody.");
    assert_eq!(call(text("hello")).await[0]["actions"][0]["text"], "Pardon?", "its agents are its own");
    let standby =
        json!({"user_id": "u 1", "from": "agent", "actions": [{"type": "standby", "text": "I am Ann"}]});
    assert_eq!(call(standby).await, json!([]));
    assert_eq!(call(text("hello")).await[0]["actions"][0]["text"], "Pardon?");

    let bearer = format!("bearer {API_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let own = format!("/webbot/api/webchat/{BOT}/handover/u%201/");
    let begun = server.ask(Method::GET, &own, &headers, "").await;
    assert_eq!((begun.status, &begun.json()["message"]["state"]), (200, &json!("waiting")));
    assert_eq!(call(text("hello")).await, json!([]), "listen mode");
    let sent =
        server.ask(Method::POST, &own, &headers, r#"{"text":"Ann here.","agent":{"name":"Ann"}}"#).await;
    assert_eq!((sent.status, &sent.json()["error"]), (201, &Value::Null), "{}", sent.text);
    assert_eq!(call(text("hello")).await, json!([]));
    let conversation = begun.json()["message"]["conversation_id"].as_u64().unwrap();
    assert_eq!(act(&server, &format!("{conversation}/hand-back"), &json!({})).await.status, 204);
    assert_eq!(call(text("hello")).await[0]["actions"][0]["text"], "Pardon?");
    let unknown = format!("/webbot/api/webchat/{BOT}/handover/nobody/");
    assert_eq!(server.ask(Method::GET, &unknown, &headers, "").await.refusal(), (404, "not_found".into()));
    let other = format!("/webbot/api/webchat/{OTHER_BOT}/handover/u%201/");
    assert_eq!(server.ask(Method::GET, &other, &headers, "").await.refusal(), (401, "unauthorized".into()));
}

#[tokio::test]
async fn reports_show_the_agent_and_no_row_for_a_change_of_hands() {
    let server = start().await;
    let (session, conversation) = visitor(&server).await;
    session.say(&mid(1), "person").await;
    take(&server, conversation, "Maren").await;
    act(&server, &format!("{conversation}/reply"), &json!({"text": "Hello."})).await;
    let folder = server.folder.path();
    std::fs::write(folder.join("parlour.toml"), file()).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["report", "--bot", BOT])
        .current_dir(folder)
        .output()
        .unwrap();
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (&row["author"], &row["message"], &row["external_agent"])).collect();
    let (bot, agent, none) = (json!("bot"), json!("agent"), Value::Null);
    assert_eq!(
        told,
        [
            (&bot, &json!(""), &none),
            (&bot, &json!("person"), &none),
            (&agent, &json!("Hello."), &json!("Maren")),
        ]
    );
}

#[tokio::test]
async fn the_console_is_strict_and_at_home_only() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    let server = Server::start_as(folder, &settings("trusted_proxies = [\"127.0.0.1\"]")).await;
    for (address, kind) in [
        ("/console", "text/html"),
        ("/console/console.js", "text/javascript"),
        ("/console/console.css", "text/css"),
    ] {
        let page = server.ask(Method::GET, address, &[], "").await;
        assert_eq!(page.status, 200);
        assert!(page.headers["content-type"].to_str().unwrap().starts_with(kind));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("trusted-types 'none'"),
            "{policy}"
        );
        let forged = server.ask(Method::GET, address, &[("host", "evil.example")], "").await;
        assert_eq!(forged.refusal(), (421, "misdirected_request".into()));
        let stranger = server.ask(Method::GET, address, &[("x-forwarded-for", "203.0.113.9")], "").await;
        assert_eq!(stranger.refusal(), (404, "not_found".into()));
        for sink in
            ["innerHTML", "outerHTML", "insertAdjacent", "eval(", "document.write", "onclick=", " style="]
        {
            assert!(!page.text.contains(sink), "{address}: {sink}");
        }
    }
    let bots = server.ask(Method::GET, "/console/bots", &[], "").await;
    assert_eq!(bots.json()["bots"][0], json!({"id": BOT, "name": "Trail & Tent"}));
    let headers = [("authorization", format!("bearer {API_TOKEN}"))];
    let headers = [(headers[0].0, headers[0].1.as_str())];
    assert_eq!(
        server.ask(Method::GET, "/console/bots", &headers, "").await.status,
        401,
        "one bot's token is not for all"
    );
    let stranger = server.ask(Method::GET, "/console/bots", &[("x-forwarded-for", "203.0.113.9")], "").await;
    assert_eq!(stranger.status, 401);
}
