//! A gateway of ours in front of a second server of ours, which serves the chat API of the Aimylogic seed: the
//! visitor's conversation is the one the engine has.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::net::SocketAddr;
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use support::chat::{FLOW, TOKEN, file};
use support::elsewhere::{Act, Elsewhere, free_port};
use support::served::serve;
use support::{BOT, PAGE, Server, Session, desk, gateway_file, mid, path};

const HOOK: &str = "hook-secret-0123456789abcdef0123456789abcdef";

/// The configuration of a gateway at `own` to the bot that is served at `there`.
fn gateway(own: SocketAddr, there: SocketAddr, upstream: &str) -> String {
    gateway_file(
        own,
        "",
        "aimylogic",
        &format!(
            r#"webhook_path_secret = {{ literal = "{HOOK}" }}
limits = {{ messages_per_minute = 600, burst = 60 }}
upstream = {{ base_url = "http://{there}", token = {{ literal = "{TOKEN}" }}{upstream} }}"#
        ),
    )
}

/// Both servers; the second knows where the first takes webhooks.
async fn both(upstream: &str) -> (Server, Server) {
    let own = free_port().await;
    let there = support::chat::start(&format!(", webhook_url = \"http://{own}/hooks/{BOT}/{HOOK}\"")).await;
    let settings = gateway(own, there.running.address, upstream);
    let here = Server::start_as(tempfile::tempdir().unwrap(), &settings).await;
    (here, there)
}

/// The engine that answers its visitors itself.
async fn engine() -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("chat.toml"), FLOW).unwrap();
    let own = "flow = \"chat.toml\"\norigins = [\"http://127.0.0.1:*\"]\nlimits = { messages_per_minute = 600, burst = 60 }\n";
    let settings = file("").replacen("flow = \"chat.toml\"\n", own, 1);
    Server::start_as(
        folder,
        &settings.replace(
            "messages_per_minute_per_ip",
            "sessions_per_minute_per_ip = 1000\nmessages_per_minute_per_ip",
        ),
    )
    .await
}

/// What was said and who held the conversation. This API has no word for a pace (`wait`) and for what kind of
/// answer is wanted (`input`), and a module is a state with a path.
async fn conversation(session: &Session<'_>) -> Vec<Value> {
    let history = session.get("history").await.json();
    let line = |item: &Value| {
        let actions = item["actions"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
        let actions: Vec<&Value> =
            actions.filter(|action| action["type"] != "wait" && action["type"] != "input").collect();
        let module = item["bot_module"]["name"].as_str().unwrap_or_default().trim_start_matches('/');
        let held = json!([item["event"], item["state"], item["agent"]]);
        json!([item["seq"], held, item["author"], actions, module, item["in_reply_to"]])
    };
    history["items"].as_array().unwrap().iter().map(line).collect()
}

async fn has(session: &Session<'_>, count: usize) {
    for _ in 0..400 {
        if conversation(session).await.len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{:#?}", conversation(session).await);
}

/// One conversation with what the flow can say and a person who answers at `desk`.
async fn talk(server: &Server, desk: &Server) -> Vec<Value> {
    let session = server.session().await;
    has(&session, 1).await;
    for (number, text) in (1..).zip(["Returns", "what?", "receipt", "a word", "person"]) {
        let answer = session.say(&mid(number), text).await;
        assert_eq!((answer.status, &answer.json()[0]["state"]), (200, &json!("sent")), "{}", answer.text);
    }
    let list = desk::look(desk, "").await.json();
    let conversation_id = list["conversations"][0]["conversation_id"].as_u64().unwrap();
    assert_eq!(desk::take(desk, conversation_id, "Ann").await.status, 204);
    let said = desk::act(desk, &format!("{conversation_id}/reply"), &json!({"text": "I am here."})).await;
    assert_eq!(said.status, 201, "{}", said.text);
    has(&session, 14).await;
    conversation(&session).await
}

#[tokio::test]
async fn asked_at_once_it_is_the_conversation_the_engine_has() {
    let engine = engine().await;
    let direct = talk(&engine, &engine).await;
    let (gateway, served) = both("").await;
    let through = talk(&gateway, &served).await;
    assert_eq!(through, direct);
    let last = direct.last().unwrap();
    assert_eq!((&last[2], &last[3][0]["text"]), (&json!("agent"), &json!("I am here.")), "{direct:#?}");
}

#[tokio::test]
async fn asked_to_be_answered_later_it_is_the_same_conversation() {
    let engine = engine().await;
    let direct = talk(&engine, &engine).await;
    let (gateway, served) = both(", mode = \"async\"").await;
    assert_eq!(talk(&gateway, &served).await, direct);
    let config = gateway.ask(Method::GET, &path("config"), &[("origin", PAGE)], "").await.json();
    assert_eq!(config["capabilities"]["max_delay_s"], 120);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_open_when_the_gateway_was_killed_is_answered_after_although_its_webhook_is_lost()
{
    let nowhere = free_port().await;
    let there = support::chat::start(&format!(", webhook_url = \"http://{nowhere}/lost\"")).await;
    let folder = tempfile::tempdir().unwrap();
    let upstream = ", mode = \"async\", keyword = \"\", sweep = \"2m\"";
    let settings = gateway("127.0.0.1:0".parse().unwrap(), there.running.address, upstream);
    std::fs::write(folder.path().join("parlour.toml"), settings).unwrap();
    let mut served = serve(folder.path());
    let (status, body) = tokio::task::block_in_place(|| served.say("k", "Returns"));
    let turn = serde_json::from_str::<Value>(&body).unwrap()[0].clone();
    assert_eq!((status, &turn["message"], &turn["error"]), (202, &json!([]), &Value::Null), "{body}");
    served.signal("-KILL");
    served.process.wait().unwrap();

    let again = serve(folder.path());
    let (status, body) = tokio::task::block_in_place(|| again.say("k", "Returns"));
    let turn = serde_json::from_str::<Value>(&body).unwrap()[0].clone();
    assert_eq!(
        (status, &turn["message"][0]["actions"][0]["text"]),
        (200, &json!("You have **60** days.")),
        "{body}"
    );
    assert_eq!(turn["message"].as_array().unwrap().len(), 1, "{body}");
    for log in [served.log(), again.log()] {
        assert!(!log.contains("CANARY"), "{log}");
    }
}

#[tokio::test]
async fn a_message_that_is_answered_later_is_on_its_way_until_then() {
    let there = Elsewhere::start().await;
    there.will([Act::Answer("200 OK", r#"{"questionId":"q-1"}"#)]);
    let upstream = ", mode = \"async\", keyword = \"\"";
    let settings = gateway("127.0.0.1:0".parse().unwrap(), there.address, upstream);
    let server = Server::start_as(tempfile::tempdir().unwrap(), &settings).await;
    let session = server.session().await;
    let mut stream = session.events("events", &[]).await;
    let sending = session.say(&mid(1), "Returns").await;
    let turn = sending.json()[0].clone();
    assert_eq!(
        (sending.status, &turn["state"], &turn["message"]),
        (202, &json!("sending"), &json!([])),
        "{}",
        sending.text
    );
    let client = there.heard()[0]["clientId"].clone();
    let hook = json!({
        "clientId": client, "questionId": "q-1", "timestamp": "2099-09-28T12:32:13.262", "token": TOKEN,
        "data": {"replies": [{"type": "text", "text": "You have 60 days.", "state": "/returns"}]},
    });
    let kind = [("content-type", "application/json")];
    let taken =
        server.ask(Method::POST, &format!("/hooks/{BOT}/{HOOK}"), &kind, &json!([hook]).to_string()).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let mut told = Vec::new();
    while told.last() != Some(&"message bot You have 60 days.".to_owned()) {
        let (name, _, data) = stream.next().await.unwrap();
        let said = data["actions"][0]["text"].as_str().unwrap_or_default();
        told.push(format!("{name} {} {said}", data["author"].as_str().unwrap_or_default()));
    }
    assert_eq!(told, ["message visitor Returns", "typing bot ", "message bot You have 60 days."]);
    let whole = session.say(&mid(1), "Returns").await;
    assert_eq!((whole.status, &whole.json()[0]["state"]), (200, &json!("sent")), "{}", whole.text);
    assert_eq!(there.heard().len(), 1, "it was sent once");
}
