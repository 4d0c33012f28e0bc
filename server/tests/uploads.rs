//! Files of visitors: received, kept, shown and forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use support::desk::DESK;
use support::{Answer, BOT, LIMITS, OTHER_BOT, PAGE, Server, Session, mid, path, settings};

const PDF: &str = "%PDF-1.7\nCANARY-file\n%%EOF\n";
const GIF: &str = "GIF89a\u{1}\0\u{1}\0\0\0\0;";

/// The bot takes files, of up to 2,000 bytes.
fn file() -> String {
    let extra = format!("{LIMITS}\nupload = \"2000B\"\nuploads_per_message = 2");
    settings(&extra).replacen("refs =", "uploads = true\nrefs =", 1)
}

async fn start() -> Server {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    Server::start_as(folder, &file()).await
}

fn form(parts: &[(&str, &str, &str)]) -> String {
    let part = |(field, name, text): &(&str, &str, &str)| {
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             content-type: text/html\r\n\r\n{text}\r\n"
        )
    };
    format!("{}--x--\r\n", parts.iter().map(part).collect::<String>())
}

async fn post(session: &Session<'_>, kind: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {}", session.token);
    let headers = [("authorization", bearer.as_str()), ("origin", PAGE), ("content-type", kind)];
    session.server.ask(Method::POST, &path("attachments"), &headers, body).await
}

async fn upload(session: &Session<'_>, name: &str, text: &str) -> Answer {
    post(session, "multipart/form-data; boundary=x", &form(&[("file", name, text)])).await
}

async fn uploaded(session: &Session<'_>, name: &str, text: &str) -> Value {
    let answer = upload(session, name, text).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

fn message(number: u32, text: Option<&str>, attachments: &[&Value]) -> String {
    let actions: Vec<_> = text.map(|text| json!({"type": "text", "text": text})).into_iter().collect();
    let ids: Vec<_> = attachments.iter().map(|file| &file["id"]).collect();
    json!({"id": mid(number), "actions": actions, "attachments": ids}).to_string()
}

/// The address without scheme and host.
fn local(url: &Value) -> &str {
    url.as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap()
}

fn kept(server: &Server) -> Vec<PathBuf> {
    let folder = server.folder.path().join("parlour.db.uploads");
    fs::read_dir(folder).map_or_else(|_| Vec::new(), |files| files.map(|file| file.unwrap().path()).collect())
}

async fn run(server: &Server, statement: &str) {
    let options = SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db"));
    let mut store = options.connect().await.unwrap();
    sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut store).await.unwrap();
}

async fn fetch(server: &Server, address: &str) -> Answer {
    server.ask(Method::GET, address, &[], "").await
}

#[tokio::test]
async fn a_file_goes_with_a_message_and_comes_back_as_it_was() {
    let server = start().await;
    let session = server.session().await;
    let file = uploaded(&session, "../Grüße.pdf", PDF).await;
    let keys: Vec<_> = file.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        (keys, &file["kind"], &file["bytes"]),
        (vec!["bytes", "id", "kind", "url"], &json!("file"), &json!(PDF.len()))
    );
    let body = message(1, Some("my form"), &[&file]);
    let sent = session.send(&body).await;
    assert_eq!((sent.status, &sent.json()[0]["state"]), (200, &json!("sent")), "{}", sent.text);
    assert_eq!(session.send(&body).await.text, sent.text, "the same message again");

    let history = session.get("history").await.json();
    let said = &history["items"][1]["actions"];
    assert_eq!(said[0], json!({"type": "text", "text": "my form"}));
    assert_eq!((&said[1]["type"], &said[1]["text"]), (&json!("file"), &json!("Grüße.pdf")));
    let mut stream = session.events("events", &[]).await;
    stream.next().await.unwrap();
    assert_eq!(&stream.next().await.unwrap().2["actions"], said);

    let found = fetch(&server, local(&said[1]["url"])).await;
    assert_eq!((found.status, found.text.as_str()), (200, PDF));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename=\"Gr__e.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(found.headers[name], value);
    }
    let own = session.get(&format!("attachments/{}", file["id"].as_str().unwrap())).await;
    assert_eq!((own.status, own.text.as_str()), (200, PDF));
    let picture = uploaded(&session, "a.html", GIF).await;
    assert_eq!(picture["kind"], "image");
    let shown = fetch(&server, local(&picture["url"])).await;
    assert_eq!(shown.headers["content-type"], "image/gif");
    assert!(shown.headers["content-disposition"].to_str().unwrap().starts_with("inline; "));
}

#[tokio::test]
async fn a_file_that_was_asked_for_is_heard_as_its_address() {
    let server = start().await;
    let session = server.session().await;
    session.say(&mid(1), "receipt").await;
    let file = uploaded(&session, "a.pdf", PDF).await;
    let heard = session.send(&message(2, Some("here it is"), &[&file])).await.json();
    let reply = heard[0]["message"][0]["actions"][0]["text"].as_str().unwrap();
    let address = json!(reply.strip_prefix("Got ").unwrap());
    assert_eq!(fetch(&server, local(&address)).await.text, PDF);
    let other = uploaded(&session, "b.pdf", PDF).await;
    let silent = session.send(&message(3, None, &[&other])).await;
    assert_eq!(silent.json()[0]["message"][0]["actions"][0]["text"], "Pardon?", "where none was asked for");
}

#[tokio::test]
async fn what_is_no_welcome_file_is_refused_and_leaves_nothing() {
    let server = start().await;
    let session = server.session().await;
    let html = "<!DOCTYPE html><script>alert(1)</script>";
    let kind = "multipart/form-data; boundary=x";
    let type_refused = (415, "unsupported_media_type".to_owned());
    for (name, text) in [
        ("a.png", html),
        ("a.png", " <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
        ("a.png", "<?xml version=\"1.0\"?><a/>"),
        ("a.txt", "#!/bin/sh\nrm -rf"),
        ("a.png", "MZ\u{0}\u{3}"),
        ("a.txt", "a\u{0}b"),
    ] {
        assert_eq!(upload(&session, name, text).await.refusal(), type_refused, "{text:?}");
    }
    let missing = (400, "field_missing".to_owned());
    let invalid = (400, "field_invalid".to_owned());
    let large = (413, "body_too_large".to_owned());
    for (kind, body, wanted) in [
        ("application/json", "{}".to_owned(), &type_refused),
        ("multipart/form-data", form(&[("file", "a", PDF)]), &type_refused),
        (kind, "--x--\r\n".to_owned(), &missing),
        (kind, String::new(), &invalid),
        (kind, "not a form".to_owned(), &invalid),
        (kind, form(&[("file", "a", "")]), &invalid),
        (kind, form(&[("file", "a", PDF), ("file", "b", PDF)]), &invalid),
        (kind, form(&[("file", "a", PDF)]).replace("--x--", ""), &invalid),
        (kind, form(&[("user_id", "a", PDF)]), &(400, "field_refused".to_owned())),
        (kind, form(&[("file", "a", &"a".repeat(2_001))]), &large),
        (kind, form(&[("file", "a", &"a".repeat(60_000))]), &large),
    ] {
        assert_eq!(&post(&session, kind, &body).await.refusal(), wanted, "{kind} {body:.80}");
    }
    assert_eq!(upload(&session, "a.txt", &"a".repeat(2_000)).await.status, 201, "at the limit");
    assert_eq!(kept(&server).len(), 1);
    let headers = [("origin", PAGE), ("content-type", kind)];
    let stranger =
        server.ask(Method::POST, &path("attachments"), &headers, &form(&[("file", "a", PDF)])).await;
    assert_eq!(stranger.refusal(), (401, "unauthorized".into()));
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = start().await;
    let session = server.session().await;
    let whole = form(&[("file", "a.txt", &"a".repeat(1_000))]);
    let mut connection = TcpStream::connect(server.running.address).unwrap();
    write!(
        connection,
        "POST {} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n\
         content-type: multipart/form-data; boundary=x\r\ncontent-length: {}\r\n\r\n{}",
        path("attachments"),
        session.token,
        whole.len(),
        &whole[..500]
    )
    .unwrap();
    let begun = Instant::now();
    while kept(&server).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(5), "it does not arrive");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(connection);
    while !kept(&server).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(10), "what is left of it stays");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_file_is_its_own_conversations_and_goes_with_one_message() {
    let server = start().await;
    let (session, other) = (server.session().await, server.session().await);
    let file = uploaded(&session, "a.pdf", PDF).await;
    let id = file["id"].as_str().unwrap();
    let own = format!("attachments/{id}");
    assert_eq!(other.get(&own).await.refusal(), (404, "not_found".into()));
    assert_eq!(fetch(&server, &path(&own)).await.refusal(), (401, "unauthorized".into()));
    let address = local(&file["url"]);
    for forged in [
        address.replace("signature=", "signature=0"),
        address.replace("until=", "until=9"),
        address.replace(BOT, OTHER_BOT),
        address.replace(id, &"0".repeat(32)),
        path("attachments/..%2f..%2fparlour.db?until=9999999999&signature=00"),
    ] {
        assert_eq!(fetch(&server, &forged).await.refusal(), (404, "not_found".into()), "{forged}");
    }
    let refused = (400, "field_invalid".to_owned());
    assert_eq!(other.send(&message(1, Some("mine"), &[&file])).await.refusal(), refused);
    assert_eq!(session.send(&message(1, None, &[&file, &file])).await.refusal(), refused);
    assert_eq!(session.send(&message(1, None, &[&json!({"id": "../a"})])).await.refusal(), refused);
    assert_eq!(session.send(&message(1, None, &[&json!({"id": 7})])).await.refusal(), refused);
    let (second, third) = (uploaded(&session, "b", PDF).await, uploaded(&session, "c", PDF).await);
    assert_eq!(session.send(&message(1, None, &[&file, &second, &third])).await.refusal(), refused, "three");
    assert_eq!(
        session.get("history").await.json()["items"].as_array().unwrap().len(),
        1,
        "nothing was stored"
    );

    assert_eq!(session.send(&message(1, None, &[&file, &second])).await.status, 200);
    assert_eq!(session.send(&message(2, None, &[&file])).await.refusal(), refused, "it went with another");
    let changed = session.send(&message(1, None, &[&file])).await;
    assert_eq!(changed.refusal(), (409, "id_reused".into()));
    assert_eq!(session.send(&message(3, None, &[])).await.refusal(), refused);
    assert_eq!(session.send(&message(3, Some("x"), &[])).await.status, 200);
}

#[tokio::test]
async fn too_many_files_are_refused() {
    let server = start().await;
    let session = server.session().await;
    uploaded(&session, "a", PDF).await;
    let now = "unixepoch() * 1000";
    let more = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 29) \
         INSERT INTO attachments SELECT 'a' || i, '{BOT}', conversation, 'n', 'text/plain', 1, {now}, NULL \
         FROM n, attachments"
    );
    run(&server, &more).await;
    let refused = upload(&session, "b", PDF).await;
    assert_eq!(
        (refused.refusal(), &refused.headers["retry-after"]),
        ((429, "rate_limited".into()), &"600".parse().unwrap())
    );
    run(&server, "UPDATE attachments SET created_ms = created_ms - 3600001").await;
    uploaded(&session, "b", PDF).await;
    assert_eq!(kept(&server).len(), 2);
}

#[tokio::test]
async fn a_bot_that_takes_no_files_says_so() {
    let server = start().await;
    for (bot, takes) in [(BOT, true), (OTHER_BOT, false)] {
        let config =
            server.ask(Method::GET, &format!("/api/webchat/bot/{bot}/config"), &[("origin", PAGE)], "").await;
        assert_eq!(config.json()["capabilities"]["uploads"], takes);
        assert_eq!(config.json()["capabilities"]["handover"], true);
    }
    let opened = server
        .ask(Method::POST, &format!("/api/webchat/bot/{OTHER_BOT}/session"), &[("origin", PAGE)], "")
        .await;
    let bearer = format!("Bearer {}", opened.json()["token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let address = format!("/api/webchat/bot/{OTHER_BOT}/attachments");
    let refused = server.ask(Method::POST, &address, &headers, &form(&[("file", "a", PDF)])).await;
    assert_eq!(refused.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn types_are_the_owners_choice_but_never_ones_that_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    let with = |types: &str| {
        file().replacen("uploads = true", &format!("uploads = true\nupload_types = [{types}]"), 1)
    };
    let read =
        |file: &str| parlour_server::config::parse("parlour.toml", file, folder.path(), &|_| None).is_ok();
    for bad in ["\"text/html\"", "\"image/svg+xml\"", "\"png\"", "7"] {
        assert!(!read(&with(bad)), "{bad}");
    }
    let server = Server::start_as(folder, &with("\"application/pdf\"")).await;
    let session = server.session().await;
    assert_eq!(upload(&session, "a", PDF).await.status, 201);
    assert_eq!(upload(&session, "a.txt", "text").await.status, 415);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_is_forgotten_takes_the_files_along() {
    let server = start().await;
    let (session, other) = (server.session().await, server.session().await);
    let file = uploaded(&session, "a.pdf", PDF).await;
    assert_eq!(session.send(&message(1, None, &[&file])).await.status, 200);
    let unsent = uploaded(&session, "b.pdf", PDF).await;
    let others = uploaded(&other, "c.pdf", PDF).await;
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    let left = kept(&server);
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].ends_with(others["id"].as_str().unwrap()));
    for gone in [&file, &unsent] {
        assert_eq!(fetch(&server, local(&gone["url"])).await.refusal(), (404, "not_found".into()));
    }
    assert_eq!(fetch(&server, local(&others["url"])).await.status, 200);
}

/// Makes every file look as old as this.
fn age(server: &Server, when: &str) {
    for file in kept(server) {
        assert!(Command::new("touch").args(["-d", when]).arg(file).status().unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_conversations_and_unsent_files_are_removed_with_their_files() {
    let server = start().await;
    let (session, other) = (server.session().await, server.session().await);
    let (old, young) = (uploaded(&session, "a", PDF).await, uploaded(&other, "b", PDF).await);
    assert_eq!(session.send(&message(1, None, &[&old])).await.status, 200);
    assert_eq!(other.send(&message(1, None, &[&young])).await.status, 200);
    let unsent = uploaded(&other, "c", PDF).await;
    let is_old = format!("conversation = (SELECT conversation FROM attachments WHERE id = {})", old["id"]);
    let is_old = is_old.replace('"', "'");
    run(&server, &format!("UPDATE messages SET at_ms = 0 WHERE {is_old}")).await;
    run(
        &server,
        &format!(
            "UPDATE conversations SET created_ms = 0 WHERE {}",
            is_old.replacen("conversation", "id", 1)
        ),
    )
    .await;
    run(&server, "UPDATE attachments SET created_ms = 0 WHERE mid IS NULL").await;
    age(&server, "2 hours ago");
    fs::write(server.folder.path().join("parlour.toml"), file()).unwrap();
    let purge = Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["purge", "--before", "2001-01-01", "--bot", BOT])
        .current_dir(server.folder.path())
        .output()
        .unwrap();
    assert!(purge.status.success(), "{purge:?}");
    assert_eq!(kept(&server).len(), 2, "of the old conversation none is left");

    // The sweep when a server starts takes what was never sent.
    let Server { running, folder, .. } = server;
    running.stop().await;
    let server = Server::start_as(folder, &file()).await;
    let begun = Instant::now();
    while kept(&server).len() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", kept(&server));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(fetch(&server, local(&unsent["url"])).await.status, 404);
    assert_eq!(fetch(&server, local(&young["url"])).await.status, 200, "the same address after a restart");
}

#[tokio::test]
async fn nobody_else_on_the_machine_can_read_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = start().await;
    let session = server.session().await;
    uploaded(&session, "a", PDF).await;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = kept(&server).remove(0);
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
}
