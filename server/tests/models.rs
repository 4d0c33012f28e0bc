//! Answers of a language model: how they grow, how they are stopped, and what is told of those that do not
//! come to their end.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use support::model::{Act, KEY, Model, say, server, whole};
use support::upstream::texts;
use support::{PAGE, Server, Session, Stream, mid, path};

/// The next event of one of these names.
async fn next(stream: &mut Stream, names: &[&str]) -> (String, Value) {
    loop {
        let (found, _, data) = stream.next().await.unwrap();
        if names.contains(&found.as_str()) {
            return (found, data);
        }
    }
}

async fn partial(stream: &mut Stream) -> (u64, String) {
    let (_, data) = next(stream, &["partial"]).await;
    assert_eq!(data["in_reply_to"], mid(1));
    (data["offset"].as_u64().unwrap(), data["text"].as_str().unwrap().to_owned())
}

/// The next thing the bot said: module, and every action.
async fn reply(stream: &mut Stream) -> (String, Value) {
    loop {
        let (_, data) = next(stream, &["message"]).await;
        if data["author"] == "bot" {
            return (data["bot_module"]["name"].as_str().unwrap().to_owned(), data["actions"].clone());
        }
    }
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn notice(text: &str) -> Value {
    json!({"type": "notice", "text": text})
}

const BROKEN: &str = "The answer broke off here. You can ask again.";

/// Says something without waiting for what comes of it.
async fn say_aside(session: &Session<'_>) {
    assert!(matches!(session.say(&mid(1), "hi").await.status, 200 | 202));
}

#[tokio::test]
async fn an_answer_grows_on_every_stream_and_is_stored_once_as_a_whole() {
    let model = Model::start().await;
    model.will([
        Act::Stream,
        say("Grüß 🙂"),
        Act::Hold,
        say(" dich."),
        Act::Hold,
        say(" Ja."),
        Act::Finish("stop"),
        Act::Done,
    ]);
    let server = server(&model, "").await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let talk = async {
        assert_eq!(partial(&mut stream).await, (0, "Grüß 🙂".to_owned()));
        model.release.notify_waiters();
        assert_eq!(partial(&mut stream).await, (7, " dich.".to_owned()));
        // Who comes later is told it from its beginning.
        let mut late = session.events("events", &[]).await;
        assert_eq!(partial(&mut late).await, (0, "Grüß 🙂 dich.".to_owned()));
        model.release.notify_waiters();
        for stream in [&mut stream, &mut late] {
            let whole = ("answer".to_owned(), json!([text("Grüß 🙂 dich. Ja.")]));
            assert_eq!(reply(stream).await, whole);
        }
        // Nothing more is said of what has come to its end.
        tokio::time::timeout(Duration::from_millis(300), next(&mut late, &["partial", "message"]))
            .await
            .unwrap_err();
    };
    tokio::join!(talk, say_aside(&session));
    let history = session.get("history").await.json();
    assert_eq!(history["items"].as_array().unwrap().len(), 2, "{history}");
    let (head, body) = model.heard().remove(0);
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(head.contains(&format!("authorization: Bearer {KEY}")), "{head}");
    let asked = json!({"model": "small", "stream": true, "messages": [{"role": "user", "content": "hi"}]});
    assert_eq!(body, asked);
}

#[tokio::test]
async fn pieces_are_put_together_so_that_no_stream_has_more_than_a_dozen_events_a_second() {
    let model = Model::start().await;
    let mut acts = vec![Act::Stream];
    for _ in 0..100 {
        acts.extend([say("word "), Act::Sleep(Duration::from_millis(10))]);
    }
    acts.extend([Act::Finish("stop"), Act::Done]);
    model.will(acts);
    let server = server(&model, "").await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let begun = std::time::Instant::now();
    let count = async {
        let mut count = 0;
        while next(&mut stream, &["partial", "message"]).await.1["author"] != "bot" {
            count += 1;
        }
        // The visitor's own message is one of them.
        count - 1
    };
    let (count, ()) = tokio::join!(count, say_aside(&session));
    let most = begun.elapsed().as_millis() / 80 + 1;
    assert!(count >= 3 && count <= most, "{count} of {most}");
}

#[tokio::test]
async fn who_stops_an_answer_keeps_what_was_said_and_the_model_is_let_go() {
    let model = Model::start().await;
    model.will([Act::Stream, say("As far"), Act::Hold, say("never")]);
    let server = server(&model, "").await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    // There is nothing to be stopped.
    assert_eq!(session.ask(Method::POST, "stop", "").await.status, 204);
    let stop = async {
        partial(&mut stream).await;
        for _ in 0..2 {
            assert_eq!(session.ask(Method::POST, "stop", "").await.status, 204);
        }
        let stopped = json!([text("As far"), notice("You stopped this answer.")]);
        assert_eq!(reply(&mut stream).await, ("stopped".to_owned(), stopped));
    };
    tokio::join!(stop, say_aside(&session));
    model.has_been_dropped().await;
    // What was said is a part of the conversation; what the chat noted is not.
    session.say(&mid(2), "and?").await;
    assert_eq!(model.told(), ["user: hi", "assistant: As far", "user: and?"]);
    let refused = server.ask(Method::POST, &path("stop"), &[("origin", PAGE)], "").await;
    assert_eq!(refused.refusal(), (401, "unauthorized".to_owned()));
}

#[tokio::test]
async fn an_answer_of_which_nothing_was_said_is_stopped_too_in_the_visitors_language() {
    let model = Model::start().await;
    model.will([Act::Stream, Act::Hold]);
    let server = server(&model, "").await;
    let headers = [("origin", PAGE), ("content-type", "application/json")];
    let begun = server.ask(Method::POST, &path("session"), &headers, r#"{"locale":"de-AT"}"#).await;
    let token = begun.json()["token"].as_str().unwrap().to_owned();
    let session = Session { server: &server, token };
    let mut stream = session.events("events", &[]).await;
    let stop = async {
        model.has_heard(1).await;
        session.ask(Method::POST, "stop", "").await;
        let stopped = json!([notice("Du hast diese Antwort gestoppt.")]);
        assert_eq!(reply(&mut stream).await, ("stopped".to_owned(), stopped));
    };
    tokio::join!(stop, say_aside(&session));
}

#[tokio::test]
async fn a_visitor_who_leaves_or_is_forgotten_ends_the_work_of_the_model() {
    for end in ["session", "conversation"] {
        let model = Model::start().await;
        model.will([Act::Stream, say("As far"), Act::Hold]);
        let server = server(&model, "").await;
        let session = server.session().await;
        let mut stream = session.events("events", &[]).await;
        let leave = async {
            partial(&mut stream).await;
            assert_eq!(session.ask(Method::DELETE, end, "").await.status, 204);
            model.has_been_dropped().await;
        };
        tokio::join!(leave, async { session.say(&mid(1), "hi").await.status });
    }
}

/// What the visitor reads of an answer that follows this script.
async fn comes_to(script: Vec<Act>, upstream: &str) -> (String, Value) {
    let model = Model::start().await;
    model.will(script);
    let server = server(&model, upstream).await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    tokio::join!(reply(&mut stream), say_aside(&session)).0
}

#[tokio::test]
async fn an_answer_that_does_not_come_to_its_end_keeps_what_was_said_and_says_why() {
    let long = "The answer was too long and ends here.";
    let withheld = "The bot cannot answer this.";
    let error = "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n";
    let tool =
        r#"data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"t"}]},"finish_reason":"tool_calls"}]}"#;
    let endless: Vec<Act> = (0..40).map(|_| Act::Say("x".repeat(1_000))).collect();
    for (script, module, actions) in [
        (vec![say("a")], "broken", json!([text("a"), notice(BROKEN)])),
        (vec![say("a"), Act::Bytes(error.into())], "broken", json!([text("a"), notice(BROKEN)])),
        (vec![say("a"), Act::Hold], "broken", json!([text("a"), notice(BROKEN)])),
        (vec![say("a"), Act::Finish("length"), Act::Done], "cut_short", json!([text("a"), notice(long)])),
        (endless, "cut_short", json!([text(&"x".repeat(32_000)), notice(long)])),
        (vec![say("a"), Act::Finish("content_filter")], "withheld", json!([text("a"), notice(withheld)])),
        (vec![Act::Bytes(format!("{tool}\n\n")), Act::Done], "withheld", json!([notice(withheld)])),
        (vec![Act::Finish("stop"), Act::Done], "withheld", json!([notice(withheld)])),
    ] {
        let script = [Act::Stream].into_iter().chain(script).collect();
        // A second of silence is enough here.
        let came = comes_to(script, ", timeout = \"1s\"").await;
        assert_eq!(came, (module.to_owned(), actions));
    }
}

#[tokio::test]
async fn an_answer_that_is_no_stream_is_one_all_the_same() {
    let body = r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}"#;
    let came = comes_to(vec![Act::Answer("200 OK", body)], "").await;
    assert_eq!(came, ("answer".to_owned(), json!([text("Hello")])));
}

#[tokio::test]
async fn what_was_not_begun_is_asked_again_and_retry_after_is_kept_to() {
    for (refusal, least) in [
        (vec![Act::Answer("429 Too Many Requests\r\nretry-after: 1", "{}")], 1_000),
        (vec![Act::Answer("500 Oops", "<html>")], 0),
        (vec![Act::Stream], 0),
        (vec![], 0),
    ] {
        let model = Model::start().await;
        model.will(refusal);
        let server = server(&model, "").await;
        let session = server.session().await;
        let mut stream = session.events("events", &[]).await;
        let begun = std::time::Instant::now();
        let (came, ()) = tokio::join!(reply(&mut stream), say_aside(&session));
        assert_eq!(came, ("answer".to_owned(), json!([text("Hello.")])));
        assert!(begun.elapsed() >= Duration::from_millis(least), "{:?}", begun.elapsed());
        assert_eq!(model.heard().len(), 2);
    }
}

#[tokio::test]
async fn what_the_model_refuses_has_failed_and_can_be_sent_again() {
    let refusal = r#"{"error":{"message":"Incorrect API key provided: CANARY-key","type":"invalid_request_error","code":"invalid_api_key"}}"#;
    for script in [
        vec![Act::Answer("401 Unauthorized", refusal)],
        vec![Act::Answer("404 Not Found", "<html>")],
        // A proxy's page.
        vec![Act::Answer("200 OK", "<html>")],
        // Silence.
        vec![Act::Stream, Act::Hold],
    ] {
        let model = Model::start().await;
        model.will(script);
        let server = server(&model, ", timeout = \"1s\"").await;
        let session = server.session().await;
        let failed = session.say(&mid(1), "hi").await;
        assert_eq!(failed.json()[0]["state"], "failed", "{}", failed.text);
        assert!(!failed.text.contains("CANARY"));
        let again = session.say(&mid(1), "hi").await;
        assert_eq!((texts(&again), &again.json()[0]["state"]), (vec!["Hello.".into()], &json!("sent")));
        assert_eq!(model.heard().len(), 2);
    }
}

#[tokio::test]
async fn an_api_caller_gets_the_whole_answer_and_a_conversation_that_remembers() {
    let model = Model::start().await;
    model.will(whole(&["One", " and", " all."]));
    let server = server(&model, ", history_messages = 2, max_tokens = 50, temperature = 0.5").await;
    let said = |text: &str| {
        json!({"user_id": "u", "id": text, "actions": [{"type": "text", "text": text}]}).to_string()
    };
    let answer = server.call(&[], &said("one")).await;
    assert_eq!((answer.status, texts(&answer)), (200, vec!["One and all.".to_owned()]));
    server.call(&[], &said("two")).await;
    server.call(&[], &said("three")).await;
    assert_eq!(model.told(), ["user: two", "assistant: Hello.", "user: three"], "two messages of it");
    let (_, body) = model.heard().remove(0);
    assert_eq!((&body["max_tokens"], &body["temperature"]), (&json!(50), &json!(0.5)));
}

#[tokio::test]
async fn the_window_is_told_what_this_channel_can() {
    let model = Model::start().await;
    let server = server(&model, "").await;
    let config = server.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.json();
    let can = &config["capabilities"];
    let emulated = json!(["history", "receipts", "handover"]);
    assert_eq!(
        (&can["streaming"], &can["uploads"], &can["emulated"]),
        (&json!(true), &json!(false), &emulated)
    );
    assert_eq!((&can["types"], &can["max_delay_s"]), (&json!(["text", "notice"]), &json!(60)));
    let of_flow = Server::start().await;
    let config = of_flow.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.json();
    assert_eq!(config["capabilities"]["streaming"], json!(false));
}
