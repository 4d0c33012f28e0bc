//! The served chat API of the Aimylogic seed: what comes without being waited for, and what was said before.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::chat::{TOKEN, get, path, post, refusal, say, start, texts};
use support::elsewhere::{Act, Elsewhere};
use support::served::exchange;
use support::{Server, desk};

async fn later(server: &Server, client: &str, text: &str, cid: &str) -> String {
    let body = json!({"clientId": client, "query": text, "cid": cid}).to_string();
    let answer = post(server, "/async", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "only the question's name: {body}");
    body["questionId"].as_str().unwrap().to_owned()
}

async fn events(server: &Server, query: &str) -> Vec<Value> {
    let answer = get(server, &format!("/events?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["events"].as_array().unwrap().clone()
}

/// Kind, connection and first text of each.
fn short(events: &[Value]) -> Vec<String> {
    let line = |event: &Value| {
        let (kind, inner) = (event["type"].as_str().unwrap(), &event["event"]);
        let said = inner["data"]["query"].as_str().or(inner["data"]["replies"][0]["text"].as_str());
        format!("{kind} {} {}", inner["cid"].as_str().unwrap_or("-"), said.unwrap_or("-"))
    };
    events.iter().map(line).collect()
}

/// The number of the client's conversation, once a person was asked for.
async fn waiting(server: &Server) -> u64 {
    let list = desk::look(server, "").await.json();
    list["conversations"][0]["conversation_id"].as_u64().or(list["conversations"][0]["id"].as_u64()).unwrap()
}

#[tokio::test]
async fn two_tabs_are_told_what_the_other_asked_and_each_connection_can_be_told_apart() {
    let server = start("").await;
    let first = later(&server, "test", "Returns", "one").await;
    let second = later(&server, "test", "what?", "two").await;
    let all = events(&server, "clientId=test&all=true&ts=0").await;
    assert_eq!(
        short(&all),
        [
            "userRequest one Returns",
            "botResponse one You have **60** days.",
            "userRequest two what?",
            "botResponse two Pardon?",
        ]
    );
    assert_eq!(
        (&all[1]["event"]["questionId"], &all[3]["event"]["questionId"]),
        (&json!(first), &json!(second))
    );
    assert_eq!(texts(&all[1]["event"]["data"]["replies"]).len(), 2, "a turn is one event");
    let two = events(&server, "clientId=test&all&ts=0&cid=two").await;
    assert_eq!(short(&two), ["userRequest two what?", "botResponse two Pardon?"]);
    let begun = all[2]["event"]["timestamp"].as_str().unwrap();
    let ts = format!("{begun}Z").parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let since = events(&server, &format!("clientId=test&all=1&ts={ts}")).await;
    assert_eq!(
        short(&since),
        ["userRequest two what?", "botResponse two Pardon?"],
        "from then on, and that moment"
    );
}

#[tokio::test]
async fn without_a_time_it_is_what_came_since_the_last_look_of_the_connection() {
    let server = start("").await;
    later(&server, "test", "Returns", "one").await;
    assert_eq!(events(&server, "clientId=test&all=true&cid=one").await.len(), 2);
    later(&server, "test", "what?", "one").await;
    let next = events(&server, "clientId=test&all=true&cid=one").await;
    assert_eq!(short(&next), ["userRequest one what?", "botResponse one Pardon?"]);
    assert_eq!(
        events(&server, "clientId=test&all=true").await.len(),
        4,
        "another connection looks for itself"
    );
}

#[tokio::test]
async fn a_poll_waits_and_wakes_when_a_person_answers_and_is_told_of_people_only() {
    let server = start("").await;
    let called = say(&server, "test", "person").await;
    let replies = called["data"]["replies"].as_array().unwrap();
    assert_eq!(
        (&replies[0]["text"], &replies[1]["type"]),
        (&json!("I am fetching somebody."), &json!("switch"))
    );
    let held = say(&server, "test", "hello?").await;
    assert_eq!(held["data"]["replies"], json!([]), "a person has the word");
    let conversation = waiting(&server).await;
    let begun = Instant::now();
    let (told, ()) = tokio::join!(events(&server, "clientId=test"), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(desk::take(&server, conversation, "Ann").await.status, 204);
        let said = desk::act(&server, &format!("{conversation}/reply"), &json!({"text": "I am here."})).await;
        assert_eq!(said.status, 201, "{}", said.text);
    });
    let waited = begun.elapsed();
    assert!((Duration::from_millis(300)..Duration::from_secs(5)).contains(&waited), "{waited:?}");
    assert_eq!(short(&told), ["operatorMessage - I am here."]);
    assert_eq!(told[0]["event"]["operator"], json!({"name": "Ann"}));
    let history = get(&server, "/client/test/history").await.json();
    let last = history["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["author"], &last["replies"][0]["text"]), (&json!("OPERATOR"), &json!("I am here.")));
    assert_eq!(last["questionId"], told[0]["event"]["questionId"]);
}

#[tokio::test]
async fn no_more_than_250_events_are_told_at_once_and_the_next_look_has_the_rest() {
    let server = start("").await;
    for _ in 0..126 {
        later(&server, "test", "what?", "one").await;
    }
    assert_eq!(events(&server, "clientId=test&all=true&ts=0").await.len(), 250);
    assert_eq!(events(&server, "clientId=test&all=true").await.len(), 250);
    assert_eq!(events(&server, "clientId=test&all=true").await.len(), 2);
    let history = get(&server, "/client/test/history?limit=1000").await.json();
    assert_eq!((&history["totalCount"], history["messages"].as_array().unwrap().len()), (&json!(252), 252));
}

#[tokio::test]
async fn the_history_is_what_was_said_in_a_span_oldest_first() {
    let server = start("").await;
    let before = jiff::Timestamp::now().as_millisecond();
    say(&server, "test", "Returns").await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let between = jiff::Timestamp::now().as_millisecond();
    tokio::time::sleep(Duration::from_millis(20)).await;
    let answer = say(&server, "test", "what?").await;
    let all = get(&server, "/client/test/history").await.json();
    assert_eq!(all["totalCount"], 4);
    let said: Vec<_> =
        all["messages"].as_array().unwrap().iter().map(|said| said["author"].clone()).collect();
    assert_eq!(said, ["CLIENT", "BOT", "CLIENT", "BOT"]);
    let mut last = all["messages"][3].clone();
    assert!(last["timestamp"].as_str().unwrap().ends_with('Z'));
    last.as_object_mut().unwrap().remove("timestamp");
    let replies = json!([{"type": "text", "text": "Pardon?", "markup": "markdown", "state": "/lost"}]);
    assert_eq!(
        last,
        json!({"questionId": answer["questionId"], "author": "BOT", "status": "SENT", "replies": replies})
    );
    assert_eq!(
        (&all["messages"][2]["textMessage"], &all["messages"][2]["status"]),
        (&json!("what?"), &json!("DELIVERED"))
    );
    let texts = async |query: &str| {
        let page = get(&server, &format!("/client/test/history?{query}")).await.json();
        let count = page["totalCount"].as_u64().unwrap();
        (count, page["messages"].as_array().unwrap().len(), page["messages"][0]["textMessage"].clone())
    };
    assert_eq!(texts(&format!("from={between}")).await, (2, 2, json!("what?")));
    assert_eq!(texts(&format!("to={between}")).await, (2, 2, json!("Returns")));
    assert_eq!(
        texts(&format!("fromTimestamp={before}&toTimestamp={between}")).await,
        (2, 2, json!("Returns"))
    );
    assert_eq!(texts("limit=2").await, (4, 2, json!("what?")), "the last of them");
    for wrong in ["limit=0", "limit=1001", "limit=a", "from=yesterday", "to=-1"] {
        assert_eq!(refusal(&get(&server, &format!("/client/test/history?{wrong}")).await).0, 400, "{wrong}");
    }
    for wrong in ["clientId=test&ts=soon", "clientId=test&all=maybe", "all=true"] {
        assert_eq!(refusal(&get(&server, &format!("/events?{wrong}")).await).0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn what_is_not_waited_for_comes_by_the_webhook_and_so_does_what_a_person_says() {
    let there = Elsewhere::start().await;
    // The first try fails: it is sent again.
    there.will([Act::Answer("503 Busy", "")]);
    let server = start(&format!(", webhook_url = \"http://{}/bot\"", there.address)).await;
    let question = later(&server, "test", "person", "one").await;
    there.has_heard(2).await;
    let heard = there.heard();
    assert_eq!(heard[0], heard[1]);
    let mut object = heard[1][0].clone();
    assert_eq!(heard[1].as_array().unwrap().len(), 1, "a list");
    assert!(object["timestamp"].as_str().is_some_and(|moment| moment.len() == 23));
    object.as_object_mut().unwrap().remove("timestamp");
    assert_eq!(
        object,
        json!({
            "token": TOKEN, "clientId": "test", "questionId": question, "cid": "one", "blockForm": false,
            "data": {
                "nlpClass": "/person", "confidence": 1.0, "answer": "I am fetching somebody.",
                "newSessionStarted": true, "debugData": [], "endSession": false,
                "replies": [
                    {"type": "text", "text": "I am fetching somebody.", "markup": "markdown", "state": "/person"},
                    {"type": "switch", "firstMessage": "", "closeChatPhrases": [], "appendCloseChatButton": false},
                ],
            },
        })
    );
    let conversation = waiting(&server).await;
    desk::take(&server, conversation, "Ann").await;
    desk::act(&server, &format!("{conversation}/reply"), &json!({"text": "I am here."})).await;
    there.has_heard(3).await;
    let told = there.heard()[2][0].clone();
    assert_eq!(
        (&told["clientId"], &told["operator"]["name"], &told["data"]["answer"], &told["token"]),
        (&json!("test"), &json!("Ann"), &json!("I am here."), &json!(TOKEN))
    );
    // Whoever waited for the answer has it.
    say(&server, "waits", "Returns").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(there.heard().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_waits_eight_times_at_most_and_nobody_waits_for_a_server_that_stops() {
    let server = start("").await;
    say(&server, "test", "what?").await;
    let address = server.running.address.to_string();
    let poll = move |client: &'static str| {
        let (address, line) =
            (address.clone(), format!("GET {}", path(&format!("/events?clientId={client}"))));
        tokio::task::spawn_blocking(move || exchange(&address, &line, "", ""))
    };
    let waiting: Vec<_> = (0..8).map(|_| poll("test")).collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let refused = poll("test").await.unwrap();
    assert_eq!(refused.0, 429, "{}", refused.1);
    say(&server, "other", "what?").await;
    let other = poll("other");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    server.running.stop().await;
    for poll in waiting.into_iter().chain([other]) {
        assert_eq!(poll.await.unwrap(), (200, r#"{"events":[]}"#.to_owned()));
    }
    assert!(begun.elapsed() < Duration::from_secs(5));
}
