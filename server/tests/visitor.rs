//! A visitor's stories, told to the real router over a real socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use serde_json::{Value, json};
use support::{BOT, OTHER_BOT, PAGE, Server, mid, path, said};

#[tokio::test]
async fn a_visitor_is_greeted_answered_once_and_finds_it_all_again() {
    let server = Server::start().await;
    let opened = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
    assert_eq!(opened.status, 201);
    assert_eq!(opened.headers["access-control-allow-origin"], PAGE);
    let opened = opened.json();
    assert_eq!(opened["protocol"], 1);
    let cursor = opened["cursor"].as_str().unwrap().to_owned();
    let session = support::Session { server: &server, token: opened["token"].as_str().unwrap().into() };

    let mut stream = session.events(&format!("events?after={cursor}"), &[]).await;
    let (name, id, greeting) = stream.next().await.unwrap();
    assert_eq!((name.as_str(), &greeting["seq"], &greeting["author"]), ("message", &json!(1), &json!("bot")));
    assert_eq!(greeting["actions"][0], json!({"type": "text", "text": "Welcome."}));
    let epoch = cursor.split('.').next().unwrap();
    assert_eq!(id.unwrap(), format!("{epoch}.1"));

    let body = json!({
        "id": mid(1), "from": "human", "attachments": [], "user_cvars": {"plan": "gold"},
        "actions": [{"type": "text", "text": "Returns"}],
        "user_profile": {"surname": "doe", "web": {"host": "shop.example", "hostPageUrl": "https://shop.example/a"}},
    });
    let first = session.send(&body.to_string()).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let turn = &first.json()[0];
    assert_eq!((&turn["seq"], &turn["state"], &turn["error"]), (&json!(2), &json!("sent"), &Value::Null));
    assert_eq!(turn["cursor"], format!("{epoch}.2"));
    let reply = &turn["message"][0];
    assert_eq!((&reply["seq"], &reply["bot_module"]["id"]), (&json!(3), &json!(2)));
    assert_eq!(reply["connections"]["reply_to_module_id"], 1);
    assert_eq!(reply["connections"]["id_message_evaluate"], mid(1));

    let again = session.send(&body.to_string()).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    let other = session.say(&mid(1), "something else").await;
    assert_eq!(other.refusal(), (409, "id_reused".into()));

    let (_, _, own) = stream.next().await.unwrap();
    assert_eq!((&own["mid"], &own["author"]), (&json!(mid(1)), &json!("visitor")));
    let (_, _, heard) = stream.next().await.unwrap();
    assert_eq!((&heard["seq"], &heard["in_reply_to"]), (&json!(3), &json!(mid(1))));

    let history = session.get("history").await.json();
    let seqs: Vec<_> = history["items"].as_array().unwrap().iter().map(|item| item["seq"].clone()).collect();
    assert_eq!(seqs, [json!(1), json!(2), json!(3)]);
    assert_eq!((&history["has_more"], &history["cursor"]), (&json!(false), &json!(format!("{epoch}.3"))));
    let page = session.get(&format!("history?after={epoch}.1&limit=1")).await.json();
    assert_eq!((&page["items"][0]["seq"], &page["has_more"]), (&json!(2), &json!(true)));
    let page = session.get(&format!("history?before={epoch}.3&limit=1")).await.json();
    assert_eq!((&page["items"][0]["seq"], &page["has_more"]), (&json!(2), &json!(true)));

    // Another tab picks up in the middle.
    let header = format!("{epoch}.2");
    let mut late = session.events("events", &[("last-event-id", &header)]).await;
    assert_eq!(late.next().await.unwrap().2["seq"], 3);
}

#[tokio::test]
async fn a_resumed_session_is_the_same_conversation_and_a_fresh_one_is_not() {
    let server = Server::start().await;
    let session = server.session().await;
    session.say(&mid(1), "hi").await;
    let again = session.ask(Method::POST, "session", "").await;
    assert_eq!(again.status, 201);
    let again = again.json();
    assert_ne!(again["token"], session.token);
    assert!(again["cursor"].as_str().unwrap().ends_with(".3"), "{again}");
    let fresh = session
        .ask(Method::POST, "session", r#"{"fresh":true,"ref":"returns","locale":"en-GB"}"#)
        .await
        .json();
    assert_ne!(fresh["conversation_id"], again["conversation_id"]);
    let fresh = support::Session { server: &server, token: fresh["token"].as_str().unwrap().into() };
    let history = fresh.get("history").await.json();
    assert_eq!(history["items"].as_array().unwrap().len(), 1);
    assert_eq!(history["items"][0]["bot_module"]["name"], "returns");
    // The old token lives on: another tab may hold it.
    assert_eq!(session.get("history").await.status, 200);
}

#[tokio::test]
async fn a_revoked_token_opens_nothing_and_its_streams_end() {
    let server = Server::start().await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    stream.next().await.unwrap();
    assert_eq!(session.ask(Method::DELETE, "session", "").await.status, 204);
    assert!(stream.next().await.is_none(), "the stream went on");
    for (method, end, body) in [
        (Method::GET, "history", ""),
        (Method::GET, "events", ""),
        (Method::DELETE, "session", ""),
        (Method::POST, "session", ""),
        (Method::POST, "messages/", said(&mid(1), "hi").as_str()),
    ] {
        let answer = session.ask(method, end, body).await;
        assert_eq!(answer.refusal(), (401, "unauthorized".into()), "{end}");
    }
}

#[tokio::test]
async fn a_token_of_one_bot_is_nothing_at_another() {
    let server = Server::start().await;
    let session = server.session().await;
    let bearer = format!("Bearer {}", session.token);
    for (bot, status) in [(OTHER_BOT, 401), ("2f8fad5b-d9cb-469f-a165-70867728950e", 404), ("nonsense", 404)]
    {
        for end in ["history", "events"] {
            let headers = [("authorization", bearer.as_str()), ("origin", PAGE)];
            let answer =
                server.ask(Method::GET, &format!("/api/webchat/bot/{bot}/{end}"), &headers, "").await;
            assert_eq!(answer.refusal().0, status, "{bot} {end}");
        }
    }
}

#[tokio::test]
async fn what_a_visitor_may_not_say_is_refused_by_name_and_not_stored() {
    let server = Server::start().await;
    let session = server.session().await;
    let plain = || json!({"id": mid(1), "actions": [{"type": "text", "text": "hi"}]});
    let with = |name: &str, value: Value| {
        let mut body = plain();
        body[name] = value;
        body
    };
    let text = |text: &str| json!([{"type": "text", "text": text}]);
    for (body, code, field) in [
        (with("user_id", json!("x")), "field_refused", "user_id"),
        (with("timestamp", json!(1)), "field_refused", "timestamp"),
        (with("from", json!("bot")), "field_refused", "from"),
        (with("is_test", json!(true)), "field_refused", "is_test"),
        (with("id", json!("1")), "field_invalid", "id"),
        (with("id", json!(1)), "field_invalid", "id"),
        (with("id", Value::Null), "field_missing", "id"),
        (with("actions", Value::Null), "field_missing", "actions"),
        (with("actions", json!([])), "field_invalid", "actions"),
        (with("actions", json!({})), "field_invalid", "actions"),
        (with("actions", json!([{"type": "standby", "text": "x"}])), "field_refused", "actions[0].type"),
        (
            with("actions", json!([{"type": "text", "text": "x", "from": "bot"}])),
            "field_refused",
            "actions[0].from",
        ),
        (with("actions", json!([{"type": "text"}])), "field_missing", "actions[0].text"),
        (with("actions", text(" \n")), "field_invalid", "actions[0].text"),
        (with("actions", text(&"ä".repeat(4_001))), "text_too_long", "actions[0].text"),
        (with("ref", json!("internal")), "unknown_module", "ref"),
        (with("ref", json!("72")), "unknown_module", "ref"),
        (with("ref", json!(2)), "field_invalid", "ref"),
        (with("attachments", json!(["a"])), "field_invalid", "attachments"),
        (with("user_cvars", json!({"price": 0})), "field_refused", "user_cvars.price"),
        (with("user_profile", json!([])), "field_invalid", "user_profile"),
        (with("user_profile", json!({"a": "x".repeat(9_000)})), "field_invalid", "user_profile"),
        (
            with("user_profile", json!({"web": {"current_ip": "1.2.3.4"}})),
            "field_refused",
            "user_profile.web.current_ip",
        ),
        (with("user_profile", json!({"web": {"host": 1}})), "field_invalid", "user_profile.web.host"),
    ] {
        let answer = session.send(&body.to_string()).await;
        assert_eq!(answer.refusal(), (400, code.into()), "{body}");
        assert_eq!(answer.json()["field"], field, "{body}");
    }
    for body in ["", "[]", "{", "nul", "{\"id\":1,\"id\":2}", &"[".repeat(50_000)] {
        assert_eq!(session.send(body).await.refusal().0, 400, "{body:.20}");
    }
    let large = said(&mid(1), &"a".repeat(70_000));
    assert_eq!(session.send(&large).await.refusal(), (413, "body_too_large".into()));
    let bearer = format!("Bearer {}", session.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    let answer = server.ask(Method::POST, &path("messages/"), &headers, &plain().to_string()).await;
    assert_eq!(answer.refusal(), (415, "unsupported_media_type".into()));

    let history = session.get("history").await.json();
    assert_eq!(history["items"].as_array().unwrap().len(), 1, "something was stored");
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
}

#[tokio::test]
async fn a_ref_moves_the_conversation_where_its_owner_allows() {
    let server = Server::start().await;
    let session = server.session().await;
    let answer = session.send(&json!({"id": mid(1), "actions": [], "ref": "returns"}).to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()[0]["message"][0]["bot_module"]["name"], "returns");
    let answer = session.send(&json!({"id": mid(2), "actions": [], "ref": "1"}).to_string()).await;
    assert_eq!(answer.json()[0]["message"][0]["bot_module"]["name"], "welcome");
}

#[tokio::test]
async fn only_pages_of_the_bot_open_sessions() {
    let server = Server::start().await;
    for headers in [vec![], vec![("origin", "https://evil.example")], vec![("origin", "null")]] {
        let answer = server.ask(Method::POST, &path("session"), &headers, "").await;
        assert_eq!(answer.refusal(), (403, "origin_refused".into()), "{headers:?}");
        // The refusal may be read by the page that is refused; there is nothing else in it.
        let reader = answer.headers.get("access-control-allow-origin").map(|reader| reader.to_str().unwrap());
        assert_eq!(reader, headers.first().map(|_| "*"), "{headers:?}");
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    }
    let session = server.session().await;
    let bearer = format!("Bearer {}", session.token);
    let foreign = [("authorization", bearer.as_str()), ("origin", "https://evil.example")];
    let history = server.ask(Method::GET, &path("history"), &foreign, "").await;
    assert_eq!(history.status, 403);
    assert!(!history.headers.contains_key("access-control-allow-origin"));
    for (body, status) in
        [(r#"{"user_token":"a.b.c"}"#, 401), (r#"{"ref":"internal"}"#, 400), (r#"{"x":1}"#, 400)]
    {
        assert_eq!(session.ask(Method::POST, "session", body).await.refusal().0, status, "{body}");
    }
}

#[tokio::test]
async fn a_preflight_is_answered_for_pages_of_the_bot_only() {
    let server = Server::start().await;
    let ask = async |origin| {
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        server.ask(Method::OPTIONS, &path("messages/"), &headers, "").await
    };
    let own = ask("https://shop.example").await;
    assert_eq!(own.status, 204);
    assert_eq!(own.headers["access-control-allow-origin"], "https://shop.example");
    assert_eq!(own.headers["vary"], "Origin");
    let allowed = own.headers["access-control-allow-headers"].to_str().unwrap().to_ascii_lowercase();
    for name in ["authorization", "content-type", "last-event-id"] {
        assert!(allowed.contains(name), "{allowed}");
    }
    assert!(!own.headers.contains_key("access-control-allow-credentials"));
    assert_eq!(ask("https://evil.example").await.status, 403);
}

#[tokio::test]
async fn cursors_are_checked() {
    let server = Server::start().await;
    let session = server.session().await;
    assert_eq!(session.get("history?after=x").await.refusal(), (400, "malformed_cursor".into()));
    assert_eq!(session.get("events?after=1").await.refusal(), (400, "malformed_cursor".into()));
    assert_eq!(session.get("history?after=abc.1").await.refusal(), (410, "stale_cursor".into()));
    let cursor = session.get("history").await.json()["cursor"].as_str().unwrap().to_owned();
    let epoch = cursor.strip_suffix(".1").unwrap();
    for (query, status) in [("after", 1, 200), ("after", 2, 410), ("before", 2, 200), ("before", 3, 410)]
        .map(|(name, seq, status)| (format!("history?{name}={epoch}.{seq}"), status))
    {
        assert_eq!(session.get(&query).await.status, status, "{query}");
    }
    for limit in ["0", "201", "x", "-1", ""] {
        let answer = session.get(&format!("history?limit={limit}")).await;
        assert_eq!(answer.refusal(), (400, "parameter_invalid".into()), "{limit}");
    }
    let mut stream = session.events("events?after=abc.1", &[]).await;
    assert_eq!(stream.next().await.unwrap().0, "reset");
    session.say(&mid(1), "hi").await;
    assert_eq!(stream.next().await.unwrap().2["seq"], 2);
}

#[tokio::test]
async fn a_stopping_server_says_goodbye() {
    let server = Server::start().await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    stream.next().await.unwrap();
    let begun = std::time::Instant::now();
    let Server { running, folder, .. } = server;
    running.stop().await;
    assert!(begun.elapsed().as_secs() < 10);
    let (name, id, bye) = stream.next().await.unwrap();
    assert_eq!((name.as_str(), id), ("bye", None));
    assert!(bye["retry_ms"].as_u64().unwrap() > 0);
    assert!(stream.next().await.is_none());

    // What was told is there after the restart, under the same epoch.
    let token = session_token_survives(folder).await;
    assert_eq!(token, 200);
}

async fn session_token_survives(folder: tempfile::TempDir) -> u16 {
    let server = Server::start_in(folder, "").await;
    server.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.status
}

#[tokio::test]
async fn one_stream_or_message_too_many_is_told_when_to_return() {
    let limits =
        "[limits]\nstreams_per_session = 1\nmessages_per_minute_per_ip = 2\nsessions_per_minute_per_ip = 2";
    let server = Server::start_with(limits).await;
    let session = server.session().await;
    let stream = session.events("events", &[]).await;
    let second = session.get("events").await;
    assert_eq!(second.refusal(), (429, "rate_limited".into()));
    assert!(second.headers.contains_key("retry-after"));
    drop(stream);
    for number in 1..=2 {
        assert_eq!(session.say(&mid(number), "hi").await.status, 200);
    }
    assert_eq!(session.say(&mid(3), "hi").await.refusal(), (429, "rate_limited".into()));
    server.session().await;
    let third = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
    assert_eq!(third.refusal(), (429, "rate_limited".into()));
}

#[tokio::test]
async fn copies_of_one_message_sent_at_once_are_one_message() {
    let server = Server::start().await;
    let session = server.session().await;
    let body = said(&mid(1), "returns");
    let sent = (0..15).map(|_| session.send(&body));
    let answers = futures_util::future::join_all(sent).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (200, &answers[0].text));
    }
    assert_eq!(session.get("history").await.json()["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_refused_in_the_envelope() {
    let server = Server::start().await;
    assert_eq!(server.ask(Method::GET, "/nothing", &[], "").await.refusal(), (404, "not_found".into()));
    let answer = server.ask(Method::PATCH, &path("messages/"), &[], "").await;
    assert_eq!(answer.refusal(), (405, "method_not_allowed".into()));
    let answer = server.ask(Method::GET, "/api/webchat/bot/%ff/config", &[], "").await;
    assert_eq!(answer.refusal(), (404, "not_found".into()));
    assert_eq!(server.ask(Method::GET, "/livez", &[], "").await.status, 200);
    assert_eq!(server.ask(Method::GET, "/readyz", &[], "").await.status, 200);
    let config = server.ask(Method::GET, &format!("/api/webchat/bot/{BOT}/config"), &[], "").await.json();
    assert_eq!(config["bot"], json!({"name": "Trail & Tent"}));
}

#[tokio::test]
async fn a_conversation_is_held_in_the_sessions_language() {
    let folder = tempfile::tempdir().unwrap();
    let flow = "name = \"Shop\"\nlanguage = \"en\"\nfallback = 1\n[[module]]\nid = 1\nname = \"returns\"\nstarting = true\n\
        say = \"Hello!\"\n[translations.de]\n\"Hello!\" = \"Hallo!\"\n";
    std::fs::write(folder.path().join("shop.toml"), flow).unwrap();
    let server = Server::start_in(folder, "").await;
    let config = server.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.json();
    assert_eq!(config["locales"], json!(["en", "de"]));
    for (body, greeting) in
        [(r#"{"locale":"de-CH"}"#, "Hallo!"), (r#"{"locale":"fr"}"#, "Hello!"), ("", "Hello!")]
    {
        let headers = [("origin", PAGE), ("content-type", "application/json")];
        let opened = server.ask(Method::POST, &path("session"), &headers, body).await;
        assert_eq!(opened.status, 201, "{}", opened.text);
        let opened = opened.json();
        let session = support::Session { server: &server, token: opened["token"].as_str().unwrap().into() };
        let history = session.get("history").await.json();
        assert_eq!(history["items"][0]["actions"][0]["text"], greeting, "{body}");
        let again = session.say(&mid(1), "was?").await.json();
        assert_eq!(again[0]["message"][0]["actions"][0]["text"], greeting, "{body}");
    }
}

#[tokio::test]
async fn a_conversation_that_is_resumed_in_another_language_goes_on_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let flow = "name = \"Shop\"\nlanguage = \"en\"\nfallback = 1\n[translations.de]\n\"Hello\" = \"Hallo\"\n\
                [[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"Hello\"\n\
                [[module]]\nid = 2\nname = \"returns\"\nby_ref = true\nsay = \"Hello\"\n";
    std::fs::write(folder.path().join("shop.toml"), flow).unwrap();
    let server = Server::start_in(folder, "").await;
    let mut token = String::new();
    for (number, (body, said)) in (1..).zip([
        (r#"{"locale":"en"}"#, "Hello"),
        (r#"{"locale":"de-AT"}"#, "Hallo"),
        ("{}", "Hallo"),
        (r#"{"locale":"fr"}"#, "Hello"),
    ]) {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("origin", PAGE), ("content-type", "application/json")];
        if !token.is_empty() {
            headers.push(("authorization", bearer.as_str()));
        }
        let begun = server.ask(Method::POST, &path("session"), &headers, body).await;
        assert_eq!(begun.status, 201, "{}", begun.text);
        token = begun.json()["token"].as_str().unwrap().to_owned();
        let session = support::Session { server: &server, token: token.clone() };
        let answer = session.say(&mid(number), "hm").await.json();
        assert_eq!(answer[0]["message"][0]["actions"][0]["text"], said, "{body}");
    }
}
