//! One case against one fresh server.

use std::collections::BTreeMap;

use super::case::Case;
use super::message::{Message, fill};
use super::pattern::hold;
use super::server::{
    ACCOUNT_TOKEN, API_TOKEN, BOT, ORIGIN, OTHER_ACCOUNT_TOKEN, OTHER_API_TOKEN, OTHER_BOT, Running,
};
use super::wire::exchange;

/// Runs a case; the sentence says why it does not hold.
///
/// A reply of 4xx must leave the store as it was, and no reply may be a 5xx.
pub fn run(case: &Case) -> Result<(), String> {
    let outcome = Running::start().and_then(|server| holds(case, &server));
    match (outcome, &case.about.known_failure) {
        (outcome, None) => {
            outcome.map_err(|why| format!("{}\n({})\n{why}", case.about.title, case.about.source))
        }
        (Err(_), Some(_)) => Ok(()),
        (Ok(()), Some(reason)) => {
            Err(format!("it holds now; take `known_failure` out of case.toml ({reason})"))
        }
    }
}

fn holds(case: &Case, server: &Running) -> Result<(), String> {
    let mut values = values();
    let needs = |name: &str| {
        let name = name.as_bytes();
        case.before.iter().chain([&case.request]).any(|bytes| super::message::find(bytes, name).is_some())
    };
    if ["{{VISITOR_TOKEN}}", "{{CURSOR}}", "{{EPOCH}}"].into_iter().any(needs) {
        let (token, cursor) = open_session(server, &values)?;
        values.insert("VISITOR_TOKEN", token);
        values.insert("EPOCH", cursor.split('.').next().unwrap_or_default().to_owned());
        values.insert("CURSOR", cursor);
    }
    for bytes in &case.before {
        let request = Message::of_file(&fill(bytes, &values)?)?;
        let reply = exchange(server.address(), &request, None)?;
        if !reply.first_line.starts_with("HTTP/1.1 2") {
            let body = String::from_utf8_lossy(&reply.body);
            return Err(format!("a request before it failed: {} {body}", reply.first_line));
        }
    }
    let rows_before = server.rows()?;
    let request = Message::of_file(&fill(&case.request, &values)?)?;
    let reply = exchange(server.address(), &request, case.about.stop_at.as_deref())?;
    compare(&case.reply, &reply)?;
    if reply.first_line.starts_with("HTTP/1.1 5") {
        return Err("no case may be answered with a 5xx".to_owned());
    }
    if reply.first_line.starts_with("HTTP/1.1 4") && server.rows()? != rows_before {
        return Err(format!("a refused request left something in the store: {}", server.rows()?));
    }
    Ok(())
}

fn values() -> BTreeMap<&'static str, String> {
    [
        ("BOT", BOT),
        ("OTHER_BOT", OTHER_BOT),
        ("API_TOKEN", API_TOKEN),
        ("OTHER_API_TOKEN", OTHER_API_TOKEN),
        ("ACCOUNT_TOKEN", ACCOUNT_TOKEN),
        ("OTHER_ACCOUNT_TOKEN", OTHER_ACCOUNT_TOKEN),
        ("ORIGIN", ORIGIN),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into_iter()
    .chain(days())
    .collect()
}

/// The days beside today, in UTC: a case may run at midnight.
fn days() -> [(&'static str, String); 2] {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let written = |day: Result<jiff::civil::Date, _>| day.unwrap_or(today).to_string();
    [("YESTERDAY", written(today.yesterday())), ("TOMORROW", written(today.tomorrow()))]
}

/// Token and cursor of a new visitor's conversation.
fn open_session(server: &Running, values: &BTreeMap<&str, String>) -> Result<(String, String), String> {
    let request = b"POST /api/webchat/bot/{{BOT}}/session HTTP/1.1\nOrigin: {{ORIGIN}}\nContent-Type: application/json\n\n{}\n";
    let reply = exchange(server.address(), &Message::of_file(&fill(request, values)?)?, None)?;
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    let value = |name: &str| {
        let (_, behind) = body.split_once(&format!("\"{name}\":\""))?;
        Some(behind.split_once('"')?.0.to_owned())
    };
    value("token").zip(value("cursor")).ok_or_else(|| format!("no session: {} {body}", reply.first_line))
}

fn compare(wanted: &[u8], reply: &Message) -> Result<(), String> {
    let wanted = Message::of_file(wanted)?;
    let body = || String::from_utf8_lossy(&reply.body).into_owned();
    if wanted.first_line != reply.first_line {
        return Err(format!("wanted {:?}, got {:?}\n{}", wanted.first_line, reply.first_line, body()));
    }
    let mut seen = BTreeMap::new();
    for (name, pattern) in &wanted.headers {
        match (name.strip_prefix('!'), reply.header(name.trim_start_matches('!'))) {
            (Some(_), None) => {}
            (Some(name), Some(value)) => return Err(format!("the header {name} must not be there: {value}")),
            (None, None) => {
                return Err(format!("the header {name} is missing; there are {:?}", reply.headers));
            }
            (None, Some(value)) => {
                hold(pattern, value.as_bytes(), &mut seen).map_err(|why| format!("{name}: {why}"))?;
            }
        }
    }
    let pattern = String::from_utf8(wanted.body).map_err(|_| "a reply's body is text")?;
    hold(&pattern, &reply.body, &mut seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differs(wanted: &str, got: &str) -> bool {
        compare(wanted.as_bytes(), &Message::read(got.as_bytes()).unwrap()).is_err()
    }

    #[test]
    fn a_reply_must_have_the_status_the_headers_and_the_body() {
        let got = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[]";
        assert!(!differs("HTTP/1.1 200 OK\ncontent-type: application/json\n!set-cookie:\n\n[]\n", got));
        assert!(differs("HTTP/1.1 201 Created\n\n[]\n", got));
        assert!(differs("HTTP/1.1 200 OK\ncontent-type: text/html\n\n[]\n", got));
        assert!(differs("HTTP/1.1 200 OK\nvary: origin\n\n[]\n", got));
        assert!(differs("HTTP/1.1 200 OK\n!content-type:\n\n[]\n", got));
        assert!(differs("HTTP/1.1 200 OK\n\n[ ]\n", got));
    }
}
