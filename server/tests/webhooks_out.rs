//! Webhooks out: signed, in order, tried again on a schedule, given up, and none lost over a kill.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use support::elsewhere::free_port;
use support::medium::{SIGNING, SIGNING_BEFORE, TOKEN, folder, message, post, say, settings, start_with};
use support::served::{exchange, serve};
use support::sink::{Delivery, HOLD, Sink};
use support::{BOT, Server};

const FLOW: &str = include_str!("support/shop.toml");
const QUICK: &str = "webhook_retry = [\"1s\", \"1s\"]";

fn parlour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(arguments)
        .args(["--config", "parlour.toml"])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Exit code and JSON of `parlour dead-letters`.
fn dead_letters(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = parlour(folder, &[&["dead-letters"], arguments, &["--json"]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// The dead letters, once there are so many.
async fn dead(folder: &Path, count: usize) -> Vec<Value> {
    for _ in 0..200 {
        let letters = dead_letters(folder, &["list"]).1["letters"].as_array().unwrap().clone();
        if letters.len() >= count {
            return letters;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("there are never {count} dead letters");
}

/// HMAC as RFC 2104 has it, of SHA-256 alone: none of the code that signs.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |byte: u8| block.map(|of_key| of_key ^ byte);
    let inner = Sha256::digest([&pad(0x36)[..], message].concat());
    Sha256::digest([&pad(0x5c)[..], &inner[..]].concat()).to_vec()
}

fn signature(key: &[u8], came: &Delivery) -> String {
    let content = format!("{}.{}.{}", came.header("webhook-id"), came.header("webhook-timestamp"), came.body);
    format!("v1,{}", STANDARD.encode(hmac(key, content.as_bytes())))
}

fn signed() -> String {
    format!(
        "webhook_secret = {{ literal = \"{SIGNING}\" }}\nwebhook_secret_before = {{ literal = \"{SIGNING_BEFORE}\" }}"
    )
}

#[tokio::test]
async fn a_webhook_is_signed_with_both_live_keys_as_standard_webhooks_wants_it() {
    let sink = Sink::start().await;
    let server = start_with(&settings(&sink.address, "", &signed()), FLOW).await;
    say(&server, "returns", None).await;
    let came = sink.has_heard(1).await.remove(0);
    let key = STANDARD.decode(SIGNING.strip_prefix("whsec_").unwrap()).unwrap();
    let both = [signature(&key, &came), signature(SIGNING_BEFORE.as_bytes(), &came)].join(" ");
    assert_eq!(came.header("webhook-signature"), both);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let at: u64 = came.header("webhook-timestamp").parse().unwrap();
    assert!(at.abs_diff(now) < 30, "{at}");
    assert!(came.header("webhook-id").starts_with("msg_"), "{came:?}");
    assert_eq!(came.header("user-agent").split('/').next(), Some("parlour"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_is_tried_again_on_the_schedule_and_then_a_dead_letter_that_can_be_replayed() {
    let sink = Sink::start().await;
    sink.will(&["500 Oops", "302 Found\r\nlocation: /other", "204 No Content"]);
    let server = start_with(&settings(&sink.address, QUICK, &signed()), FLOW).await;
    let user = say(&server, "returns", None).await;
    let came = sink.has_heard(3).await;
    for pair in came.windows(2) {
        let wait = (pair[1].at - pair[0].at).as_millis();
        // A second, a fifth more or less; it is looked for once a second, by a machine that may be busy.
        assert!((800..=6_000).contains(&wait), "{wait} ms");
        assert_eq!(pair[0].header("webhook-id"), pair[1].header("webhook-id"));
        assert_eq!((&pair[0].body, &pair[0].path), (&pair[1].body, &pair[1].path));
    }
    let folder = server.folder.path();
    let letters = dead(folder, 1).await;
    let mut letter = letters[0].clone();
    assert_eq!(letter["body"]["timestamp"].take(), came[0].json()["timestamp"]);
    assert!(letter["at"].take().as_str().unwrap().ends_with('Z'));
    assert_eq!(
        letter,
        json!({"id": "out-1", "direction": "out", "bot": BOT, "api": "api_medium", "at": null, "tries": 3,
            "error": "status 204", "body": {"channelID": came[0].json()["channelID"],
                "message": "You have 60 days.", "userID": user, "timestamp": null}})
    );
    let text = String::from_utf8(parlour(folder, &["dead-letters", "list"]).stdout).unwrap();
    assert!(text.starts_with(&format!("out-1\t{BOT}\tapi_medium\t")), "{text}");
    assert!(text.ends_with("\t3 tries, status 204\n") && !text.contains("60 days"), "{text}");
    let all = dead_letters(folder, &["list"]).1.to_string();
    assert!(!all.contains("CANARY") && !all.contains(SIGNING) && !all.contains(TOKEN), "{all}");

    // The next of the conversation goes on without it.
    say(&server, "what?", Some(user)).await;
    sink.has_heard(4).await;
    assert_eq!(sink.messages()[3], "Pardon?");
    let replayed = dead_letters(folder, &["replay", "out-1", "--bot", BOT]);
    assert_eq!(replayed, (Some(0), json!([{"id": "out-1", "became": "again"}])));
    let again = sink.has_heard(5).await.remove(4);
    assert_eq!((again.header("webhook-id"), &again.body), (came[0].header("webhook-id"), &came[0].body));
    assert_eq!(dead_letters(folder, &["list"]).1, json!({"letters": [], "gone": []}));
    sink.stays_at(5).await;
    assert_eq!(dead_letters(folder, &["replay", "out-1"]), (Some(1), json!([])));
    assert_eq!(parlour(folder, &["dead-letters", "drop"]).status.code(), Some(2), "which?");
    let other = "1f8fad5b-d9cb-469f-a165-70867728950e";
    assert_eq!(parlour(folder, &["dead-letters", "list", "--bot", other]).status.code(), Some(2));
}

#[tokio::test]
async fn webhooks_of_a_conversation_keep_their_order_and_hold_up_no_other() {
    let sink = Sink::start().await;
    sink.will(&["503 Busy\r\nretry-after: 2"]);
    let server = start_with(&settings(&sink.address, QUICK, ""), FLOW).await;
    let one = say(&server, "returns", None).await;
    sink.has_heard(1).await;
    say(&server, "what?", Some(one)).await;
    let other = say(&server, "hm?", None).await;
    let came = sink.has_heard(4).await;
    let said: Vec<_> = came
        .iter()
        .map(|came| (came.json()["userID"].as_u64().unwrap(), came.json()["message"].clone()))
        .collect();
    assert_eq!(
        said,
        [
            (one, json!("You have 60 days.")),
            (other, json!("Pardon?")),
            (one, json!("You have 60 days.")),
            (one, json!("Pardon?")),
        ]
    );
    assert!((came[2].at - came[0].at).as_millis() >= 2_000, "it asked for two seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_is_left_alone_over_a_restart_until_it_is_enabled() {
    let sink = Sink::start().await;
    sink.will(&["410 Gone"]);
    let file = settings(&sink.address, QUICK, "");
    let server = start_with(&file, FLOW).await;
    let user = say(&server, "returns", None).await;
    sink.has_heard(1).await;
    dead(server.folder.path(), 1).await;
    say(&server, "what?", Some(user)).await;
    say(&server, "hm?", None).await;
    let letters = dead(server.folder.path(), 3).await;
    assert!(letters.iter().all(|letter| letter["error"] == "status 410"), "{letters:?}");
    sink.stays_at(1).await;
    let gone = dead_letters(server.folder.path(), &["list"]).1["gone"].clone();
    assert_eq!((&gone[0]["bot"], &gone[0]["api"]), (&json!(BOT), &json!("api_medium")), "{gone}");
    let Server { running, folder, .. } = server;
    running.stop().await;
    assert_eq!(
        dead_letters(folder.path(), &["drop", "out-3"]),
        (Some(0), json!([{"id": "out-3", "became": "dropped"}]))
    );
    let server = Server::start_as(folder, &file).await;
    say(&server, "what?", Some(user)).await;
    dead(server.folder.path(), 3).await;
    sink.stays_at(1).await;
    let enable = || {
        let enabled =
            parlour(server.folder.path(), &["webhook", "enable", "--bot", BOT, "--api", "api_medium"]);
        (enabled.status.code(), String::from_utf8(enabled.stdout).unwrap())
    };
    // Beside the running server.
    assert_eq!(enable(), (Some(0), "Enabled: api_medium\n".to_owned()));
    assert_eq!(enable(), (Some(1), String::new()));
    assert_eq!(
        dead_letters(server.folder.path(), &["drop", "out-4"]),
        (Some(0), json!([{"id": "out-4", "became": "dropped"}]))
    );
    assert_eq!(dead_letters(server.folder.path(), &["replay", "--all"]).0, Some(0));
    sink.has_heard(3).await;
    assert_eq!(sink.messages(), ["You have 60 days.", "You have 60 days.", "Pardon?"]);
    assert_eq!(dead_letters(server.folder.path(), &["list"]).1, json!({"letters": [], "gone": []}));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_is_sent_to_although_the_one_before_it_is_gone() {
    let (gone, sink) = (Sink::start().await, Sink::start().await);
    gone.will(&["410 Gone"]);
    let server = start_with(&settings(&gone.address, QUICK, ""), FLOW).await;
    let user = say(&server, "returns", None).await;
    let letters = dead(server.folder.path(), 1).await;
    assert_eq!((&letters[0]["error"], &letters[0]["tries"]), (&json!("status 410"), &json!(1)));
    let Server { running, folder, .. } = server;
    running.stop().await;
    let server = Server::start_as(folder, &settings(&sink.address, QUICK, "")).await;
    say(&server, "what?", Some(user)).await;
    sink.has_heard(1).await;
    assert_eq!(sink.messages(), ["Pardon?"]);
    gone.stays_at(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_queued_is_sent_after_a_kill_once_and_nothing_secret_is_logged() {
    let address = free_port().await;
    let folder =
        folder(&settings(&address, "webhook_retry = [\"1s\", \"1s\", \"1s\", \"30s\"]", &signed()), FLOW);
    let mut served = serve(folder.path());
    let body = message("returns", Some(9)).to_string();
    let (status, _) = tokio::task::block_in_place(|| {
        exchange(&served.address, "POST /api/medium/messages", "content-type: application/json\r\n", &body)
    });
    assert_eq!(status, 200);
    served.signal("-KILL");
    served.process.wait().unwrap();
    let sink = Sink::at(address).await;
    let again = serve(folder.path());
    sink.has_heard(1).await;
    sink.stays_at(1).await;
    assert_eq!(sink.messages(), ["You have 60 days."]);
    for log in [served.log(), again.log()] {
        assert!(!log.contains("CANARY") && !log.contains("60 days") && !log.contains(SIGNING), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_its_way_at_a_kill_comes_again_under_the_same_id() {
    let sink = Sink::start().await;
    sink.will(&[HOLD]);
    let folder = folder(&settings(&sink.address, QUICK, &signed()), FLOW);
    let mut served = serve(folder.path());
    let body = message("returns", Some(9)).to_string();
    tokio::task::block_in_place(|| {
        exchange(&served.address, "POST /api/medium/messages", "content-type: application/json\r\n", &body)
    });
    sink.has_heard(1).await;
    served.signal("-KILL");
    served.process.wait().unwrap();
    let _again = serve(folder.path());
    let came = sink.has_heard(2).await;
    assert_eq!((came[0].header("webhook-id"), &came[0].body), (came[1].header("webhook-id"), &came[1].body));
    sink.stays_at(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_is_told_in_the_log() {
    let sink = Sink::start().await;
    sink.will(&["410 Gone"]);
    let folder = folder(&settings(&sink.address, QUICK, ""), FLOW);
    let served = serve(folder.path());
    let body = message("returns", Some(9)).to_string();
    tokio::task::block_in_place(|| {
        exchange(&served.address, "POST /api/medium/messages", "content-type: application/json\r\n", &body);
        served.log_with("the receiver of webhooks says that it is gone (410)");
        served.log_with("webhooks are not signed: no webhook_secret");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_somebodys_own_network_is_not_called() {
    let sink = Sink::start().await;
    let file =
        settings(&sink.address, "webhook_retry = []", "").replace("allow = [\"127.0.0.1/32\"]", "allow = []");
    let server = start_with(&file, FLOW).await;
    assert_eq!(post(&server, &message("returns", None).to_string()).await.status, 200);
    let letters = dead(server.folder.path(), 1).await;
    assert_eq!((&letters[0]["error"], &letters[0]["tries"]), (&json!("refused"), &json!(1)));
    assert_eq!(sink.heard().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_webhook_says_whether_it_is_reachable_and_nothing_of_what_it_answers() {
    let sink = Sink::start().await;
    sink.will(&["200 OK", "201 Created", "410 Gone"]);
    let folder = folder(&settings(&sink.address, "", &signed()), FLOW);
    let test = |more: &[&str]| {
        let output = tokio::task::block_in_place(|| {
            parlour(folder.path(), &[&["webhook", "test", "--bot", BOT], more].concat())
        });
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("CANARY"), "{text}");
        (output.status.code(), text)
    };
    let (code, text) = test(&[]);
    assert!(code == Some(0) && text.starts_with("Reachable ("), "{text}");
    let (code, text) = test(&["--json"]);
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &told["reachable"], &told["error"]), (Some(1), &json!(false), &json!("status 201")));
    let (code, text) = test(&[]);
    assert!(code == Some(1) && text.starts_with("Not reachable: it answered 410, not 200 ("), "{text}");
    let came = sink.has_heard(3).await.remove(0);
    let mut sample = came.json();
    assert!(sample["timestamp"].take().as_i64().unwrap() > 1_700_000_000_000);
    assert_eq!(
        sample,
        json!({"channelID": "D9LjuWl0jappznT5", "message": "Test message", "userID": 0, "timestamp": null,
            "quickReplies": ["Sales", "Support"], "adminID": 4,
            "attachments": [{"offset": 12, "url": "https://www.example.com/image.jpg"}]})
    );
    let key = STANDARD.decode(SIGNING.strip_prefix("whsec_").unwrap()).unwrap();
    assert!(came.header("webhook-signature").starts_with(&signature(&key, &came)));
    let nobody = settings(&free_port().await, "", "");
    std::fs::write(folder.path().join("parlour.toml"), nobody).unwrap();
    let (code, text) = test(&[]);
    assert!(code == Some(3) && text.starts_with("Not reachable: no connection ("), "{text}");
}
