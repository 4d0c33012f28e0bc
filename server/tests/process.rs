//! The binary as an operator runs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use support::accounts::{ANALYST, accounts, rows_of_the_past};
use support::{API_TOKEN, BOT, path, settings};

fn parlour() -> Command {
    Command::new(env!("CARGO_BIN_EXE_parlour"))
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    fs::write(folder.path().join("parlour.toml"), settings("")).unwrap();
    folder
}

fn run(arguments: &[&str], folder: &Path) -> Output {
    parlour().args(arguments).current_dir(folder).output().unwrap()
}

/// Ends with the test, whatever happens.
struct Served {
    process: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(folder: &Path) -> Served {
    let mut process = parlour()
        .args(["serve", "--config"])
        .arg(folder.join("parlour.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").expect(&line).to_owned();
    Served { process, address }
}

fn say(served: &Served, text: &str) -> String {
    let body = format!(r#"{{"user_id":"u","actions":[{{"type":"text","text":"{text}"}}]}}"#);
    let mut connection = TcpStream::connect(&served.address).unwrap();
    write!(
        connection,
        "POST {} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: bearer {API_TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        path("messages/"),
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

fn report(folder: &Path) -> Vec<Value> {
    let output = run(&["report", "--config", "parlour.toml", "--bot", BOT], folder);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = folder();
    let mut served = serve(folder.path());
    assert!(say(&served, "returns please").starts_with("HTTP/1.1 200"));
    let beside = report(folder.path());
    served.process.kill().unwrap();
    served.process.wait().unwrap();
    let after = report(folder.path());
    assert_eq!(after, beside);
    assert_eq!((after.len(), &after[0]["message"]), (1, &Value::from("returns please")));
    assert_eq!(after[0]["response"][0]["text"], "You have 60 days.");
}

/// What an account is answered.
fn ask(served: &Served, first_line: &str, body: &str) -> String {
    let mut connection = TcpStream::connect(&served.address).unwrap();
    write!(
        connection,
        "{first_line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: JWT {ANALYST}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// The export, once `is_so` holds for it.
fn until(served: &Served, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let job = ask(served, &format!("GET /api/frontend/reports/jobs/{id}"), "");
        let job: Value = serde_json::from_str(&job).unwrap();
        if is_so(&job) {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "it never came: {job}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_on_after_a_kill_and_each_row_is_in_it_once() {
    const ROWS: i64 = 30_000;
    let folder = folder();
    fs::write(folder.path().join("parlour.toml"), settings(&accounts(""))).unwrap();
    // The first start makes the tables.
    drop(serve(folder.path()));
    let file = SqliteConnectOptions::new().filename(folder.path().join("parlour.db"));
    rows_of_the_past(&mut file.connect().await.unwrap(), BOT, 1, ROWS, 1_639_569_600_000).await;
    let mut served = serve(folder.path());
    let order = json!({"fromDate": "2021-01-01", "toDate": "2021-12-31", "reportId": 1, "botId": BOT});
    let answer = ask(&served, "POST /api/frontend/reports/messages/", &order.to_string());
    let id = serde_json::from_str::<Value>(&answer).unwrap()["job"].as_str().unwrap().to_owned();
    let half = until(&served, &id, |job| job["rows_done"].as_i64().unwrap() > 0);
    served.process.kill().unwrap();
    served.process.wait().unwrap();
    assert!(half["rows_done"].as_i64().unwrap() < ROWS, "it was over before the kill: {half}");
    assert_eq!((&half["state"], &half["rows_total"]), (&json!("running"), &json!(ROWS)));

    // The dead worker's hold on the export ends by itself; nobody waits for that here.
    let mut file = file.connect().await.unwrap();
    sqlx::query("UPDATE report_jobs SET lease_ms = 0").execute(&mut file).await.unwrap();
    let served = serve(folder.path());
    let done = until(&served, &id, |job| job["state"] == "failed");
    assert_eq!((&done["rows_done"], &done["rows_total"]), (&json!(ROWS), &json!(ROWS)));
    assert_eq!(done["error"], "This server sends no mail; the file can be fetched.");
    let csv = fs::read(folder.path().join(format!("parlour.db.reports/{id}.csv"))).unwrap();
    let mut rows = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap());
    let ids: Vec<i64> = rows.records().map(|row| row.unwrap()[0].parse().unwrap()).collect();
    assert_eq!(ids, (1..=ROWS).collect::<Vec<_>>());
}

#[test]
fn a_signal_ends_the_server_in_time() {
    let folder = folder();
    let mut served = serve(folder.path());
    say(&served, "hi");
    let begun = Instant::now();
    let sent = Command::new("kill").args(["-TERM", &served.process.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let status = served.process.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_store_that_cannot_be_opened_is_one_sentence_that_names_it() {
    let folder = folder();
    fs::write(folder.path().join("note.db"), "this is a note and no database, whatever its name says")
        .unwrap();
    for store in ["note.db", "note.db/parlour.db", "."] {
        let file = settings("").replace("sqlite:parlour.db", &format!("sqlite:{store}"));
        fs::write(folder.path().join("bad.toml"), file).unwrap();
        let served = run(&["serve", "--config", "bad.toml"], folder.path());
        assert_eq!((served.status.code(), served.stdout.is_empty()), (Some(3), true), "{store}");
        let text = String::from_utf8(served.stderr).unwrap();
        let sentence = text.lines().last().unwrap();
        assert!(sentence.starts_with(&format!("the store ./{store} cannot be opened: ")), "{text}");
    }
}

#[test]
fn a_check_whose_reader_leaves_ends_as_it_would_have() {
    let folder = folder();
    // More mistakes than a pipe holds, and nobody reads them.
    let bad = "[[module]]\nid = 1\n".repeat(3_000);
    fs::write(folder.path().join("bad.toml"), bad).unwrap();
    for arguments in [["check", "bad.toml", "--format=text"], ["check", "bad.toml", "--format=json"]] {
        let mut child = parlour()
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(1), "{arguments:?}");
    }
}

#[test]
fn check_says_what_is_wrong_and_where() {
    let folder = folder();
    let good = run(&["check", "--config", "parlour.toml"], folder.path());
    assert_eq!(good.status.code(), Some(0));
    fs::write(folder.path().join("bad.toml"), settings("a = 1\nb = 2")).unwrap();
    let bad = run(&["check", "--config", "bad.toml", "--json"], folder.path());
    assert_eq!(bad.status.code(), Some(2));
    let found: Value = serde_json::from_slice(&bad.stdout).unwrap();
    let lines: Vec<_> = found["mistakes"].as_array().unwrap().iter().map(|one| &one["line"]).collect();
    assert_eq!((&found["ok"], &lines[..2]), (&Value::from(false), &[&Value::from(4), &Value::from(5)][..]));
    let served = run(&["serve", "--config", "bad.toml"], folder.path());
    assert_eq!((served.status.code(), served.stdout.is_empty()), (Some(2), true));
    let text = String::from_utf8(served.stderr).unwrap();
    assert!(text.contains("bad.toml:4:1: error[unknown_key]"), "{text}");

    assert_eq!(run(&["check", "shop.toml"], folder.path()).status.code(), Some(0));
    fs::write(folder.path().join("flow.toml"), "[[module]]\nid = 1\n").unwrap();
    assert_eq!(run(&["check", "flow.toml"], folder.path()).status.code(), Some(1));
    assert_eq!(run(&["check", "absent.toml"], folder.path()).status.code(), Some(2));
    assert_eq!(run(&["sing"], folder.path()).status.code(), Some(2));
}

#[test]
fn a_report_is_cut_by_days_and_written_as_csv() {
    let folder = folder();
    let served = serve(folder.path());
    say(&served, "returns please");
    say(&served, "=1");
    drop(served);
    let all = report(folder.path());
    let write = |more: &[&str]| {
        let output = run(&[&["report", "--config", "parlour.toml"], more].concat(), folder.path());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let old = write(&["--from", "2021-12-15", "--to", "2021-12-30"]);
    assert_eq!(old, (Some(0), "[]\n".to_owned()));
    let (code, since) = write(&["--from", "2021-12-15", "--bot", BOT, "--json"]);
    assert_eq!((code, serde_json::from_str::<Vec<Value>>(&since).unwrap()), (Some(0), all));
    let (code, none) = write(&["--bot", support::OTHER_BOT, "--format", "csv"]);
    assert_eq!((code, none.lines().count()), (Some(0), 1));

    let wanted = write(&["--format", "csv", "--out", "report.csv"]);
    assert_eq!(wanted, (Some(0), String::new()));
    let file = fs::read_to_string(folder.path().join("report.csv")).unwrap();
    let rows: Vec<&str> = file.trim_end().split("\r\n").collect();
    assert!(rows[0].starts_with("\u{feff}\"id\","), "{file}");
    assert_eq!(rows.len(), 3);
    assert!(rows[2].contains(",\"'=1\","), "{file}");
    assert!(!folder.path().join("report.csv.part").exists());

    for bad in [["--from", "2021-02-30"], ["--to", "soon"], ["--format", "xml"]] {
        assert_eq!(write(&bad).0, Some(2), "{bad:?}");
    }
    assert_eq!(write(&["--from", "2021-12-30", "--to", "2021-12-15"]).0, Some(2));
}
