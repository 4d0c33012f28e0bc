//! A person takes a conversation over and gives it back, seen from both sides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use serde_json::json;
use support::desk::{act, file, log, look, short, start, take, visitor};
use support::{Server, Session, mid};

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
