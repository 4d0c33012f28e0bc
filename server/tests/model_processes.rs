//! A language model behind a process of its own: a prompt that changes, a server that is killed while an answer
//! grows, and what its log says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::model::{Act, KEY, Model, say, settings};
use support::served::{serve, serve_logging};

fn texts(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap();
    let actions = body[0]["message"][0]["actions"].as_array().unwrap().iter();
    actions.map(|action| action["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_is_read_again_when_it_changes_and_the_last_good_one_stays() {
    let model = Model::start().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), settings(&model, ", system = \"prompt.md\"")).unwrap();
    let prompt = folder.path().join("prompt.md");
    fs::write(&prompt, "You sell tents.\n").unwrap();
    let served = serve(folder.path());
    let ask = |key: &str| tokio::task::block_in_place(|| served.say(key, "hi"));
    assert_eq!(texts(&ask("1").1), ["Hello."]);
    assert_eq!(model.told()[0], "system: You sell tents.");
    fs::write(&prompt, "You sell boats.").unwrap();
    tokio::task::block_in_place(|| served.log_with("a system prompt was reloaded"));
    ask("2");
    assert_eq!(model.told()[0], "system: You sell boats.");
    fs::write(&prompt, " \n").unwrap();
    let log = tokio::task::block_in_place(|| served.log_with("bad_prompt"));
    assert!(log.contains("a system prompt was not reloaded, the one before stays"), "{log}");
    ask("3");
    assert_eq!(model.told()[0], "system: You sell boats.");
    assert!(!served.log().contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_a_restart_cut_off_is_asked_for_again_and_stored_once() {
    for signal in ["-KILL", "-TERM"] {
        let model = Model::start().await;
        model.will([Act::Stream, say("Half of"), Act::Hold]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("parlour.toml"), settings(&model, "")).unwrap();
        let mut served = serve(folder.path());
        let address = served.address.clone();
        let sender = std::thread::spawn(move || support::served::say(&address, "k", "hi"));
        model.has_heard(1).await;
        let begun = Instant::now();
        served.signal(signal);
        served.process.wait().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        sender.join().unwrap();
        model.has_been_dropped().await;
        let served = serve(folder.path());
        // Nobody asks for it.
        model.has_heard(2).await;
        let (status, body) = tokio::task::block_in_place(|| served.say("k", "hi"));
        assert_eq!((status, texts(&body)), (200, vec!["Hello.".to_owned()]), "{body}");
        assert_eq!(model.heard().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_names_the_code_of_a_refusal_and_no_secret() {
    let model = Model::start().await;
    let refusal = r#"{"error":{"message":"Bad key CANARY-key-of-the-model","type":"invalid_request_error","code":"invalid_api_key"}}"#;
    model.will([Act::Answer("401 Unauthorized", refusal)]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), settings(&model, "")).unwrap();
    let served = serve(folder.path());
    let (_, body) = tokio::task::block_in_place(|| served.say("1", "hi"));
    let log = tokio::task::block_in_place(|| served.log_with("the model refused a message"));
    assert!(log.contains("invalid_api_key") && log.contains("401"), "{log}");
    assert!(!log.contains("CANARY") && !body.contains("CANARY"), "{log} {body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_stands_in_no_line_of_the_log_whatever_the_model_says_and_however_much_is_logged() {
    let model = Model::start().await;
    let code = r#"{"error":{"message":"no","type":"t","code":"of-CANARY-key-of-the-model"}}"#;
    model.will([Act::Answer("401 Unauthorized", code)]);
    model.will([Act::Answer("500 Oops", "CANARY-key-of-the-model")]);
    model.will([
        Act::Stream,
        say("Hello."),
        Act::Bytes("data: {\"CANARY-key-of-the-model\n\n".to_owned()),
        Act::Finish("stop"),
        Act::Done,
    ]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parlour.toml"), settings(&model, "")).unwrap();
    let served = serve_logging(folder.path(), "trace,sqlx=off");
    let log = tokio::task::block_in_place(|| {
        served.say("1", "hi");
        served.say("2", "hi");
        served.log_with("the model refused a message");
        served.log_with("pieces of the model's answer cannot be read")
    });
    model.has_heard(3).await;
    assert!(model.heard()[0].0.contains(KEY), "it was sent");
    assert!(log.contains("status=500") && !log.contains("CANARY"), "{log}");
}
