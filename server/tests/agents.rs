//! Who may act as an agent, and what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use serde_json::{Value, json};
use support::desk::{ADMIN, DESK, act, file, log, look, short, start, take, visitor};
use support::{API_TOKEN, BOT, OTHER_BOT, PAGE, Server, mid, path, settings};

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
async fn a_server_that_others_know_by_name_trusts_no_address() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    let server = Server::start_as(folder, &settings("public_url = \"https://chat.example\"")).await;
    assert_eq!(look(&server, "").await.refusal(), (401, "unauthorized".into()));
    assert_eq!(server.ask(Method::GET, "/console/bots", &[], "").await.status, 401);
    assert_eq!(server.ask(Method::GET, "/console", &[], "").await.refusal(), (404, "not_found".into()));
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
