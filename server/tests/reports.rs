//! Message reports answered at once: who may read which, of which days, with which fields.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use hyper::Method;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use support::accounts::{ANALYST, OTHER_ANALYST, accounts, ask_report, days_around_now, rows_of_the_past};
use support::{API_TOKEN, BOT, OTHER_BOT, Server};

async fn file(server: &Server) -> SqliteConnection {
    SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db")).connect().await.unwrap()
}

async fn rows(server: &Server, query: &str) -> Vec<Value> {
    let answer = ask_report(server, Some(ANALYST), query).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test]
async fn a_turn_gives_a_row_with_every_documented_field() {
    let server = Server::start_with(&accounts("")).await;
    let said = json!({
        "from": "human", "user_profile": {"surname": "doe", "web": {"host": "shop.example"}}, "ref": "",
        "user_cvars": {}, "user_id": "u", "attachments": [], "id": "1653753771388",
        "actions": [{"type": "text", "text": "returns"}]
    });
    let answer = server.call(&[], &said.to_string()).await.json();
    let rows = rows(&server, &days_around_now(BOT)).await;
    assert_eq!(rows.len(), 1);
    let mut row = rows[0].clone();
    assert_eq!(row["id"], answer[0]["message"][0]["id"], "the report's row is the chat's");
    for (object, time) in [("", "timestamp"), ("botuser", "created_date")] {
        let object = if object.is_empty() { &mut row } else { &mut row[object] };
        assert!(object[time].as_str().unwrap().ends_with('Z'));
        object[time] = Value::Null;
    }
    assert_eq!(
        row,
        json!({
            "id": 2, "timestamp": null, "message": "returns",
            "response": [{"type": "text", "text": "You have 60 days."}],
            "conversation_id": 1, "through_bot_modules": [1], "bot_module_id": 2, "is_test": false,
            "external_agent": null, "through_connection_id": 1, "is_global_module_match": false,
            "is_deleted": false,
            "connections": {"id_message_evaluate": "1653753771388",
                            "data": [{"type": "local", "fallback": false, "position": 1}]},
            "user_message_empty": false, "bot_response_empty": false,
            "bot_module": {"id": 2, "name": "returns", "type": "statement", "instruction": "You have 60 days.",
                           "error_instruction": "", "is_global": false, "priority": 0, "is_starting": false,
                           "fallback_module_id": 3, "skip_user_input": false,
                           "skip_global_connection_evaluation": false, "group": null, "kpis": []},
            "botuser": {"id": 1, "created_date": null,
                        "botuser_meta": {"surname": "doe", "web": {"host": "shop.example"}}},
            "author": "bot"
        })
    );
}

#[tokio::test]
async fn a_row_of_the_first_version_stays_readable_and_a_trail_may_bring_more() {
    let server = Server::start_with(&accounts("")).await;
    server.call(&[], r#"{"user_id":"u","actions":[{"type":"text","text":"returns"}]}"#).await;
    let mut file = file(&server).await;
    for (trail, kind, extra) in [
        ("NULL", Value::Null, Value::Null),
        (r#"'{"through_connection_id": 501, "bot_module": {"type": "email"}}'"#, json!("email"), json!(501)),
    ] {
        let set = format!("UPDATE messages SET trail = {trail}, is_deleted = 1");
        sqlx::query(AssertSqlSafe(set)).execute(&mut file).await.unwrap();
        let rows = rows(&server, &days_around_now(BOT)).await;
        assert_eq!((&rows[0]["bot_module"]["type"], &rows[0]["through_connection_id"]), (&kind, &extra));
        assert_eq!((&rows[0]["is_deleted"], &rows[0]["through_bot_modules"]), (&json!(true), &json!([1])));
    }
}

#[tokio::test]
async fn unanswered_messages_have_rows_of_their_own() {
    let server = Server::start_with(&accounts("")).await;
    let said = r#"{"user_id":"u","from":"agent","actions":[{"type":"standby","text":"I take over"}]}"#;
    assert_eq!(server.call(&[], said).await.status, 200);
    let rows = rows(&server, &days_around_now(BOT)).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["author"], &rows[0]["message"]), (&json!("agent"), &json!("I take over")));
    assert_eq!((&rows[0]["bot_response_empty"], &rows[0]["bot_module"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn an_account_reads_its_own_bots_and_another_looks_unknown() {
    let server = Server::start_with(&accounts("")).await;
    let unknown = "2f8fad5b-d9cb-469f-a165-70867728950e";
    let missing = ask_report(&server, Some(ANALYST), &days_around_now(unknown)).await;
    for (token, bot, status) in [
        (ANALYST, BOT, 200),
        (ANALYST, OTHER_BOT, 404),
        (OTHER_ANALYST, OTHER_BOT, 200),
        (OTHER_ANALYST, BOT, 404),
        (ANALYST, unknown, 404),
        (API_TOKEN, BOT, 401),
        ("guess", BOT, 401),
    ] {
        let answer = ask_report(&server, Some(token), &days_around_now(bot)).await;
        assert_eq!(answer.status, status, "{token} {bot}");
        if status == 404 {
            assert_eq!(answer.text, missing.text, "it tells that the bot is there");
        }
        let body = json!({"fromDate": "2021-12-15", "toDate": "2021-12-15", "reportId": 1, "botId": bot});
        let jwt = format!("JWT {token}");
        let headers = [("authorization", jwt.as_str()), ("content-type", "application/json")];
        let posted =
            server.ask(Method::POST, "/api/frontend/reports/messages/", &headers, &body.to_string()).await;
        assert_eq!(posted.status, if status == 200 { 202 } else { status }, "{}", posted.text);
    }
}

#[tokio::test]
async fn only_the_accounts_scheme_opens_reports() {
    let server = Server::start_with(&accounts("")).await;
    for (line, status) in [
        (format!("JWT {ANALYST}"), 200),
        (format!("jwt {ANALYST}"), 200),
        (format!("Jwt  {ANALYST}"), 200),
        (format!("Bearer {ANALYST}"), 401),
        (ANALYST.to_owned(), 401),
        (format!("JWT{ANALYST}"), 401),
        (format!("JWT {ANALYST}x"), 401),
        ("JWT ".to_owned(), 401),
    ] {
        let path = format!("/api/frontend/reports/messages/?{}", days_around_now(BOT));
        let answer = server.ask(Method::GET, &path, &[("authorization", &line)], "").await;
        assert_eq!(answer.status, status, "{line}");
        if status == 401 {
            assert_eq!(answer.refusal(), (401, "unauthorized".into()));
            assert_eq!(answer.headers["www-authenticate"], "JWT");
        }
    }
    assert_eq!(ask_report(&server, None, &days_around_now(BOT)).await.status, 401);
    let jwt = format!("JWT {ANALYST}");
    let twice = [("authorization", jwt.as_str()), ("authorization", jwt.as_str())];
    let path = format!("/api/frontend/reports/messages/?{}", days_around_now(BOT));
    assert_eq!(server.ask(Method::GET, &path, &twice, "").await.status, 401);
}

#[tokio::test]
async fn each_wrong_parameter_is_named() {
    let server = Server::start_with(&accounts("")).await;
    let query = |from: &str, to: &str, report: &str, bot: &str| {
        format!("fromDate={from}&toDate={to}&reportId={report}&botId={bot}")
    };
    for (query, named) in [
        (query("2021-02-30", "2021-03-01", "1", BOT), "fromDate"),
        (query("2021-2-3", "2021-03-01", "1", BOT), "fromDate"),
        (query("2021-02-01T00:00:00Z", "2021-02-02", "1", BOT), "fromDate"),
        (query("", "2021-03-01", "1", BOT), "fromDate"),
        (query("2021-12-15", "2021-13-01", "1", BOT), "toDate"),
        (query("2021-12-15", "yesterday", "1", BOT), "toDate"),
        (query("2021-12-15", "2021-12-14", "1", BOT), "toDate"),
        (query("2021-12-15", "2021-12-31", "1", BOT), "toDate"),
        (query("2021-12-15", "2021-12-30", "0", BOT), "reportId"),
        (query("2021-12-15", "2021-12-30", "5", BOT), "reportId"),
        (query("2021-12-15", "2021-12-30", "1*", BOT), "reportId"),
        (query("2021-12-15", "2021-12-30", "%2B1", BOT), "reportId"),
        (query("2021-12-15", "2021-12-30", "1", "7"), "botId"),
        (query("2021-12-15", "2021-12-30", "1", &BOT.replace('-', "")), "botId"),
        (query("2021-12-15", "2021-12-30", "1", BOT) + "&toDate=2021-12-16", "toDate"),
        (format!("toDate=2021-12-30&reportId=1&botId={BOT}"), "fromDate"),
        (format!("fromDate=2021-12-30&reportId=1&botId={BOT}"), "toDate"),
        (format!("fromDate=2021-12-30&toDate=2021-12-30&botId={BOT}"), "reportId"),
        ("fromDate=2021-12-30&toDate=2021-12-30&reportId=1".to_owned(), "botId"),
    ] {
        let answer = ask_report(&server, Some(ANALYST), &query).await;
        assert_eq!(answer.refusal(), (400, "parameter_invalid".into()), "{query}");
        assert_eq!(answer.json()["field"], named, "{query}");
    }
    for report in ["1", "2", "3", "4"] {
        let answer =
            ask_report(&server, Some(ANALYST), &query("2021-12-15", "2021-12-30", report, BOT)).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "[]"));
    }
}

#[tokio::test]
async fn the_last_day_is_in_the_report_and_the_next_is_not() {
    let server = Server::start_with(&accounts("")).await;
    let mut file = file(&server).await;
    // 2021-12-15T00:00:00Z, in seconds.
    let day = 1_639_526_400;
    for (number, second) in [(1, day - 1), (2, day), (3, day + 86_399), (4, day + 86_400)] {
        rows_of_the_past(&mut file, BOT, number, 1, second * 1_000).await;
    }
    let query = format!("fromDate=2021-12-15&toDate=2021-12-15&reportId=1&botId={BOT}");
    let found = rows(&server, &query).await;
    let times: Vec<&str> = found.iter().map(|row| row["timestamp"].as_str().unwrap()).collect();
    assert_eq!(times, ["2021-12-15T00:00:00.000Z", "2021-12-15T23:59:59.000Z"]);
}

#[tokio::test]
async fn five_hundred_rows_are_whole_and_one_more_is_said() {
    let server = Server::start_with(&accounts("")).await;
    let mut file = file(&server).await;
    let query = format!("fromDate=2021-12-15&toDate=2021-12-30&reportId=1&botId={BOT}");
    rows_of_the_past(&mut file, BOT, 1, 500, 1_639_600_000_000).await;
    rows_of_the_past(&mut file, OTHER_BOT, 10_001, 100, 1_639_600_000_000).await;
    let whole = ask_report(&server, Some(ANALYST), &query).await;
    assert_eq!(whole.json().as_array().unwrap().len(), 500);
    assert!(!whole.headers.contains_key("x-report-truncated"));
    // The clock may step back: the order is that of `id` all the same.
    rows_of_the_past(&mut file, BOT, 20_001, 1, 1_639_590_000_000).await;
    let cut = ask_report(&server, Some(ANALYST), &query).await;
    assert_eq!(cut.headers["x-report-truncated"], "true");
    assert_eq!(cut.text, whole.text, "the oldest 500 in order of their id");
}

#[tokio::test]
async fn the_path_is_a_setting() {
    let server = Server::start_with(&accounts("reports_path = \"/api/own/reports/\"")).await;
    let jwt = format!("JWT {ANALYST}");
    for (path, status) in
        [("/api/own/reports/", 200), ("/api/own/reports", 200), ("/api/frontend/reports/messages/", 404)]
    {
        let path = format!("{path}?{}", days_around_now(BOT));
        let answer = server.ask(Method::GET, &path, &[("authorization", &jwt)], "").await;
        assert_eq!(answer.status, status, "{path}");
    }
}
