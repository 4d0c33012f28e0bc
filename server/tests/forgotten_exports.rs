//! Files of exports keep nobody who was forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::process::Command;
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use support::accounts::{ANALYST, accounts, rows_of_the_past};
use support::mail_sink::Sink;
use support::{Answer, BOT, Server, mid, settings};

const TEXT: &str = "CANARY-what-was-said";

async fn ask(server: &Server, method: Method, path: &str, body: &str) -> Answer {
    let jwt = format!("JWT {ANALYST}");
    let headers = [("authorization", jwt.as_str()), ("content-type", "application/json")];
    server.ask(method, &format!("/api/frontend/reports/{path}"), &headers, body).await
}

/// Asks for an export of these days; its id.
async fn ordered(server: &Server, from: &str, to: &str) -> String {
    let body = json!({"fromDate": from, "toDate": to, "reportId": 1, "botId": BOT});
    let answer = ask(server, Method::POST, "messages/", &body.to_string()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.json()["job"].as_str().unwrap().to_owned()
}

async fn until(server: &Server, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..3_000 {
        let job = ask(server, Method::GET, &format!("jobs/{id}"), "").await.json();
        if is_so(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the export {id} never came so far");
}

async fn over(server: &Server, id: &str) -> Value {
    until(server, id, |job| job["state"] == "sent" || job["state"] == "failed").await
}

async fn file(server: &Server, id: &str) -> Answer {
    ask(server, Method::GET, &format!("jobs/{id}/file"), "").await
}

/// The names of the export files that hold the word.
fn holding(server: &Server, word: &str) -> Vec<String> {
    let folder = std::fs::read_dir(server.folder.path().join("parlour.db.reports")).unwrap();
    let holds = |path: &std::path::Path| {
        std::fs::read(path).is_ok_and(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
    };
    let files = folder.map(|file| file.unwrap()).filter(|file| holds(&file.path()));
    files.map(|file| file.file_name().into_string().unwrap()).collect()
}

async fn none_holds(server: &Server, word: &str) {
    for _ in 0..250 {
        if holding(server, word).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{word} still stands in {:?}", holding(server, word));
}

async fn rows_of_2021(server: &Server) {
    let options = SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db"));
    rows_of_the_past(&mut options.connect().await.unwrap(), BOT, 1_000, 3, 1_639_569_600_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_file_goes_with_the_visitor_in_it_and_other_files_stay() {
    let server = Server::start_with(&accounts("")).await;
    rows_of_2021(&server).await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), TEXT).await.status, 200);
    let earlier = ordered(&server, "2021-01-01", "2021-12-31").await;
    over(&server, &earlier).await;
    let all = ordered(&server, "2021-01-01", "2099-12-31").await;
    over(&server, &all).await;
    assert!(file(&server, &all).await.text.contains(TEXT));
    assert_eq!(holding(&server, TEXT), [format!("{all}.csv")]);

    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    assert_eq!(file(&server, &all).await.status, 404, "it could still be fetched");
    let job = ask(&server, Method::GET, &format!("jobs/{all}"), "").await.json();
    assert_eq!(job["error"], "Somebody in it was forgotten; please request it again.");
    none_holds(&server, TEXT).await;
    assert_eq!(file(&server, &earlier).await.text.lines().count(), 4, "head and three rows");
    let again = ordered(&server, "2021-01-01", "2099-12-31").await;
    over(&server, &again).await;
    let csv = file(&server, &again).await.text;
    assert!(csv.lines().count() > 4 && !csv.contains(TEXT), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_waits_to_be_mailed_is_written_anew() {
    let sink = Sink::start(&["451 later"]).await;
    let extra = format!(
        "webhook_retry = [\"2s\"]\n[mail]\nsmtp = \"smtp://{}\"\nfrom = \"reports@example.org\"",
        sink.address
    );
    let server = Server::start_with(&accounts(&extra)).await;
    let session = server.session().await;
    assert_eq!(session.say(&mid(1), TEXT).await.status, 200);
    let id = ordered(&server, "2021-01-01", "2099-12-31").await;
    let waiting = until(&server, &id, |job| !job["error"].is_null()).await;
    assert_eq!(holding(&server, TEXT).len(), 1);
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    let csv = String::from_utf8(sink.one().await.attachment().unwrap()).unwrap();
    assert!(!csv.contains(TEXT), "{csv}");
    let done = over(&server, &id).await;
    assert_eq!((&done["state"], &done["rows_done"]), (&json!("sent"), &waiting["rows_done"]));
    assert_eq!(csv.lines().count() - 1, usize::try_from(done["rows_done"].as_u64().unwrap()).unwrap());
    assert!(holding(&server, TEXT).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminals_forgetting_takes_the_file_too() {
    let server = Server::start_with(&accounts("")).await;
    let body = json!({"user_id": "u", "actions": [{"type": "text", "text": TEXT}]});
    assert_eq!(server.call(&[], &body.to_string()).await.status, 200);
    let id = ordered(&server, "2021-01-01", "2099-12-31").await;
    over(&server, &id).await;
    assert_eq!(holding(&server, TEXT).len(), 1);
    let folder = server.folder.path();
    std::fs::write(folder.join("parlour.toml"), settings("")).unwrap();
    let mut purge = Command::new(env!("CARGO_BIN_EXE_parlour"));
    let done = purge.args(["purge", "--user", "u", "--bot", BOT]).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    assert!(holding(&server, TEXT).is_empty());
    assert_eq!(file(&server, &id).await.status, 404);
}
