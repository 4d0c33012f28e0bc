//! What goes between this server and others in a test is told to whoever tries the bot, without secrets; and they may
//! take the bot's place.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use super::tester::{JSON, OWN_PAGE, begin, of_bot, opened, pass};
use crate::HOST;
use crate::support::accounts::{ANALYST, OTHER_ANALYST};
use crate::support::elsewhere::{Act, Elsewhere, TOKEN};
use crate::support::figures::{away, cookie, look, send};
use crate::support::upstream::{ALLOW, Upstream, shop};
use crate::support::{ANYWHERE, Answer, BOT, PAGE, Server, gateway_file, mid, path};

const SECRET: &str = "hook-0123456789abcdef0123456789abcdef";
const QUEUED: &str =
    r#"{"channelID":"c","message":"hi","userID":9,"success":true,"token":"CANARY-token-of-the-upstream"}"#;

async fn of_a_bot_elsewhere(elsewhere: &Elsewhere) -> Server {
    by(elsewhere, "api_medium", "channel_id = \"c\"").await
}

async fn by(elsewhere: &Elsewhere, channel: &str, upstream: &str) -> Server {
    let address = &elsewhere.address;
    let file = gateway_file(
        ANYWHERE,
        "",
        channel,
        &format!(
            r#"webhook_path_secret = {{ literal = "{SECRET}" }}
upstream = {{ base_url = "http://{address}", {upstream}, token = {{ literal = "{TOKEN}" }} }}"#
        ),
    );
    Server::start_as(tempfile::tempdir().unwrap(), &file).await
}

fn event(message: &str, user: i64, at: i64) -> String {
    json!({"channelID": "c", "message": message, "userID": user, "timestamp": at, "access_token": "CANARY"})
        .to_string()
}

async fn hook(server: &Server, body: &str) {
    let answer = server.ask(Method::POST, &format!("/hooks/{BOT}/{SECRET}"), &[], body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn told(server: &Server, conversation: u64, query: &str) -> Value {
    let path = of_bot(BOT, &format!("conversations/{conversation}/webhooks{query}"));
    let answer = look(server, &path, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text.contains("CANARY") && !answer.text.contains(SECRET), "{}", answer.text);
    answer.json()
}

/// What is told once there is so much of it.
async fn has(server: &Server, conversation: u64, count: usize) -> Vec<Value> {
    for _ in 0..200 {
        let told = told(server, conversation, "").await["webhooks"].as_array().unwrap().clone();
        if told.len() >= count {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there are never {count}");
}

/// Without numbers and moments.
fn bare(told: &[Value]) -> Vec<Value> {
    let mut told = told.to_vec();
    for one in &mut told {
        let fields = one.as_object_mut().unwrap();
        assert!(fields.remove("n").unwrap().is_u64() && fields.remove("at_ms").unwrap().is_i64());
    }
    told
}

fn inner(told: &Value, name: &str) -> Value {
    serde_json::from_str(told[name].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn what_went_to_a_bot_elsewhere_and_what_came_by_webhook_is_told_of_a_test() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("503 Busy", "{}"), Act::Answer("200 OK", QUEUED)]);
    let server = of_a_bot_elsewhere(&elsewhere).await;
    let (session, test) = opened(&server, &begin(&server, &pass(&server, &[]).await, None, &json!({})).await);
    assert_eq!(session.say(&mid(1), "hi").await.status, 200);
    let sent = has(&server, test, 2).await;
    hook(&server, &event("one", 9, 1)).await;
    hook(&server, &event("one", 9, 1)).await;
    hook(&server, &event("for nobody", 10, 2)).await;

    let all = told(&server, test, "").await;
    let webhooks = all["webhooks"].as_array().unwrap();
    let url = format!("http://{}/api/medium/messages", elsewhere.address);
    let letter = r#"{"channelID":"c","message":"hi"}"#;
    let came = r#"{"access_token":"•••","channelID":"c","message":"one","timestamp":1,"userID":9}"#;
    let queued = r#"{"channelID":"c","message":"hi","success":true,"token":"•••","userID":9}"#;
    let out = |attempt: u32, status: u16, outcome: &str, answer: Option<&str>| {
        json!({"direction": "out", "what": "message", "method": "POST", "url": url, "status": status,
               "outcome": outcome, "attempt": attempt, "body": letter, "answer": answer, "is_cut": false})
    };
    let webhook = |outcome: &str| {
        json!({"direction": "in", "what": "webhook", "method": "POST", "url": format!("/hooks/{BOT}/•••"),
               "status": 200, "outcome": outcome, "attempt": 1, "body": came, "answer": null, "is_cut": false})
    };
    assert_eq!(
        bare(webhooks),
        [
            out(1, 503, "status", None),
            out(2, 200, "answered", Some(queued)),
            webhook("stored"),
            webhook("repeated"),
        ]
    );
    assert_eq!((&all["last"], &all["has_more"]), (&webhooks[3]["n"], &json!(false)));
    assert!(all["now_ms"].as_i64() >= webhooks[3]["at_ms"].as_i64());
    let rest = told(&server, test, &format!("?after={}", sent[1]["n"])).await;
    assert_eq!(rest["webhooks"], json!(webhooks[2..]));
    let nothing = told(&server, test, &format!("?after={}", all["last"])).await;
    assert_eq!((&nothing["webhooks"], &nothing["last"]), (&json!([]), &all["last"]));
}

#[tokio::test]
async fn a_webhook_that_was_faster_than_the_answer_that_names_its_user_is_told_too() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED)]);
    let server = of_a_bot_elsewhere(&elsewhere).await;
    hook(&server, &event("early", 9, 1)).await;
    let (session, test) = opened(&server, &begin(&server, &pass(&server, &[]).await, None, &json!({})).await);
    session.say(&mid(1), "hi").await;
    let all = has(&server, test, 2).await;
    let of = |what: &str| all.iter().find(|one| one["what"] == what).unwrap();
    assert_eq!(inner(of("webhook"), "body")["message"], "early");
    assert!(of("webhook")["at_ms"].as_i64() <= of("message")["at_ms"].as_i64(), "it came first");
}

#[tokio::test]
async fn a_token_that_stands_in_the_address_of_a_bot_is_masked() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer(
        "200 OK",
        r#"{"questionId":"1","data":{"replies":[{"type":"text","text":"Thanks"}]}}"#,
    )]);
    let server = by(&elsewhere, "aimylogic", "keyword = \"\"").await;
    let (session, test) = opened(&server, &begin(&server, &pass(&server, &[]).await, None, &json!({})).await);
    session.say(&mid(1), "hi").await;
    let sent = has(&server, test, 1).await;
    let url = sent[0]["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/•••"), "{url}");
    assert_eq!((&inner(&sent[0], "body")["query"], &sent[0]["status"]), (&json!("hi"), &json!(200)));
}

#[tokio::test]
async fn of_visitors_nothing_is_kept_and_of_a_forgotten_test_nothing_stays() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.will([Act::Answer("200 OK", QUEUED), Act::Answer("200 OK", QUEUED)]);
    let server = of_a_bot_elsewhere(&elsewhere).await;
    let (session, visitors) =
        opened(&server, &server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await);
    session.say(&mid(1), "hi").await;
    hook(&server, &event("one", 9, 1)).await;
    let path = |id: u64, query: &str| of_bot(BOT, &format!("conversations/{id}/webhooks{query}"));
    assert_eq!(look(&server, &path(visitors, ""), &[]).await.refusal(), (409, "not_a_test".into()));
    assert_eq!(look(&server, &path(99, ""), &[]).await.status, 404);

    let (session, test) = opened(&server, &begin(&server, &pass(&server, &[]).await, None, &json!({})).await);
    session.say(&mid(2), "hi").await;
    assert_eq!(has(&server, test, 1).await.len(), 1);
    for query in ["?after=x", "?after=-1", "?after=", "?after=1&after=2"] {
        let refusal = look(&server, &path(test, query), &[]).await.refusal();
        assert_eq!(refusal, (400, "parameter_invalid".into()), "{query}");
    }
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    assert_eq!(look(&server, &path(test, ""), &[]).await.status, 404);
}

#[tokio::test]
async fn a_request_of_a_flow_is_told_with_what_came_back() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let (session, test) = opened(&server, &begin(&server, &pass(&server, &[]).await, None, &json!({})).await);
    session.say(&mid(1), "A7").await;
    session.say(&mid(2), "fail").await;
    let all = has(&server, test, 2).await;
    let of = |one: &Value| {
        let url = one["url"].as_str().unwrap().replace(&upstream.address.to_string(), "shop");
        (url, one["status"].clone(), one["outcome"].clone(), one["answer"].clone())
    };
    assert_eq!(all.iter().map(|one| &one["what"]).collect::<Vec<_>>(), ["request", "request"]);
    let shipped = r#"{"order":{"days":3,"status":"shipped"}}"#;
    let told = |order: &str, status: u16, outcome: &str, answer: Value| {
        (format!("http://shop/orders/{order}"), json!(status), json!(outcome), answer)
    };
    assert_eq!(of(&all[0]), told("A7", 200, "answered", json!(shipped)));
    assert_eq!(of(&all[1]), told("fail", 500, "status", Value::Null));
}

async fn act(server: &Server, conversation: u64, act: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let path = of_bot(BOT, &format!("conversations/{conversation}/handover/{act}"));
    let mut all = vec![JSON];
    all.extend_from_slice(headers);
    server.ask(Method::POST, &path, &all, body).await
}

#[tokio::test]
async fn who_signed_in_takes_the_bots_place_in_a_test_of_their_own_bot() {
    let server = away().await;
    let sign_in = |token: &'static str| {
        let server = &server;
        async move { cookie(&send(server, "/reports/sign-in", &[HOST], &format!("token={token}")).await) }
    };
    let (own, others) = (sign_in(ANALYST).await, sign_in(OTHER_ANALYST).await);
    let own = [HOST, ("cookie", own.as_str()), OWN_PAGE];
    let lent = pass(&server, &own[..2]).await;
    let (session, test) = opened(&server, &begin(&server, &lent, None, &json!({})).await);

    assert_eq!(act(&server, test, "take", &own, r#"{"agent": {"name": "Ada"}}"#).await.status, 204);
    let said = act(&server, test, "reply", &own, r#"{"text": "I am a person."}"#).await;
    assert_eq!(said.status, 201, "{}", said.text);
    let history = session.get("history").await.json();
    let last = history["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["author"], &last["actions"][0]["text"]), (&json!("agent"), &json!("I am a person.")));
    assert_eq!(act(&server, test, "hand-back", &own, "{}").await.status, 204);
    let state = look(&server, &of_bot(BOT, &format!("conversations/{test}")), &own).await.json();
    assert_eq!(state["handover"], "bot");

    let visitor = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
    let (_, visitors) = opened(&server, &visitor);
    let take = r#"{"agent": {"name": "Ada"}}"#;
    assert_eq!(act(&server, visitors, "take", &own, take).await.refusal(), (409, "not_a_test".into()));
    for (conversation, name, headers, status) in [
        (test, "take", vec![HOST, OWN_PAGE, ("cookie", others.as_str())], 404),
        (test, "take", vec![HOST, OWN_PAGE], 401),
        (test, "take", vec![HOST, own[1]], 403),
        (test, "take", vec![HOST, own[1], ("sec-fetch-site", "cross-site")], 403),
        (test, "read", own.to_vec(), 404),
        (999, "take", own.to_vec(), 404),
    ] {
        let answer = act(&server, conversation, name, &headers, take).await;
        assert_eq!(answer.refusal().0, status, "{conversation} {name} {headers:?}");
    }
    let state = look(&server, &of_bot(BOT, &format!("conversations/{test}")), &own).await.json();
    assert_eq!(state["handover"], "bot", "nobody else took it");
}
