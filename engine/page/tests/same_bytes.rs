//! The page's server and the real one, asked the same: same status, same bytes. Only what nobody can
//! foresee is made alike first: tokens, epochs, times, and which of several wordings was chosen.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::page_under_test::{Page, mid, said, text_at};

const FLOW: &str = include_str!("../../../demo-site/flows/outdoor.toml");
const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const ORIGIN: &str = "http://127.0.0.1:8000";
const PATIENCE: Duration = Duration::from_secs(20);

/// `allow_no_origin` and the limits only let one test ask often.
const CONFIG: &str = r#"
listen = "127.0.0.1:0"
store = "sqlite:parlour.db"

[limits]
sessions_per_minute_per_ip = 1000
messages_per_minute_per_ip = 1000

[[bot]]
id = "0f8fad5b-d9cb-469f-a165-70867728950e"
name = "Trail & Tent"
channel = "engine"
flow = "flow.toml"
origins = ["http://127.0.0.1:*"]
refs = ["returns", "greeting"]
variables = ["plan"]
limits = { messages_per_minute = 1000, burst = 1000 }
theme = { title = "Trail & Tent" }
"#;

struct RealServer {
    runtime: tokio::runtime::Runtime,
    running: Option<parlour_server::Running>,
    _folder: tempfile::TempDir,
}

impl RealServer {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("flow.toml"), FLOW).unwrap();
        let (config, _) =
            parlour_server::config::parse("parlour.toml", CONFIG, folder.path(), &|_| None).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let running = runtime.block_on(parlour_server::start(config)).unwrap();
        Self { runtime, running: Some(running), _folder: folder }
    }

    fn address(&self) -> SocketAddr {
        self.running.as_ref().unwrap().address
    }

    /// Status and body; a stream is read until it has said what `until` is.
    fn ask(&self, method: &str, path: &str, bearer: Option<&str>, body: &str, until: &str) -> (u16, String) {
        let mut stream = TcpStream::connect_timeout(&self.address(), PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let bearer = bearer.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let request = format!(
            "{method} /api/webchat/bot/{BOT}/{path} HTTP/1.1\r\nHost: {}\r\nOrigin: {ORIGIN}\r\n\
             Connection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{bearer}\r\n{body}",
            self.address(),
            body.len(),
        );
        stream.write_all(request.as_bytes()).unwrap();
        let (mut bytes, mut buffer) = (Vec::new(), [0; 8192]);
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            bytes.extend_from_slice(&buffer[..count]);
            if !until.is_empty() && String::from_utf8_lossy(&bytes).contains(until) {
                break;
            }
        }
        let answer = String::from_utf8(bytes).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        (status, if chunked { unchunked(body) } else { body.to_owned() })
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

fn unchunked(mut body: &str) -> String {
    let mut text = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        text.push_str(rest.get(..size).unwrap_or_default());
        body = rest.get(size + 2..).unwrap_or_default();
    }
    text
}

/// One of the two servers in a conversation of its own.
struct Alike {
    token: String,
    epoch: String,
}

impl Alike {
    fn of(session: &str) -> Self {
        let cursor = text_at(session, "\"cursor\":\"");
        Self {
            token: text_at(session, "\"token\":\"").to_owned(),
            epoch: cursor.split('.').next().unwrap().to_owned(),
        }
    }

    /// What cannot be foreseen, made alike.
    fn make(&self, body: &str, wordings: &[(String, String)]) -> String {
        let mut body = body.replace(&self.token, "TOKEN").replace(&self.epoch, "EPOCH");
        for marker in ["\"at\":\"", "\"expires_at\":\""] {
            let mut parts = body.split(marker);
            let mut told = parts.next().unwrap().to_owned();
            for part in parts {
                // RFC 3339 with milliseconds has 24 characters.
                assert_eq!(part.get(23..25), Some("Z\""), "{part}");
                told.extend([marker, "TIME", &part[24..]]);
            }
            body = told;
        }
        for (wording, first) in wordings {
            body = body.replace(wording, first);
        }
        body
    }
}

/// Every wording of the flow but the first, and the first, as JSON writes them.
fn wordings() -> Vec<(String, String)> {
    fn collect(value: &toml::Value, found: &mut Vec<(String, String)>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let texts = value.as_array().filter(|_| key == "text" || key == "error_instruction");
                    let texts: Vec<String> =
                        texts.into_iter().flatten().map(|text| serde_json::json!(text).to_string()).collect();
                    if let Some((first, others)) = texts.split_first() {
                        found.extend(others.iter().map(|other| (other.clone(), first.clone())));
                    }
                    collect(value, found);
                }
            }
            toml::Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(&toml::from_str(FLOW).unwrap(), &mut found);
    assert!(!found.is_empty());
    found
}

/// What a visitor of the demo shop says. They ask for no person: those answer on a server alone.
const SAID: &[&str] = &[
    "Where is my order?",
    "TT-123456",
    "Returns, please",
    "60 days?",
    "Gear advice",
    "A tent for two",
    "in winter",
    "où est ma commande ?",
    "<b>&amp;</b> \u{1f3d5}\u{fe0f} \"quoted\" \\ back\u{2028}slash",
    "menu",
    "opening hours",
    "delivery times",
    "something nobody foresaw",
    "thanks",
    "bye",
];

/// What a server can do because people sit behind it, and a page cannot; whom it lets look on, a page lets by itself.
fn without_people(body: &str) -> String {
    let told = r#""receipts":true,"unread":false,"handover":true"#;
    let body = body.replace(told, r#""receipts":false,"unread":false,"handover":false"#);
    body.replace(r#","debug":true"#, "")
}

#[test]
fn a_whole_conversation_has_the_same_bytes_in_a_page_and_on_a_server() {
    let (server, mut page, wordings) = (RealServer::start(), Page::of(FLOW), wordings());
    let locale = r#"{"locale":"de-AT"}"#;
    let real = server.ask("POST", "session", None, locale, "");
    let own = page.ask("POST", "session", None, locale);
    assert_eq!((real.0, own.status), (201, 201));
    let (of_real, of_own) = (Alike::of(&real.1), Alike::of(&own.body));
    let real = (real.0, without_people(&real.1));
    assert_eq!(of_real.make(&real.1, &wordings), of_own.make(&own.body, &wordings));

    let mut number = 0;
    let mut both = |method: &str, path: &str, body: &str| -> String {
        let path_of = |alike: &Alike| path.replace("EPOCH", &alike.epoch);
        let real = server.ask(method, &path_of(&of_real), Some(&of_real.token), body, "");
        let own = page.ask(method, &path_of(&of_own), Some(&of_own.token), body);
        let (told, expected) =
            (of_own.make(&own.body, &wordings), of_real.make(&without_people(&real.1), &wordings));
        assert_eq!((own.status, &told), (real.0, &expected), "{method} {path} {body}");
        told
    };
    for text in SAID {
        number += 1;
        let answer = both("POST", "messages/", &said(number, text));
        assert!(answer.starts_with(r#"[{"error":null,"message":[{"bot_module":"#), "{answer}");
        if number % 4 == 0 {
            // The network lost the answer: the same message again.
            both("POST", "messages/", &said(number, text));
        }
    }
    both("POST", "messages/", &said(3, "another text under the same id"));
    both("POST", "messages", &format!(r#"{{"id":"{}","actions":[],"ref":"returns"}}"#, mid(900)));
    let variables = format!(
        r#"{{"id":"{}","actions":[{{"type":"text","text":"hi"}}],"user_cvars":{{"plan":"gold"}},"user_profile":{{"web":{{"host":"a"}},"b":1}}}}"#,
        mid(901)
    );
    both("POST", "messages/", &variables);
    for path in [
        "history",
        "history?limit=5",
        "history?limit=200",
        "history?after=EPOCH.0",
        "history?after=EPOCH.3&limit=2",
        "history?before=EPOCH.4",
        "history?before=EPOCH.9&limit=3",
        "history?before=EPOCH.1",
        "history?before=EPOCH.0",
    ] {
        let told = both("GET", path, "");
        assert!(told.starts_with(r#"{"epoch":"EPOCH","items":["#), "{told}");
    }
    both("PUT", "status", r#"{"read_up_to":7}"#);
    both("GET", "config", "");

    let path = |alike: &Alike| format!("events?after={}.2", alike.epoch);
    let last = r#""in_reply_to":"0198b5d6-0000-7000-8000-000000000901"}"#;
    let real = server.ask("GET", &path(&of_real), Some(&of_real.token), "", &format!("{last}\n\n"));
    let mut own = String::from(": open\n\n");
    let mut next = path(&of_own);
    while let reply = page.ask("GET", &next, Some(&of_own.token), "")
        && !reply.body.is_empty()
    {
        own.push_str(&reply.body);
        next = format!("events?after={}", reply.next.unwrap());
    }
    let told = of_own.make(&own, &wordings);
    assert!(told.matches("event: message").count() > 30, "{told}");
    assert_eq!(told, of_real.make(&real.1, &wordings));
}

#[test]
fn what_is_refused_is_refused_in_the_same_words() {
    let (server, mut page) = (RealServer::start(), Page::of(FLOW));
    let real = server.ask("POST", "session", None, "", "").1;
    let own = page.ask("POST", "session", None, "").body;
    let (of_real, of_own) = (Alike::of(&real), Alike::of(&own));
    let mut count = 0;
    let mut refused = |method: &str, path: &str, named: bool, body: &str| {
        let path_of = |alike: &Alike| path.replace("EPOCH", &alike.epoch);
        let real = server.ask(method, &path_of(&of_real), named.then_some(&*of_real.token), body, "");
        let own = page.ask(method, &path_of(&of_own), named.then_some(&*of_own.token), body);
        assert!(real.0 >= 400, "{method} {path} {body}");
        assert_eq!((own.status, own.body), real, "{method} {path} {body}");
        assert!(own.puts.is_empty() && own.drops.is_empty());
        count += 1;
    };
    let id = mid(1);
    let long = "x".repeat(4_001);
    let large = "x".repeat(70_000);
    let texts = [
        String::new(),
        "[]".to_owned(),
        "{".to_owned(),
        "{}".to_owned(),
        r#"{"id":"x"}"#.to_owned(),
        r#"{"id":7}"#.to_owned(),
        format!(r#"{{"id":"{id}"}}"#),
        format!(r#"{{"id":"{id}","actions":{{}}}}"#),
        format!(r#"{{"id":"{id}","actions":[]}}"#),
        format!(r#"{{"id":"{id}","actions":["a"]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"text":"a"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"standby","text":"a"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"a","b":1}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":" "}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"a\u0000b"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"{long}"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"{large}"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}},{{"type":"text","text":"b"}}]}}"#),
        format!(r#"{{"id":"{id}","actions":[],"ref":"nowhere"}}"#),
        format!(r#"{{"id":"{id}","actions":[],"ref":"{}"}}"#, "x".repeat(256)),
        format!(r#"{{"id":"{id}","actions":[],"user_id":"x"}}"#),
        format!(r#"{{"id":"{id}","actions":[],"from":"agent"}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}}],"attachments":["a"]}}"#),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}}],"user_profile":7}}"#),
        format!(
            r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}}],"user_profile":{{"web":{{"x":1}}}}}}"#
        ),
        format!(
            r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}}],"user_profile":{{"web":{{"host":1}}}}}}"#
        ),
        format!(
            r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}}],"user_profile":{{"a":"{}"}}}}"#,
            "x".repeat(8_200)
        ),
        format!(r#"{{"id":"{id}","actions":[{{"type":"text","text":"a"}}],"user_cvars":[]}}"#),
    ];
    for text in &texts {
        refused("POST", "messages/", true, text);
    }
    refused("POST", "messages/", false, &said(1, "hi"));
    for body in [
        "[]",
        r#"{"user_token":"x"}"#,
        r#"{"user_token":"x","merge":true}"#,
        r#"{"merge":true}"#,
        r#"{"ref":"nowhere"}"#,
        r#"{"locale":"e n"}"#,
        r#"{"locale":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
        r#"{"fresh":1}"#,
        r#"{"other":1}"#,
    ] {
        refused("POST", "session", false, body);
    }
    for path in [
        "history?limit=0",
        "history?limit=201",
        "history?limit=x",
        "history?limit=1&limit=2",
        "history?after=x",
        "history?after=0.1",
        "history?after=EPOCH.99",
        "history?before=EPOCH.99",
        "history?after=EPOCH.0&before=EPOCH.1",
        "events?after=x",
    ] {
        refused("GET", path, true, "");
    }
    for body in ["", "{}", r#"{"read_up_to":-1}"#, r#"{"read_up_to":"1"}"#, r#"{"read_up_to":1,"b":2}"#] {
        refused("PUT", "status", true, body);
    }
    for (method, path) in [
        ("GET", "history"),
        ("GET", "events"),
        ("PUT", "status"),
        ("DELETE", "session"),
        ("DELETE", "conversation"),
    ] {
        refused(method, path, false, r#"{"read_up_to":1}"#);
    }
    refused("PUT", "messages/", true, "");
    refused("GET", "nowhere", true, "");
    assert_eq!(count, 29 + 1 + 9 + 10 + 5 + 5 + 2);
}
