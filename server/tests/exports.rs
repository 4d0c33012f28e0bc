//! Exports: asked for, written, mailed, tried again, gone on with after a restart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use support::accounts::{ANALYST, EMAIL, OTHER_ANALYST, accounts, rows_of_the_past};
use support::mail_sink::Sink;
use support::{Answer, BOT, Server};

const MIDDAY: i64 = 1_639_569_600_000;

fn settings(sink: &Sink, retry: &str) -> String {
    let mail = format!(
        "webhook_retry = [{retry}]\n[mail]\nsmtp = \"smtp://{}\"\nfrom = \"Reports <reports@example.org>\"",
        sink.address
    );
    accounts(&mail)
}

async fn file(server: &Server) -> SqliteConnection {
    SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db")).connect().await.unwrap()
}

async fn ask(server: &Server, method: Method, path: &str, token: &str, body: &str) -> Answer {
    let jwt = format!("JWT {token}");
    let headers = [("authorization", jwt.as_str()), ("content-type", "application/json")];
    server.ask(method, &format!("/api/frontend/reports/{path}"), &headers, body).await
}

async fn order(server: &Server) -> Answer {
    let body = json!({"fromDate": "2021-01-01", "toDate": "2099-12-31", "reportId": 1, "botId": BOT});
    ask(server, Method::POST, "messages/", ANALYST, &body.to_string()).await
}

async fn ordered(server: &Server) -> String {
    let answer = order(server).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.json()["message"], "The report was requested and will be sent to your email.");
    answer.json()["job"].as_str().unwrap().to_owned()
}

async fn job(server: &Server, id: &str) -> Value {
    ask(server, Method::GET, &format!("jobs/{id}"), ANALYST, "").await.json()
}

/// The job, once `is_so` holds for it.
async fn until(server: &Server, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..3_000 {
        let job = job(server, id).await;
        if is_so(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came: {}", job(server, id).await);
}

fn ids(csv: &[u8]) -> Vec<i64> {
    let text = csv.strip_prefix(b"\xef\xbb\xbf".as_slice()).expect("a byte order mark");
    let mut rows = csv::Reader::from_reader(text);
    rows.records().map(|row| row.unwrap()[0].parse().unwrap()).collect()
}

#[tokio::test]
async fn an_export_is_mailed_to_the_account_as_csv() {
    let sink = Sink::start(&[]).await;
    let server = Server::start_with(&settings(&sink, "")).await;
    rows_of_the_past(&mut file(&server).await, BOT, 1, 700, MIDDAY).await;
    let id = ordered(&server).await;
    let mail = sink.one().await;
    assert_eq!(mail.to, [format!("RCPT TO:<{EMAIL}>")]);
    assert_eq!(mail.header("to").unwrap(), EMAIL);
    assert_eq!(mail.header("subject").unwrap(), "Message report of Trail & Tent, 2021-01-01 to 2099-12-31");
    assert_eq!(mail.header("message-id").unwrap(), format!("<{id}@example.org>"));
    let csv = mail.attachment().unwrap();
    assert_eq!(ids(&csv), (1..=700).collect::<Vec<_>>());
    let text = String::from_utf8(csv.clone()).unwrap();
    assert!(text.starts_with("\u{feff}\"id\",\"timestamp\",\"message\",\"response\",\"conversation_id\","));
    assert!(text.contains("\"bot_module.fallback_module_id\"") && text.contains("\"New Module\""));
    let done = until(&server, &id, |job| job["state"] == "sent").await;
    assert_eq!(done, json!({"id": id, "state": "sent", "rows_done": 700, "rows_total": 700, "error": null}));

    let fetched = ask(&server, Method::GET, &format!("jobs/{id}/file"), ANALYST, "").await;
    assert_eq!(fetched.text.as_bytes(), csv);
    assert_eq!(fetched.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        fetched.headers["content-disposition"],
        "attachment; filename=\"message-report-2021-01-01-2099-12-31.csv\""
    );
    for end in ["", "/file"] {
        let path = format!("jobs/{id}{end}");
        assert_eq!(ask(&server, Method::GET, &path, OTHER_ANALYST, "").await.status, 404, "{end}");
        assert_eq!(ask(&server, Method::GET, &path, "guess", "").await.status, 401, "{end}");
        let unknown = format!("jobs/{}{end}", "0".repeat(32));
        assert_eq!(ask(&server, Method::GET, &unknown, ANALYST, "").await.status, 404, "{end}");
    }
}

#[tokio::test]
async fn what_visitors_wrote_is_no_formula_in_the_file() {
    let sink = Sink::start(&[]).await;
    let server = Server::start_with(&settings(&sink, "")).await;
    let said = ["=1+1", " =1", "\u{a0}@x", "a\n-1", "\t=1", "plain", "ünï"];
    for text in said {
        let body = json!({"user_id": "u", "actions": [{"type": "text", "text": text}]});
        assert_eq!(server.call(&[], &body.to_string()).await.status, 200);
    }
    ordered(&server).await;
    let csv = sink.one().await.attachment().unwrap();
    let mut rows = csv::Reader::from_reader(&csv[3..]);
    let found: Vec<String> = rows.records().map(|row| row.unwrap()[2].to_owned()).collect();
    assert_eq!(found, ["'=1+1", "' =1", "'\u{a0}@x", "a\n'-1", "'\t=1", "plain", "ünï"]);
}

#[tokio::test]
async fn one_export_at_a_time_and_the_second_is_told_of_the_first() {
    let sink = Sink::start(&["451 later", "451 later"]).await;
    let server = Server::start_with(&settings(&sink, "\"1s\", \"1s\"")).await;
    let id = ordered(&server).await;
    let waiting = until(&server, &id, |job| !job["error"].is_null()).await;
    assert_eq!(waiting["state"], "running");
    let second = order(&server).await;
    assert_eq!(second.refusal(), (409, "report_in_progress".into()));
    assert_eq!(second.json()["job"], id.as_str());
    assert_eq!(second.json()["error"], "A previous report request is still being processed.");
    let done = until(&server, &id, |job| job["state"] == "sent").await;
    assert_eq!((&done["error"], sink.mails().len(), sink.answers_left()), (&Value::Null, 1, 0));
    assert_ne!(ordered(&server).await, id);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_fails_and_the_file_stays() {
    let sink = Sink::start(&["550 no such mailbox"]).await;
    let server = Server::start_with(&settings(&sink, "\"1s\"")).await;
    let id = ordered(&server).await;
    let failed = until(&server, &id, |job| job["state"] == "failed").await;
    assert!(failed["error"].as_str().unwrap().contains("no such mailbox"), "{failed}");
    assert_eq!(ask(&server, Method::GET, &format!("jobs/{id}/file"), ANALYST, "").await.status, 200);
    assert!(sink.mails().is_empty());
    ordered(&server).await;
}

#[tokio::test]
async fn tries_end_with_the_schedule() {
    let sink = Sink::start(&["451 later", "451 later", "451 later"]).await;
    let server = Server::start_with(&settings(&sink, "\"1s\"")).await;
    let id = ordered(&server).await;
    until(&server, &id, |job| job["state"] == "failed").await;
    assert_eq!(sink.answers_left(), 1, "the first try and one more");
}

#[tokio::test]
async fn without_a_mail_server_the_file_can_be_fetched() {
    let server = Server::start_with(&accounts("")).await;
    rows_of_the_past(&mut file(&server).await, BOT, 1, 3, MIDDAY).await;
    let id = ordered(&server).await;
    let failed = until(&server, &id, |job| job["state"] == "failed").await;
    assert_eq!(failed["error"], "This server sends no mail; the file can be fetched.");
    let fetched = ask(&server, Method::GET, &format!("jobs/{id}/file"), ANALYST, "").await;
    assert_eq!(ids(fetched.text.as_bytes()), [1, 2, 3]);
}

#[tokio::test]
async fn a_file_too_large_for_a_mail_is_linked() {
    let sink = Sink::start(&[]).await;
    let server = Server::start_with(&settings(&sink, "")).await;
    let mut file = file(&server).await;
    rows_of_the_past(&mut file, BOT, 1, 300, MIDDAY).await;
    let long =
        "UPDATE messages SET actions = '[{\"type\":\"text\",\"text\":\"' || hex(zeroblob(20000)) || '\"}]'";
    sqlx::query(long).execute(&mut file).await.unwrap();
    let id = ordered(&server).await;
    let mail = sink.one().await;
    assert_eq!(mail.attachment(), None);
    let text = mail.text.replace("=\r\n", "");
    assert!(text.contains(&format!("/api/frontend/reports/jobs/{id}/file")), "{text}");
    assert!(!text.contains(ANALYST));
    let fetched = ask(&server, Method::GET, &format!("jobs/{id}/file"), ANALYST, "").await;
    assert!(fetched.text.len() > 10 * 1024 * 1024);
    assert_eq!(ids(fetched.text.as_bytes()), (1..=300).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_export_goes_on_after_a_restart_and_each_row_is_in_it_once() {
    let sink = Sink::start(&[]).await;
    let extra = settings(&sink, "");
    let server = Server::start_with(&extra).await;
    rows_of_the_past(&mut file(&server).await, BOT, 1, 20_000, MIDDAY).await;
    let id = ordered(&server).await;
    let half = until(&server, &id, |job| job["rows_done"].as_i64().unwrap() > 0).await;
    assert_eq!((&half["state"], &half["rows_total"]), (&json!("running"), &json!(20_000)), "{half}");
    server.running.stop().await;
    assert!(sink.mails().is_empty(), "it was over before the restart");

    // What a killed process left behind its last page is cut off.
    let csv = server.folder.path().join(format!("parlour.db.reports/{id}.csv"));
    let mut bytes = std::fs::read(&csv).unwrap();
    assert!(ids(&bytes).len() < 20_000);
    bytes.extend_from_slice(b"\"999\",\"half a ro");
    std::fs::write(&csv, bytes).unwrap();

    let server = Server::start_in(server.folder, &extra).await;
    until(&server, &id, |job| job["state"] == "sent").await;
    assert_eq!(sink.mails().len(), 1);
    let fetched = ask(&server, Method::GET, &format!("jobs/{id}/file"), ANALYST, "").await;
    assert_eq!(ids(fetched.text.as_bytes()), (1..=20_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_mail_that_waits_survives_a_restart() {
    let sink = Sink::start(&["451 later"]).await;
    let extra = settings(&sink, "\"2s\"");
    let server = Server::start_with(&extra).await;
    let id = ordered(&server).await;
    until(&server, &id, |job| !job["error"].is_null()).await;
    server.running.stop().await;
    let server = Server::start_in(server.folder, &extra).await;
    assert_eq!(order(&server).await.refusal(), (409, "report_in_progress".into()));
    until(&server, &id, |job| job["state"] == "sent").await;
}

#[tokio::test]
async fn an_order_is_checked_like_a_query_but_may_be_long() {
    let server = Server::start_with(&accounts("")).await;
    let good = json!({"fromDate": "2021-01-01", "toDate": "2021-12-31", "reportId": 1, "botId": BOT});
    for (name, value, code) in [
        ("fromDate", json!("2021-02-30"), "parameter_invalid"),
        ("fromDate", Value::Null, "field_missing"),
        ("fromDate", json!(20_210_101), "field_invalid"),
        ("toDate", json!("2020-12-31"), "parameter_invalid"),
        ("reportId", json!(5), "parameter_invalid"),
        ("reportId", json!("1"), "parameter_invalid"),
        ("reportId", json!(1.5), "parameter_invalid"),
        ("botId", json!("x"), "parameter_invalid"),
    ] {
        let mut body = good.clone();
        body[name] = value;
        let answer = ask(&server, Method::POST, "messages/", ANALYST, &body.to_string()).await;
        assert_eq!((answer.refusal(), &answer.json()["field"]), ((400, code.into()), &json!(name)), "{body}");
    }
    let large = format!("{{\"x\": \"{}\"}}", "a".repeat(5_000));
    assert_eq!(ask(&server, Method::POST, "messages/", ANALYST, &large).await.status, 413);
    assert_eq!(ask(&server, Method::POST, "messages/", ANALYST, "").await.status, 400);
    assert_eq!(ask(&server, Method::DELETE, "messages/", ANALYST, "").await.status, 405);
    assert_eq!(order(&server).await.status, 202);
}
