//! One case against one fresh gateway.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::case::Case;
use super::gateway::{Gateway, TOKEN};
use super::script::{Act, Script};
use crate::conformance::{Message, fill, hold};

/// Longer than any case takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);
/// Gaps that were filled, by their names.
type Seen = BTreeMap<String, Vec<u8>>;

/// Runs a case; the sentence says why it does not hold.
pub fn run(case: &Case) -> Result<(), String> {
    holds(case).map_err(|why| format!("{}\n({})\n{why}", case.about.title, case.about.source))
}

fn holds(case: &Case) -> Result<(), String> {
    let values = BTreeMap::from([("TOKEN", TOKEN.to_owned())]);
    let acts = acts(case)?;
    let first = acts.keys().next().copied().unwrap_or(1);
    let script = Script::start(acts, first)?;
    let gateway = Gateway::start(case, script.address)?;
    let mut seen = Seen::new();
    if case.files.contains_key("asked-0.http") {
        until(|| Ok(history(&gateway)?.contains("\"seq\":1,")))
            .map_err(|why| format!("no greeting: {why}"))?;
    }
    hooks(case, &gateway, &script, "hook-0")?;
    for number in 1.. {
        let Some(text) = case.files.get(&format!("say-{number}.txt")) else { break };
        let text = String::from_utf8_lossy(text).trim_end_matches('\n').to_owned();
        let reply = std::thread::scope(|scope| {
            let heard = script.heard().len();
            let saying = scope.spawn(|| say(case, &gateway, number, &text, &mut seen));
            let prefix = format!("meanwhile-{number}");
            if case.files.keys().any(|name| name.starts_with(&prefix)) {
                until(|| Ok(script.heard().len() > heard)).map_err(|_| "it was not heard")?;
                hooks(case, &gateway, &script, &prefix)?;
            }
            saying.join().map_err(|_| "it was not said")?
        })?;
        if let Some(wanted) = case.files.get(&format!("reply-{number}.http")) {
            compare(wanted, &reply, &mut seen).map_err(|why| format!("reply-{number}.http: {why}"))?;
        }
        hooks(case, &gateway, &script, &format!("hook-{number}"))?;
        if let Some(wanted) = case.files.get(&format!("log-{number}.json")) {
            becomes(&gateway, wanted, &seen).map_err(|why| format!("log-{number}.json: {why}"))?;
        }
    }
    let heard = script.heard();
    let asked =
        (first..).map_while(|number| Some((number, case.files.get(&format!("asked-{number}.http"))?)));
    let asked: Vec<_> = asked.collect();
    for ((number, wanted), heard) in asked.iter().zip(&heard) {
        let wanted = fill_known(wanted, &values)?;
        compare(&wanted, &Message::read(heard)?, &mut seen)
            .map_err(|why| format!("asked-{number}.http: {why}"))?;
    }
    if asked.len() != heard.len() {
        let heard: Vec<_> = heard.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        return Err(format!("{} calls instead of {}: {heard:#?}", heard.len(), asked.len()));
    }
    let wanted = case.files.get("log.json").ok_or("there is no log.json")?;
    becomes(&gateway, wanted, &seen).map_err(|why| format!("log.json: {why}"))
}

/// The conversation is this, sooner or later.
fn becomes(gateway: &Gateway, wanted: &[u8], seen: &Seen) -> Result<(), String> {
    let wanted = String::from_utf8_lossy(wanted).trim_end_matches('\n').to_owned();
    let mut why = String::new();
    let is_so = until(|| {
        let found = history(gateway)?;
        Ok(hold(&wanted, found.as_bytes(), &mut seen.clone()).map_err(|found| why = found).is_ok())
    });
    is_so.map_err(|_| why)
}

/// Sends the files that begin so, one by one without a pause.
fn hooks(case: &Case, gateway: &Gateway, script: &Script, prefix: &str) -> Result<(), String> {
    let values = BTreeMap::from([("TOKEN", TOKEN.to_owned()), ("USER", user(&script.heard()))]);
    for (name, body) in &case.files {
        let end = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(".json"));
        let Some(end) = end else { continue };
        let body = String::from_utf8_lossy(&fill(body, &values)?).into_owned();
        let reply = gateway.hook(body.trim_end_matches('\n'))?;
        let number = prefix.split('-').nth(1).unwrap_or_default();
        let wanted = case.files.get(&format!("taken-{number}{end}.http"));
        let wanted = Message::of_file(wanted.map_or(b"HTTP/1.1 200 OK".as_slice(), Vec::as_slice))?;
        if wanted.first_line != reply.first_line {
            return Err(format!("{name}: wanted {:?}, got {:?}", wanted.first_line, reply.first_line));
        }
    }
    Ok(())
}

/// How the gateway calls its visitor: what the upstream says of the visitor names the same.
fn user(heard: &[Vec<u8>]) -> String {
    let last = String::from_utf8_lossy(heard.last().map(Vec::as_slice).unwrap_or_default()).into_owned();
    let named = last.split_once("\"clientId\":\"").and_then(|(_, rest)| rest.split_once('"'));
    named.map(|(user, _)| user.to_owned()).unwrap_or_default()
}

fn acts(case: &Case) -> Result<BTreeMap<usize, Act>, String> {
    let mut acts = BTreeMap::new();
    for (name, bytes) in &case.files {
        let Some(rest) = name.strip_prefix("answered-") else { continue };
        let (number, kind) = rest.split_once('.').ok_or(format!("{name} has no kind"))?;
        let act = match kind {
            "http" => Act::Answer(as_sent(bytes)?),
            "drop" => Act::Drop,
            "silence" => Act::Silence,
            _ => return Err(format!("{name}: http, drop or silence")),
        };
        acts.insert(number.parse().map_err(|_| format!("{name} has no number"))?, act);
    }
    Ok(acts)
}

/// A file's answer with the line ends of the wire, and the length of its body.
fn as_sent(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let message = Message::of_file(bytes)?;
    let mut head = format!("{}\r\n", message.first_line);
    for (name, value) in &message.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    let length = message.body.len().to_string();
    head.extend(["content-length: ", &length, "\r\nconnection: close\r\n\r\n"]);
    Ok([head.as_bytes(), &message.body].concat())
}

/// Says it until it is known what became of it. What is told of it at first, while it is delayed, is held
/// against `delayed-N.http`.
fn say(
    case: &Case,
    gateway: &Gateway,
    number: usize,
    text: &str,
    seen: &mut Seen,
) -> Result<Message, String> {
    let delayed = format!("delayed-{number}.http");
    let mut delay = case.files.get(&delayed);
    let body = serde_json::json!({
        "id": format!("0198b5d6-0000-7000-8000-{number:012}"),
        "actions": [{"type": "text", "text": text}],
    });
    let begun = Instant::now();
    loop {
        let reply = gateway.ask("POST", "messages/", &body.to_string())?;
        if let Some(wanted) = delay.take() {
            compare(wanted, &reply, seen).map_err(|why| format!("{delayed}: {why}"))?;
        }
        if !reply.first_line.contains("202") {
            return Ok(reply);
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("say-{number}.txt was not answered"));
        }
    }
}

fn history(gateway: &Gateway) -> Result<String, String> {
    let reply = gateway.ask("GET", "history", "")?;
    Ok(String::from_utf8_lossy(&reply.body).into_owned())
}

fn until(mut is_so: impl FnMut() -> Result<bool, String>) -> Result<(), String> {
    let begun = Instant::now();
    while !is_so()? {
        if begun.elapsed() > PATIENCE / 4 {
            return Err("it does not come".to_owned());
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Fills values, and leaves gaps as they are.
fn fill_known(bytes: &[u8], values: &BTreeMap<&str, String>) -> Result<Vec<u8>, String> {
    let mut text = String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())?;
    for (name, value) in values {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    Ok(text.into_bytes())
}

fn compare(wanted: &[u8], found: &Message, seen: &mut Seen) -> Result<(), String> {
    let wanted = Message::of_file(wanted)?;
    if hold(&wanted.first_line, found.first_line.as_bytes(), &mut seen.clone()).is_err() {
        let body = String::from_utf8_lossy(&found.body);
        return Err(format!("wanted {:?}, got {:?}\n{body}", wanted.first_line, found.first_line));
    }
    for (name, value) in &wanted.headers {
        if found.header(name) != Some(value.as_str()) {
            return Err(format!("wanted {name}: {value}, there is {:?}", found.header(name)));
        }
    }
    let pattern = String::from_utf8(wanted.body).map_err(|error| error.to_string())?;
    hold(&pattern, &found.body, seen)
}
