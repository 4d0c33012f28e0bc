//! A model in trouble, and visitors who do not wait for it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use support::model::{Act, Model, say, server};
use support::upstream::texts;
use support::{Session, mid};

fn stop_of(mid: &str) -> String {
    json!({"in_reply_to": mid}).to_string()
}

/// What the model was asked, the last line of each.
fn asked(model: &Model) -> Vec<String> {
    let last = |body: &Value| body["messages"].as_array().unwrap().last().unwrap()["content"].clone();
    model.heard().iter().map(|(_, body)| last(body).as_str().unwrap().to_owned()).collect()
}

/// The name of the module that answered, once one has.
async fn answered(session: &Session<'_>) -> String {
    for _ in 0..400 {
        let history = session.get("history").await.json();
        let items = history["items"].as_array().unwrap();
        if let Some(reply) = items.iter().find(|item| item["author"] == "bot") {
            return reply["bot_module"]["name"].as_str().unwrap().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no answer");
}

#[tokio::test]
async fn a_stop_that_names_its_answer_ends_that_one_and_not_the_next() {
    let model = Model::start().await;
    model.will([Act::Stream, say("As far"), Act::Hold]);
    model.will([Act::Stream, say("The next"), Act::Hold, say(" one."), Act::Finish("stop"), Act::Done]);
    let server = server(&model, "").await;
    let session = server.session().await;
    let (first, second) = (mid(1), mid(2));
    let press = async {
        model.has_heard(1).await;
        session.ask(Method::POST, "stop", &stop_of(&first)).await;
        model.has_heard(2).await;
        // Pressed twice, and the second press is late.
        assert_eq!(session.ask(Method::POST, "stop", &stop_of(&first)).await.status, 204);
        tokio::time::sleep(Duration::from_millis(200)).await;
        model.release.notify_waiters();
    };
    let both = async {
        session.say(&first, "one").await;
        session.say(&second, "two").await
    };
    let (answer, ()) = tokio::join!(both, press);
    assert_eq!(texts(&answer), ["The next one."]);
    for wrong in [r#"{"in_reply_to":7}"#, r#"{"other":""}"#, "[]"] {
        assert_eq!(session.ask(Method::POST, "stop", wrong).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_message_that_fails_again_and_again_delays_no_other_conversation() {
    let model = Model::start().await;
    for _ in 0..6 {
        model.will([Act::Answer("500 Oops", "{}")]);
    }
    let server = server(&model, "").await;
    let (poor, lucky) = (server.session().await, server.session().await);
    let other = async {
        model.has_heard(5).await;
        // Whichever of the two gets the last of the failures.
        let begun = Instant::now();
        assert_eq!(texts(&lucky.say(&mid(1), "hi").await), ["Hello."]);
        begun.elapsed()
    };
    let id = mid(1);
    let (took, _) = tokio::join!(other, poor.say(&id, "hi"));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_message_that_waits_for_a_place_can_be_stopped_and_is_never_sent() {
    let model = Model::start().await;
    for _ in 0..16 {
        model.will([Act::Stream, say("As far"), Act::Hold]);
    }
    let server = server(&model, "").await;
    let mut sessions = Vec::new();
    for _ in 0..17 {
        sessions.push(server.session().await);
    }
    let (last, busy) = sessions.split_last().unwrap();
    let say_all = async {
        let said = busy.iter().map(|session| session.say("0198b5d6-0000-7000-8000-000000000001", "hi"));
        futures_util::future::join_all(said).await
    };
    let stop = async {
        model.has_heard(16).await;
        let stop = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            last.ask(Method::POST, "stop", "").await;
            assert_eq!(answered(last).await, "stopped");
        };
        tokio::join!(last.say("0198b5d6-0000-7000-8000-000000000001", "me too"), stop);
        assert_eq!(asked(&model).len(), 16, "the places are taken still");
        model.release.notify_waiters();
    };
    tokio::join!(say_all, stop);
    assert!(!asked(&model).contains(&"me too".to_owned()));
}

#[tokio::test]
async fn a_stop_says_nothing_of_the_model_and_its_first_word_says_that_it_is_back() {
    let model = Model::start().await;
    for _ in 0..5 {
        model.will([Act::Hold, Act::Answer("500 Oops", "{}")]);
    }
    // Nothing at all; then, after a while, the beginning of an answer.
    model.will([Act::Hold]);
    model.will([Act::Sleep(Duration::from_millis(1_500)), Act::Stream, say("Well"), Act::Hold]);
    let server = server(&model, "").await;
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(server.session().await);
    }
    let names: Vec<String> = (0..5).map(|number: usize| number.to_string()).collect();
    let id = mid(1);
    let all = sessions.iter().zip(&names).map(|(session, name)| session.say(&id, name));
    let trouble = async {
        model.has_heard(5).await;
        // All five fail at once: it is left alone for ten seconds.
        model.release.notify_waiters();
        tokio::time::sleep(Duration::from_secs(8)).await;
        assert_eq!(model.heard().len(), 5);
        model.has_heard(6).await;
        let tries: usize = asked(&model)[5].parse().unwrap();
        sessions[tries].ask(Method::POST, "stop", "").await;
        model.has_heard(7).await;
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert_eq!(model.heard().len(), 7, "one tries, the others wait");
        // They need not wait for the end of its answer, which is held.
        model.has_heard(10).await;
    };
    tokio::join!(trouble, futures_util::future::join_all(all));
}
