//! A bot that lives elsewhere, behind a gateway of ours: what the visitor sees when it answers, when it
//! does not, and when the gateway is killed in between.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use support::elsewhere::{Act, Elsewhere, TOKEN, free_port, gateway, settings};
use support::served::{Served, say, serve};
use support::upstream::texts;
use support::{API_TOKEN, BOT, PAGE, Server, Session, Stream, mid, path};

/// The next event of this name.
async fn next(stream: &mut Stream, name: &str) -> Value {
    loop {
        let (found, _, data) = stream.next().await.unwrap();
        if found == name {
            return data;
        }
    }
}

/// Everything that was said, with who said it and by which module, without what differs from run to run.
async fn conversation(session: &Session<'_>) -> Vec<Value> {
    let history = session.get("history").await.json();
    let items = history["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            json!([item["seq"], item["author"], item["actions"], item["bot_module"], item["in_reply_to"]])
        })
        .collect()
}

async fn has(session: &Session<'_>, count: usize) {
    for _ in 0..200 {
        if conversation(session).await.len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{:?}", conversation(session).await);
}

/// One conversation with everything the flow can say.
async fn talk(server: &Server) -> Vec<Value> {
    let session = server.session().await;
    has(&session, 1).await;
    for (number, text) in (1..).zip(["Returns", "what?", "returns please"]) {
        let answer = session.say(&mid(number), text).await;
        assert_eq!((answer.status, &answer.json()[0]["state"]), (200, &json!("sent")), "{}", answer.text);
    }
    let moved = json!({"id": mid(9), "actions": [], "ref": "2"});
    assert_eq!(session.send(&moved.to_string()).await.status, 200);
    conversation(&session).await
}

#[tokio::test]
async fn through_a_gateway_and_a_second_server_it_is_the_conversation_the_engine_has() {
    let engine = Server::start().await;
    let upstream = ", start_ref = \"welcome\"";
    let file = settings(&engine.running.address, BOT, API_TOKEN, upstream, "refs = [\"2\"]");
    let gateway = Server::start_as(tempfile::tempdir().unwrap(), &file).await;
    let (direct, through) = (talk(&engine).await, talk(&gateway).await);
    assert_eq!(direct.len(), 8, "{direct:#?}");
    assert_eq!(through, direct);
}

#[tokio::test]
async fn the_next_message_waits_until_the_one_before_it_is_answered() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Hold]);
    let server = gateway(&elsewhere).await;
    let session = server.session().await;
    let (first, (), second) = tokio::join!(
        async { session.say(&mid(1), "one").await },
        async {
            elsewhere.has_heard(1).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(elsewhere.heard().len(), 1);
            elsewhere.release.notify_waiters();
        },
        async {
            elsewhere.has_heard(1).await;
            session.say(&mid(2), "two").await
        }
    );
    assert_eq!((texts(&first), texts(&second)), (vec!["heard one".into()], vec!["heard two".into()]));
    let said: Vec<_> = elsewhere.said().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["one", "two"]);
}

#[tokio::test]
async fn a_message_that_was_refused_is_told_as_failed_and_is_tried_again_at_the_visitors_word() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("400 Bad Request", r#"{"detail":"CANARY"}"#)]);
    let server = gateway(&elsewhere).await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let refused = session.say(&mid(1), "hi").await;
    let turn = &refused.json()[0];
    assert_eq!((&turn["state"], &turn["seq"]), (&json!("failed"), &json!(1)), "{}", refused.text);
    assert!(!refused.text.contains("CANARY"));
    let status = next(&mut stream, "status").await;
    assert_eq!(status, json!({"mid": mid(1), "seq": 1, "state": "failed"}));
    // Another tab is told the same.
    let mut other = session.events("events", &[]).await;
    assert_eq!(next(&mut other, "status").await, status);

    let again = session.say(&mid(1), "hi").await;
    assert_eq!((texts(&again), &again.json()[0]["state"]), (vec!["heard hi".into()], &json!("sent")));
    assert_eq!(next(&mut stream, "status").await, json!({"mid": mid(1), "seq": 1, "state": "sent"}));
    assert_eq!(session.say(&mid(1), "hi").await.text, again.text, "from now on it is one message");
    assert_eq!(elsewhere.heard().len(), 2);
    assert_eq!(conversation(&session).await.len(), 2, "it stands in the log once");
}

#[tokio::test]
async fn an_unknown_outcome_is_told_and_the_same_message_is_not_sent_again() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("502 Bad Gateway", "")]);
    let server = gateway(&elsewhere).await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let first = session.say(&mid(1), "hi").await;
    assert_eq!(first.json()[0]["state"], "unknown", "{}", first.text);
    assert_eq!(next(&mut stream, "status").await["state"], "unknown");
    assert_eq!(session.say(&mid(1), "hi").await.text, first.text);
    assert_eq!(elsewhere.heard().len(), 1);
    assert_eq!(texts(&session.say(&mid(2), "hello").await), ["heard hello"]);
}

#[tokio::test]
async fn a_storm_is_left_alone_and_what_is_said_meanwhile_is_delayed_not_failed() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will((0..5).map(|_| Act::Answer("500 Oops", "")));
    let server = gateway(&elsewhere).await;
    for _ in 0..5 {
        let answer = server.session().await.say(&mid(1), "hi").await;
        assert_eq!(answer.json()[0]["state"], "unknown", "{}", answer.text);
    }
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let delayed = session.say(&mid(1), "later").await;
    assert_eq!((delayed.status, &delayed.json()[0]["state"]), (202, &json!("sending")), "{}", delayed.text);
    assert_eq!(elsewhere.heard().len(), 5, "it is left alone");
    let said = loop {
        let message = next(&mut stream, "message").await;
        if message["author"] == "bot" {
            break message;
        }
    };
    assert_eq!((&said["actions"][0]["text"], &said["in_reply_to"]), (&json!("heard later"), &json!(mid(1))));
    assert_eq!(elsewhere.heard().len(), 6);
}

#[tokio::test]
async fn what_is_said_while_a_person_answers_is_recorded_by_the_bot_and_answered_again_after() {
    let elsewhere = Elsewhere::start().await;
    let server = gateway(&elsewhere).await;
    let (session, conversation) = support::desk::visitor(&server).await;
    let act = async |end: &str, body: Value| {
        let answer = support::desk::act(&server, &format!("{conversation}/{end}"), &body).await;
        assert!(answer.status < 300, "{}", answer.text);
    };
    act("take", json!({"agent": {"name": "Ann"}})).await;
    let held = session.say(&mid(1), "are you there?").await;
    assert_eq!((&held.json()[0]["state"], held.status), (&json!("sent"), 200), "{}", held.text);
    act("reply", json!({"text": "I am."})).await;
    elsewhere.has_heard(2).await;
    act("hand-back", json!({})).await;
    assert_eq!(texts(&session.say(&mid(2), "hello").await), ["heard hello"]);
    let said = elsewhere.said();
    let said: Vec<_> = said.iter().map(|(kind, text)| (kind.as_str(), text.as_str())).collect();
    assert_eq!(said, [("standby", "are you there?"), ("standby", "I am."), ("text", "hello")]);
}

#[tokio::test]
async fn pages_are_told_what_the_channel_can_and_nothing_of_the_way_to_it() {
    let elsewhere = Elsewhere::start().await;
    let server = gateway(&elsewhere).await;
    let config = server.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await;
    let capabilities = config.json()["capabilities"].clone();
    assert_eq!(
        capabilities,
        json!({
            "uploads": false, "history": true, "receipts": true, "unread": false, "handover": true,
            "streaming": false, "emulated": ["history", "receipts", "handover"], "max_delay_s": 30,
            "types": parlour_protocol::Action::TYPES,
        })
    );
    for secret in [TOKEN, &elsewhere.address.to_string(), "deployment"] {
        assert!(!config.text.contains(secret), "{}", config.text);
    }
}

/// The whole answer of the API caller's message under the key.
fn answered(served: &Served, text: &str) -> Value {
    for _ in 0..40 {
        let (status, body) = tokio::task::block_in_place(|| served.say("k", text));
        if status == 200 {
            return serde_json::from_str(&body).unwrap();
        }
        assert_eq!(status, 202, "{body}");
    }
    Value::Null
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_stored_and_not_sent_is_sent_once_after_a_kill() {
    let address = free_port().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), settings(&address, "d", TOKEN, "", "")).unwrap();
    let mut served = serve(folder.path());
    let (status, body) = tokio::task::block_in_place(|| served.say("k", "hi"));
    assert_eq!(status, 202, "{body}");
    served.signal("-KILL");
    served.process.wait().unwrap();

    let elsewhere = Elsewhere::at(address).await;
    let again = serve(folder.path());
    // Nobody asks for it.
    elsewhere.has_heard(1).await;
    let answer = answered(&again, "hi");
    assert_eq!(answer[0]["message"][0]["actions"][0]["text"], "heard hi");
    assert_eq!(elsewhere.heard().len(), 1);
    for log in [served.log(), again.log()] {
        assert!(!log.contains("CANARY"), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_may_have_been_heard_before_a_kill_is_not_sent_again() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Hold]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), settings(&elsewhere.address, "d", TOKEN, "", "")).unwrap();
    let mut served = serve(folder.path());
    let address = served.address.clone();
    let sender = std::thread::spawn(move || say(&address, "k", "hi"));
    elsewhere.has_heard(1).await;
    served.signal("-KILL");
    served.process.wait().unwrap();
    assert_eq!(sender.join().unwrap().0, 0);

    let again = serve(folder.path());
    let answer = answered(&again, "hi");
    assert_eq!(answer[0]["message"], json!([]));
    assert_eq!(answer[0]["error"], "It is not known whether the bot got this message.");
    assert_eq!(elsewhere.heard().len(), 1);
    // The conversation goes on.
    let (_, next) = tokio::task::block_in_place(|| again.say("k2", "hello"));
    assert!(next.contains("heard hello"), "{next}");
    assert_eq!(elsewhere.heard().len(), 2);
}
