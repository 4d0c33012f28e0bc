//! The served chat API of the Aimylogic seed: questions, and how they are refused (protocols.md 3 and part 5).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use serde_json::{Value, json};
use support::Server;
use support::chat::{TOKEN, get, path, post, refusal, say, start, texts};
use support::elsewhere::{self, Act, Elsewhere};

/// An answer without what differs from run to run, whose form is looked at.
fn fixed(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().unwrap();
    let question = fields.remove("questionId").unwrap();
    assert!(question.as_str().is_some_and(|question| question.len() == 36), "{question}");
    let moment = fields.remove("timestamp").unwrap();
    let form: String =
        moment.as_str().unwrap().chars().map(|l| if l.is_ascii_digit() { '9' } else { l }).collect();
    assert_eq!(form, "9999-99-99T99:99:99.999");
    answer
}

#[tokio::test]
async fn a_question_is_answered_in_the_seeds_form() {
    let server = start("").await;
    let asked = r#"{"clientId":"test","query":"Returns please","cid":"tab-7f3a","data":{},"unknown":[1]}"#;
    let wanted = r#"{"clientId":"test","query":"Returns please","cid":"tab-7f3a",
        "data":{"nlpClass":"/returns","confidence":1.0,
        "replies":[{"type":"text","text":"You have **60** days.","markup":"markdown","state":"/returns"},
        {"type":"text","text":"From the day it came.","markup":"markdown","state":"/returns"}],
        "answer":"You have **60** days.\n\nFrom the day it came.",
        "newSessionStarted":true,"debugData":[],"endSession":false},"blockForm":false}"#;
    let answer = post(&server, "", asked).await;
    assert_eq!((answer.status, &answer.headers["content-type"]), (200, &"application/json".parse().unwrap()));
    assert_eq!(fixed(answer.json()), serde_json::from_str::<Value>(wanted).unwrap());
    let next = say(&server, "test", "what?").await;
    assert_eq!(
        [&next["data"]["newSessionStarted"], &next["data"]["nlpClass"], &next["data"]["confidence"]],
        [&json!(false), &json!("/lost"), &json!(0.0)]
    );
}

#[tokio::test]
async fn the_simplified_get_answers_the_same_and_nobody_may_keep_it() {
    let server = start("").await;
    let answer = get(&server, "?clientId=test&query=Returns%20please").await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let mut posted = fixed(say(&server, "another", "Returns please").await);
    posted["clientId"] = json!("test");
    posted["query"] = json!("Returns please");
    assert_eq!(fixed(answer.json()), posted);
    let event = get(&server, "?clientId=test&event=newClient&cid=tab").await.json();
    assert_eq!(
        (&event["event"], &event["cid"], texts(&event["data"]["replies"])),
        (&json!("newClient"), &json!("tab"), vec!["Welcome.".into()])
    );
    let peeked = server.ask(Method::HEAD, &path("?clientId=peeks&query=a"), &[], "").await;
    assert_eq!(peeked.status, 405);
    assert_eq!(get(&server, "/client/peeks/history").await.json()["totalCount"], 0, "nothing was asked");
    assert_eq!(refusal(&get(&server, "?clientId=test").await).0, 400);
    assert_eq!(refusal(&get(&server, "?clientId=test&query=a&event=b").await).0, 400);
    assert_eq!(refusal(&get(&server, "?clientId=a&clientId=b&query=c").await).0, 400);
}

#[tokio::test]
async fn the_token_of_the_path_finds_its_bot_however_it_is_written() {
    let server = start("").await;
    let body = r#"{"clientId":"test","query":"Returns"}"#;
    let ask = async |path: &str| {
        server.ask(Method::POST, path, &[("content-type", "application/json")], body).await
    };
    assert_eq!(ask(&format!("/chatapi/{TOKEN}")).await.status, 200);
    assert_eq!(ask(&format!("/chatapi/{}", TOKEN.replace(':', "%3A"))).await.status, 200);
    let unknown = ask("/chatapi/CANARY12:0123456789abcdef0123456789abcdef01234568").await;
    assert_eq!(refusal(&unknown), (404, "chatapi.lookup.not_found".into()));
    for path in
        ["/chatapi/webhook", "/chatapi/webhook/telegram/x", "/chatapi/%FF", "/chatapi/", "/chatapi/a/b/c"]
    {
        let answer = ask(path).await;
        assert_eq!((refusal(&answer).0, answer.text == unknown.text), (404, true), "{path}");
    }
    // What another bot's clients said is not theirs.
    let other = "/chatapi/another-token-of-another-bot/client/test/history";
    assert_eq!(server.ask(Method::GET, other, &[], "").await.json()["totalCount"], 0);
    assert_eq!(
        refusal(&server.ask(Method::PUT, &path(""), &[], "").await),
        (405, "chatapi.request.method_not_allowed".into())
    );
}

#[tokio::test]
async fn a_start_greets_and_the_conversation_goes_on_from_there() {
    let server = start(", block_form = true").await;
    let begun = say(&server, "test", "/start").await;
    assert_eq!(
        begun["data"]["replies"],
        json!([
            {"type": "text", "text": "Welcome.", "markup": "markdown", "state": "/welcome"},
            {"type": "buttons", "buttons": [{"text": "Returns"}, {"text": "Person"}], "state": "/welcome"},
        ])
    );
    assert_eq!(
        [&begun["blockForm"], &begun["data"]["newSessionStarted"], &begun["data"]["answer"]],
        [&json!(true), &json!(true), &json!("Welcome.")]
    );
    let next = say(&server, "test", "Returns").await;
    assert_eq!([&next["blockForm"], &next["data"]["newSessionStarted"]], [&json!(false), &json!(false)]);
    let again = say(&server, "test", "/start").await;
    assert_eq!(
        (&again["data"]["replies"], &again["data"]["newSessionStarted"]),
        (&begun["data"]["replies"], &json!(false))
    );
    let history = get(&server, "/client/test/history").await.json();
    let authors: Vec<_> =
        history["messages"].as_array().unwrap().iter().map(|said| said["author"].clone()).collect();
    assert_eq!(authors, ["BOT", "CLIENT", "BOT", "BOT"], "a start is nobody's word");
}

#[tokio::test]
async fn what_goes_with_a_question_reaches_the_flow() {
    let server = start("").await;
    let asked =
        json!({"clientId": "test", "query": "plan", "data": {"plan": "gold", "profile": {"name": "Ann"}}});
    let answer = post(&server, "", &asked.to_string()).await.json();
    assert_eq!(answer["data"]["answer"], "Ann has the plan gold.");
    assert_eq!(say(&server, "test", "plan").await["data"]["answer"], "Ann has the plan gold.");
}

#[tokio::test]
async fn an_event_leads_to_the_module_of_its_name_and_another_is_taken_without_an_answer() {
    let server = start("").await;
    let event = async |name: &str| {
        let body = json!({"clientId": "test", "event": name, "data": {"a": 1}}).to_string();
        let answer = post(&server, "", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["data"].clone()
    };
    assert_eq!(texts(&event("returns").await["replies"])[0], "You have **60** days.");
    let unheard = event("pageScrolled").await;
    assert_eq!((&unheard["replies"], &unheard["answer"]), (&json!([]), &json!("")));
}

#[tokio::test]
async fn files_come_as_a_list_or_in_event_data() {
    let server = start("").await;
    let file = json!({"url": "https://a.example/r.png", "type": "image", "name": "r.png", "size": 1234});
    for (client, data) in [("one", json!([file])), ("two", json!({"eventData": [file], "plan": "gold"}))] {
        say(&server, client, "receipt").await;
        let body = json!({"clientId": client, "event": "fileEvent", "data": data}).to_string();
        let answer = post(&server, "", &body).await.json();
        assert_eq!(answer["data"]["answer"], "Got https://a.example/r.png", "{client}");
        let history = get(&server, &format!("/client/{client}/history")).await.json();
        let sent = &history["messages"][2];
        assert_eq!(
            (&sent["author"], &sent["eventData"]),
            (
                &json!("CLIENT"),
                &json!([{"url": "https://a.example/r.png", "type": "image", "name": "r.png"}])
            )
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_its_name_and_nothing_of_it_is_kept() {
    let server = start("").await;
    let long = "é".repeat(4_001);
    let wide = json!({"clientId": "é".repeat(256), "query": "a"}).to_string();
    let file = |file: Value| json!({"clientId": "test", "event": "fileEvent", "data": [file]}).to_string();
    for (body, named) in [
        (String::new(), "empty"),
        ("[".to_owned(), "JSON"),
        ("[]".to_owned(), "object"),
        (r#"{"query":"a"}"#.to_owned(), "`clientId`"),
        (r#"{"clientId":"","query":"a"}"#.to_owned(), "`clientId`"),
        (r#"{"clientId":7,"query":"a"}"#.to_owned(), "`clientId`"),
        (wide, "`clientId`"),
        (r#"{"clientId":"test"}"#.to_owned(), "`query`"),
        (r#"{"clientId":"test","query":""}"#.to_owned(), "`query`"),
        (r#"{"clientId":"test","query":"a","event":"b"}"#.to_owned(), "`query`"),
        (r#"{"clientId":"test","query":["a"]}"#.to_owned(), "`query`"),
        (r#"{"clientId":"test","query":"a\u0000"}"#.to_owned(), "NUL"),
        (json!({"clientId": "test", "query": long}).to_string(), "4000"),
        (r#"{"clientId":"test","event":{"a":1}}"#.to_owned(), "`event`"),
        (json!({"clientId": "test", "event": "e".repeat(256)}).to_string(), "`event`"),
        (r#"{"clientId":"test","query":"a","data":"b"}"#.to_owned(), "`data`"),
        (r#"{"clientId":"test","query":"a","data":[]}"#.to_owned(), "`data`"),
        (r#"{"clientId":"test","query":"a","cid":7}"#.to_owned(), "`cid`"),
        (r#"{"clientId":"test","query":"a","clientId":"b"}"#.to_owned(), "twice"),
        (r#"{"clientId":"test","event":"fileEvent"}"#.to_owned(), "`data`"),
        (r#"{"clientId":"test","event":"fileEvent","data":[]}"#.to_owned(), "`data`"),
        (file(json!("a")), "`data[0]`"),
        (file(json!({"type": "image"})), "`data[0].url`"),
        (file(json!({"url": "javascript:alert(1)"})), "`data[0].url`"),
        (file(json!({"url": "https://u:p@a.example/"})), "`data[0].url`"),
        (file(json!({"url": "https://a.example/", "name": 7})), "`data[0].name`"),
    ] {
        for end in ["", "/async"] {
            let answer = post(&server, end, &body).await;
            let (status, error) = refusal(&answer);
            assert_eq!(status, 400, "{body}");
            assert!(error.starts_with("chatapi.request."), "{error}");
            assert!(answer.text.contains(named), "{body}: {}", answer.text);
        }
    }
    let big = json!({"clientId": "test", "query": "a", "data": {"a": "x".repeat(300_000)}}).to_string();
    assert_eq!(refusal(&post(&server, "", &big).await), (413, "chatapi.request.body_too_large".into()));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = server.ask(Method::POST, &path(""), &form, "clientId=a&query=b").await;
    assert_eq!(refusal(&answer), (415, "chatapi.request.unsupported_media_type".into()));
    let kept = json!({"clientId": "test", "query": "a", "data": {"a": "x".repeat(70_000)}}).to_string();
    assert_eq!(refusal(&post(&server, "", &kept).await).0, 400);
    assert_eq!(get(&server, "/client/test/history").await.json()["totalCount"], 0, "nobody has spoken");
}

#[tokio::test]
async fn who_guesses_tokens_is_slowed_down() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("chat.toml"), support::chat::FLOW).unwrap();
    let file = support::chat::file("")
        .replace("messages_per_minute_per_ip = 1000", "messages_per_minute_per_ip = 3");
    let server = Server::start_as(folder, &file).await;
    let guess = async || server.ask(Method::GET, "/chatapi/guess?clientId=a&query=b", &[], "").await;
    for _ in 0..3 {
        assert_eq!(refusal(&guess().await).0, 404);
    }
    let slowed = guess().await;
    assert_eq!(refusal(&slowed), (429, "chatapi.limit.rate_limited".into()));
    assert!(slowed.headers.contains_key("retry-after"));
    say(&server, "test", "Returns").await;
}

#[tokio::test]
async fn a_bot_that_lives_elsewhere_is_served_too_and_what_it_did_not_get_was_not_sent() {
    let there = Elsewhere::start().await;
    there.will([Act::Answer("400 Bad Request", "{}")]);
    let served = format!("serve_as = {{ aimylogic = {{ token = {{ literal = \"{TOKEN}\" }} }} }}");
    let file = elsewhere::settings(&there.address, "d", elsewhere::TOKEN, "", &served);
    let server = Server::start_as(tempfile::tempdir().unwrap(), &file).await;
    let lost = say(&server, "test", "Hi").await;
    assert_eq!((&lost["data"]["replies"], &lost["data"]["answer"]), (&json!([]), &json!("")));
    let status = async |question: &Value| {
        let path = format!("/client/test/message/{}/status", question.as_str().unwrap());
        get(&server, &path).await.json()["status"].clone()
    };
    assert_eq!(status(&lost["questionId"]).await, "NOT_SENT");
    let said = say(&server, "test", "Hello").await;
    assert_eq!(
        (&said["data"]["answer"], &said["data"]["nlpClass"]),
        (&json!("heard Hello"), &json!("/echo"))
    );
    assert_eq!(status(&said["questionId"]).await, "SENT");
    let texts: Vec<_> = there.said().into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["Hi", "Hello"]);
    let history = get(&server, "/client/test/history").await.json();
    let statuses: Vec<_> =
        history["messages"].as_array().unwrap().iter().map(|said| said["status"].clone()).collect();
    assert_eq!(statuses, ["NOT_SENT", "DELIVERED", "SENT"]);
}
