//! What makes a conversation a test, and that tests stand apart from what visitors say.

use hyper::Method;
use serde_json::{Value, json};

use crate::support::accounts::{ANALYST, accounts, ask_report, days_around_now};
use crate::support::figures::look;
use crate::support::{BOT, PAGE, Server, mid, path, signed};
use crate::tester::{JSON, begin, opened, pass, told};

#[tokio::test]
async fn a_conversation_becomes_a_test_by_a_pass_and_by_nothing_else() {
    let server = Server::start().await;
    let asked = json!({"is_test": true});
    let headers = [("origin", PAGE), JSON];
    let answer = server.ask(Method::POST, &path("session"), &headers, &asked.to_string()).await;
    assert_eq!((answer.refusal().1.as_str(), &answer.json()["field"]), ("field_refused", &json!("is_test")));
    let good = pass(&server, &[]).await;
    for wrong in ["", "guess", &good.to_uppercase(), &"x".repeat(600)] {
        let answer = begin(&server, wrong, None, &json!({})).await;
        assert_eq!(answer.refusal(), (403, "test_refused".into()), "{wrong:?}");
        assert_eq!(answer.json()["field"], "Parlour-Test");
    }
    let twice = [("origin", PAGE), ("parlour-test", &*good), ("parlour-test", &*good)];
    assert_eq!(server.ask(Method::POST, &path("session"), &twice, "").await.refusal().0, 403);
    let (session, conversation) = opened(&server, &begin(&server, &good, None, &json!({})).await);
    let said = json!({"id": mid(1), "actions": [{"type": "text", "text": "hi"}], "is_test": false});
    assert_eq!(session.send(&said.to_string()).await.refusal().1, "field_refused");
    assert_eq!(told(&server, conversation).await["is_test"], true);
}

#[tokio::test]
async fn a_test_goes_on_with_no_visitors_conversation_and_stays_one() {
    let server = Server::start().await;
    let pass = pass(&server, &[]).await;
    let visitor = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
    let (visitor, visitors) = opened(&server, &visitor);
    let (test, tests) = opened(&server, &begin(&server, &pass, Some(&visitor.token), &json!({})).await);
    assert_ne!(tests, visitors);
    let (_, again) = opened(&server, &begin(&server, &pass, Some(&test.token), &json!({})).await);
    assert_eq!(again, tests);
    let bearer = format!("Bearer {}", test.token);
    let headers = [("origin", PAGE), ("authorization", bearer.as_str())];
    let (_, without) = opened(&server, &server.ask(Method::POST, &path("session"), &headers, "").await);
    assert_eq!(without, tests);
    assert_eq!(told(&server, tests).await["is_test"], true);
    assert_eq!(told(&server, visitors).await["is_test"], false);
}

#[tokio::test]
async fn who_tries_a_bot_in_a_users_name_is_not_in_that_users_way() {
    let server = signed::start(&signed::two_keys("")).await;
    let pass = pass(&server, &[]).await;
    let ada = json!({"user_token": signed::of("ada-7")});
    let (_, users) = signed::open(&server, None, &ada).await;
    let (_, tests) = opened(&server, &begin(&server, &pass, None, &ada).await);
    assert_ne!(tests, users);
    assert_eq!(signed::open(&server, None, &ada).await.1, users, "the user was led into the test");
    assert_eq!(opened(&server, &begin(&server, &pass, None, &ada).await).1, tests);
}

#[tokio::test]
async fn reports_leave_tests_out_unless_they_are_asked_for() {
    let server = Server::start_with(&accounts("")).await;
    let visitor = server.session().await;
    visitor.say(&mid(1), "returns").await;
    let before = look(&server, &format!("/reports?bot={BOT}"), &[]).await.text;
    assert!(!before.contains("was tried"), "nobody has");
    let pass = pass(&server, &[]).await;
    let (test, tests) = opened(&server, &begin(&server, &pass, None, &json!({"locale": "fi"})).await);
    for number in 2..5 {
        test.say(&mid(number), "gibberish").await;
    }
    let sums = async |query: &str| {
        let days = look(&server, &format!("/reports/rows/days.json?bot={BOT}{query}"), &[]).await.json();
        let sum = |name: &str| -> i64 {
            days.as_array().unwrap().iter().map(|row| row[name].as_i64().unwrap()).sum()
        };
        (sum("conversations_begun"), sum("visitor_messages"), sum("bot_answers"))
    };
    assert_eq!(sums("").await, (1, 1, 2));
    assert_eq!(sums("&tests=false").await, (1, 1, 2));
    assert_eq!(sums("&tests=true").await, (1, 3, 4));
    for (query, languages) in [("", json!([""])), ("&tests=true", json!(["fi"]))] {
        let rows = look(&server, &format!("/reports/rows/languages.json?bot={BOT}{query}"), &[]).await.json();
        let named: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["language"]).collect();
        assert_eq!(json!(named), languages, "{query}");
    }
    let link = format!("/reports/conversations/{tests}?");
    let list = look(&server, &format!("/reports/conversations?bot={BOT}"), &[]).await.text;
    assert!(!list.contains(&link) && list.contains("tests=true\">Only those</a>"), "{list}");
    let list = look(&server, &format!("/reports/conversations?bot={BOT}&tests=true"), &[]).await.text;
    assert!(list.contains(&link) && list.contains(">Those of visitors</a>"), "{list}");
    let talk = look(&server, &format!("/reports/conversations/{tests}?bot={BOT}"), &[]).await.text;
    assert!(talk.contains("Somebody tried the bot"), "{talk}");
    assert_eq!(look(&server, &format!("/reports?bot={BOT}&tests=yes"), &[]).await.status, 400);

    let rows = ask_report(&server, Some(ANALYST), &days_around_now(BOT)).await.json();
    let tests: Vec<bool> =
        rows.as_array().unwrap().iter().map(|row| row["is_test"].as_bool().unwrap()).collect();
    assert_eq!(tests, [false, false, true, true, true, true]);
}
