//! A flow asks another server, over real sockets on both sides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::io::Write as _;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use support::upstream::{ALLOW, Upstream, flow, shop, texts};
use support::{LIMITS, PAGE, Server, mid, path};

#[tokio::test]
async fn what_another_server_answers_is_said_and_kept() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    let answer = session.say(&mid(1), "A 7/ü").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(texts(&answer), ["One moment.", "It is shipped (3, 200).", "Which order?"]);
    let turn = &answer.json()[0];
    assert_eq!((&turn["state"], &turn["seq"]), (&json!("sent"), &json!(2)));
    let seqs: Vec<_> = turn["message"].as_array().unwrap().iter().map(|reply| &reply["seq"]).collect();
    assert_eq!(seqs, [&json!(3), &json!(4), &json!(5)]);

    let heard = upstream.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("GET /orders/A%207%2F%C3%BC HTTP/1.1\r\n"), "{}", heard[0]);
    let head = heard[0].to_lowercase();
    for line in [&format!("host: {}", upstream.address), "x-shop: s1", "accept: application/json"] {
        assert!(head.contains(&format!("{line}\r\n")), "{line}: {head}");
    }
    assert!(head.contains("\r\nidempotency-key: ") && !head.contains("cookie"), "{head}");

    let history = session.get("history").await.json();
    let said: Vec<_> = history["items"].as_array().unwrap().iter().map(|item| &item["seq"]).collect();
    assert_eq!(said, [&json!(1), &json!(2), &json!(3), &json!(4), &json!(5)]);
    // It hears the next message where it stands.
    assert_eq!(texts(&session.say(&mid(2), "hello").await), ["You have 60 days."]);
}

#[tokio::test]
async fn the_flow_is_told_what_went_wrong_and_nothing_of_the_answer() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    session.say(&mid(1), "ok").await;
    for (number, (order, sorry)) in (2..).zip([
        ("text", "Sorry: not_json 200"),
        ("fail", "Sorry: status 500"),
        ("away", "Sorry: status 302"),
        ("large", "Sorry: too_large "),
        ("broken", "Sorry: unreachable "),
        ("..", "Sorry: invalid "),
    ]) {
        let answer = session.say(&mid(number), order).await;
        assert_eq!(texts(&answer), ["One moment.", sorry, "Which order?"], "{order}");
    }
    let answer = session.say(&mid(20), "empty").await;
    assert_eq!(texts(&answer), ["One moment.", "It is  (, 204).", "Which order?"]);
    // A redirect was not followed, and what could not be written was not sent.
    assert_eq!(upstream.heard().len(), 7);
}

#[tokio::test]
async fn an_address_inside_is_not_connected_to() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, "").await;
    let session = server.session().await;
    assert_eq!(texts(&session.say(&mid(1), "ok").await)[1], "Sorry: refused ");
    drop(server);
    // Neither by name, nor in other writings, nor when some other network is allowed.
    for host in ["localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"] {
        let folder = tempfile::tempdir().unwrap();
        let port = upstream.address.port().to_string();
        let inside = flow(upstream.address).replace(&upstream.address.to_string(), &format!("{host}:{port}"));
        std::fs::write(folder.path().join("shop.toml"), inside).unwrap();
        let settings = format!("egress = {{ allow = [\"10.0.0.0/8\"] }}\n{LIMITS}");
        let server = Server::start_in(folder, &settings).await;
        let session = server.session().await;
        assert_eq!(texts(&session.say(&mid(1), "ok").await)[1], "Sorry: refused ", "{host}");
    }
    assert_eq!(upstream.heard(), Vec::<String>::new());
}

#[tokio::test]
async fn a_slow_server_holds_up_nobody_else_and_its_answer_comes_by_events() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let (slow, quick) = (server.session().await, server.session().await);
    let mut stream = slow.events("events", &[]).await;
    stream.next().await.unwrap();

    let begun = Instant::now();
    let (waiting, others) = tokio::join!(async { slow.say(&mid(1), "held").await }, async {
        upstream.has_heard(1).await;
        // Its message is in the log while the call is made.
        let history = slow.get("history").await.json();
        assert_eq!(history["items"][1]["actions"][0]["text"], "held");
        for number in 1..=20 {
            assert_eq!(quick.say(&mid(number), "lost").await.status, 200);
        }
        begun.elapsed()
    });
    assert!(others < Duration::from_secs(4), "others waited {others:?}");
    assert!(begun.elapsed() >= Duration::from_secs(5), "the sender was let go after {:?}", begun.elapsed());
    assert_eq!(waiting.status, 202, "{}", waiting.text);
    let turn = &waiting.json()[0];
    assert_eq!((&turn["state"], &turn["seq"]), (&json!("sending"), &json!(2)));
    assert_eq!(texts(&waiting), ["One moment."]);

    assert_eq!(stream.next().await.unwrap().2["mid"], mid(1));
    assert_eq!(stream.next().await.unwrap().2["actions"][0]["text"], "One moment.");
    let (name, id, typing) = stream.next().await.unwrap();
    assert_eq!((name.as_str(), id, typing), ("typing", None, json!({"active": true, "author": "bot"})));
    upstream.release.notify_one();
    let reply = stream.next().await.unwrap().2;
    assert_eq!(
        (&reply["actions"][0]["text"], &reply["in_reply_to"]),
        (&json!("It is shipped (3, 200)."), &json!(mid(1)))
    );
    stream.next().await.unwrap();
    assert_eq!(stream.next().await.unwrap().2, json!({"active": false, "author": "bot"}));

    // The same message again: the whole answer, and no second call.
    let again = slow.say(&mid(1), "held").await;
    assert_eq!((again.status, texts(&again).len(), upstream.heard().len()), (200, 3, 1));
    assert_eq!(slow.say(&mid(1), "other").await.refusal(), (409, "id_reused".into()));
}

#[tokio::test]
async fn the_same_message_while_its_call_is_made_joins_it() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    let (first, second, third, ()) = tokio::join!(
        async { session.say(&mid(1), "buy").await },
        async {
            upstream.has_heard(1).await;
            session.say(&mid(1), "buy").await
        },
        async {
            upstream.has_heard(1).await;
            session.say(&mid(2), "hello").await
        },
        async {
            upstream.has_heard(1).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            upstream.release.notify_one();
        }
    );
    assert_eq!((first.status, &first.text), (200, &second.text));
    assert_eq!(texts(&first), ["Bought: shipped.", "Which order?"]);
    // What was said meanwhile was heard afterwards, where the conversation then stood.
    assert_eq!((third.status, texts(&third)), (200, vec!["You have 60 days.".to_owned()]));
    let heard = upstream.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("POST /held HTTP/1.1\r\n"), "{}", heard[0]);
    assert!(heard[0].contains("content-type: application/json\r\n"), "{}", heard[0]);
    assert!(heard[0].ends_with("\r\n\r\n{\"said\": \"buy\"}"), "{}", heard[0]);
}

#[tokio::test]
async fn an_upstream_gets_no_more_than_sixteen_calls_of_a_bot_at_once() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let mut sessions = Vec::new();
    for _ in 0..18 {
        sessions.push(server.session().await);
    }
    let says = futures_util::future::join_all(
        sessions.iter().map(|session| async move { session.say(&mid(1), "held").await }),
    );
    let (answers, at_once) = tokio::join!(says, async {
        upstream.has_heard(16).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let at_once = upstream.heard().len();
        upstream.release.notify_waiters();
        upstream.has_heard(18).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        upstream.release.notify_waiters();
        at_once
    });
    assert_eq!(at_once, 16);
    assert!(answers.iter().all(|answer| answer.status == 200 && texts(answer).len() == 3));
}

#[tokio::test]
async fn what_a_visitor_writes_stays_inside_its_json_text() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    let said = "buy \", \"price\": 0, \"x\": \"\\";
    let body = json!({"id": mid(1), "actions": [{"type": "text", "text": said}]});
    let (answer, ()) = tokio::join!(async { session.send(&body.to_string()).await }, async {
        upstream.has_heard(1).await;
        upstream.release.notify_one();
    });
    assert_eq!(texts(&answer)[0], "Bought: shipped.");
    let heard = upstream.heard();
    let sent: Value = serde_json::from_str(heard[0].split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(sent, json!({"said": said}));
}

#[tokio::test]
async fn an_api_caller_gets_every_turn_in_order() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let text = |text: &str| json!({"type": "text", "text": text});
    let body =
        json!({"user_id": "u", "id": "7", "actions": [text("ok"), text("fail"), text("hello")]}).to_string();
    let answer = server.call(&[("idempotency-key", "k")], &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let turns = answer.json();
    let firsts: Vec<_> =
        turns.as_array().unwrap().iter().map(|turn| turn["message"].as_array().unwrap().len()).collect();
    assert_eq!(firsts, [3, 3, 1]);
    assert_eq!(turns[0]["message"][1]["actions"][0]["text"], "It is shipped (3, 200).");
    assert_eq!(turns[1]["message"][1]["actions"][0]["text"], "Sorry: status 500");
    assert_eq!(turns[2]["message"][0]["connections"]["id_message_evaluate"], "7");
    assert!(turns[0].get("state").is_none() && turns[0]["message"][0].get("seq").is_none(), "{turns}");
    assert_eq!(server.call(&[("idempotency-key", "k")], &body).await.text, answer.text);
    assert_eq!(upstream.heard().len(), 2);
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    let begun = Instant::now();
    assert_eq!(session.say(&mid(1), "never").await.status, 202);
    let again = session.say(&mid(1), "never").await;
    let whole = if again.status == 202 { session.say(&mid(1), "never").await } else { again };
    assert_eq!(texts(&whole)[1], "Sorry: timeout ");
    let waited = begun.elapsed();
    assert!((Duration::from_secs(10)..Duration::from_secs(13)).contains(&waited), "{waited:?}");
    assert_eq!(upstream.heard().len(), 1);
}

#[tokio::test]
async fn a_visitor_who_is_forgotten_meanwhile_is_not_answered() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    let (_, gone) = tokio::join!(async { session.say(&mid(1), "held").await }, async {
        upstream.has_heard(1).await;
        let gone = session.ask(Method::DELETE, "conversation", "").await.status;
        upstream.release.notify_one();
        gone
    });
    assert_eq!(gone, 204);
    let opened = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
    assert_eq!(opened.status, 201);
    server.running.stop().await;
    let store = std::fs::read(server.folder.path().join("parlour.db")).unwrap();
    let holds = |text: &str| store.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(!holds("shipped") && !holds("\"held\""), "something of it is in the store");
}

#[tokio::test]
async fn a_report_shows_the_way_through_a_request() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, &format!("{ALLOW}{}", support::accounts::accounts(""))).await;
    let session = server.session().await;
    session.say(&mid(1), "ok").await;
    let rows = support::accounts::ask_report(
        &server,
        Some(support::accounts::ANALYST),
        &support::accounts::days_around_now(support::BOT),
    )
    .await
    .json();
    let found = rows.as_array().unwrap().iter().find(|row| row["bot_module"]["name"] == "found").unwrap();
    assert_eq!(found["message"], "ok", "{found}");
    assert_eq!(found["through_bot_modules"], json!([1, 10, 11]));
    assert_eq!(found["through_connection_id"], json!(6));
    let moment = rows.as_array().unwrap().iter().find(|row| row["bot_module"]["name"] == "moment").unwrap();
    assert_eq!((&moment["through_bot_modules"], &moment["through_connection_id"]), (&json!([1]), &json!(4)));
}

#[tokio::test]
async fn messages_wait_for_their_turn_up_to_a_limit() {
    let upstream = Upstream::start().await;
    let server = shop(&upstream, ALLOW).await;
    let session = server.session().await;
    let (numbers, session) = (2..=23, &session);
    let (first, later) = tokio::join!(async { session.say(&mid(1), "held").await }, async {
        upstream.has_heard(1).await;
        let later = futures_util::future::join_all(
            numbers.clone().map(|number| async move { session.say(&mid(number), "lost").await.status }),
        );
        let (later, ()) = tokio::join!(later, async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            upstream.release.notify_one();
        });
        later
    });
    assert_eq!(texts(&first)[1], "It is shipped (3, 200).");
    let count = |status| later.iter().filter(|one| **one == status).count();
    assert_eq!((count(200), count(429)), (19, 3), "{later:?}");
    // The refused ones can be sent again, and what was taken is in the log once, in order.
    for number in numbers {
        assert_eq!(session.say(&mid(number), "lost").await.status, 200);
    }
    let history = session.get("history?limit=200").await.json();
    let items = history["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(|item| item["author"] == "visitor").count(), 23);
    let seqs: Vec<_> = items.iter().map(|item| item["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=u64::try_from(items.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_terminal_makes_calls_too() {
    let upstream = Upstream::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.toml");
    std::fs::write(&file, flow(upstream.address)).unwrap();
    let chat = |allow: &'static [&'static str]| {
        let file = file.clone();
        tokio::task::spawn_blocking(move || {
            let mut chat = std::process::Command::new(env!("CARGO_BIN_EXE_parlour"))
                .arg("chat")
                .arg(file)
                .args(allow)
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            chat.stdin.take().unwrap().write_all(b"ok\n").unwrap();
            let output = chat.wait_with_output().unwrap();
            assert!(output.status.success());
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
        })
    };
    let (said, _) = chat(&["--allow", "127.0.0.0/8"]).await.unwrap();
    assert_eq!(said, "Which order?\nOne moment.\nIt is shipped (3, 200).\nWhich order?\n");
    let (said, told) = chat(&[]).await.unwrap();
    assert_eq!(said, "Which order?\nOne moment.\nSorry: refused \nWhich order?\n");
    assert_eq!(told, "the request failed: refused\n");
    assert_eq!(upstream.heard().len(), 1);
}
