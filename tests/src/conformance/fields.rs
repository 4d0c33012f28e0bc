//! `cases/fields.toml`: which case shows which field of the seeds, held against the cases themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::message::Message;

/// A field of the seeds, and who shows it from either side.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// `chat` or `reports`.
    pub seed: String,
    /// `header`, `query`, `request` or `answer`.
    pub place: String,
    /// Its name; of JSON the names that lead to it, with dots. Lists are passed through.
    pub name: String,
    /// What it holds where that is one of a few words.
    #[serde(default)]
    pub word: Option<String>,
    /// Cases in which the server shows it.
    pub server: Vec<String>,
    /// Source files that write it as a client, or read it as one, below the workspace.
    pub client: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    field: Vec<Field>,
    /// Keys of answers that are Parlour's own.
    ours: Vec<String>,
}

/// What of the table is not so: a case or a file that is not there or does not show its field, and keys
/// of answers that are in no line.
///
/// # Errors
/// If the table or a case cannot be read.
pub fn untrue_lines(cases: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(cases.join("fields.toml")).map_err(|error| error.to_string())?;
    let table: Table = toml::from_str(&text).map_err(|error| error.to_string())?;
    let mut untrue = Vec::new();
    for field in &table.field {
        let line = format!("{} {} `{}`", field.seed, field.place, field.name);
        if field.server.is_empty() || field.client.is_empty() {
            untrue.push(format!("{line}: no one shows it on one of the sides"));
        }
        for case in &field.server {
            match shows(&cases.join(case), field) {
                Ok(true) => {}
                Ok(false) => untrue.push(format!("{line}: the case {case} does not show it")),
                Err(why) => untrue.push(format!("{line}: the case {case}: {why}")),
            }
        }
        let last = field.name.rsplit('.').next().unwrap_or_default();
        for file in &field.client {
            let read = cases.parent().and_then(Path::parent).map(|root| fs::read_to_string(root.join(file)));
            let names = |text: &str| {
                let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
                text.split(|letter| !is_part(letter)).any(|word| word.eq_ignore_ascii_case(last))
                    || (field.place == "header" && text.to_lowercase().contains(&last.to_lowercase()))
            };
            if !read.is_some_and(|text| text.is_ok_and(|text| names(&text))) {
                untrue.push(format!("{line}: {file} is not there or does not name it"));
            }
        }
    }
    untrue.extend(unlisted(cases, &table)?);
    Ok(untrue)
}

fn shows(case: &Path, field: &Field) -> Result<bool, String> {
    let mut files = match field.place.as_str() {
        "answer" => vec!["reply.http".to_owned()],
        _ => vec!["request.http".to_owned()],
    };
    if field.place != "answer" {
        files.extend((1..=9).map(|number| format!("before-{number}.http")));
    }
    let mut is_there = false;
    for file in files.iter().map(|file| case.join(file)).filter(|file| file.is_file()) {
        is_there = true;
        let message = Message::of_file(&fs::read(file).map_err(|error| error.to_string())?)?;
        let found = match field.place.as_str() {
            "header" => message.header(&field.name).is_some_and(|value| holds_word(value, field)),
            "query" => message.first_line.contains(&format!("{}=", field.name)),
            _ => {
                let path: Vec<&str> = field.name.split('.').collect();
                let found = json(&message.body).map(|body| leads(&body, &path, field));
                found.unwrap_or_default()
            }
        };
        if found {
            return Ok(true);
        }
    }
    if is_there { Ok(false) } else { Err("it is not there".to_owned()) }
}

fn holds_word(value: &str, field: &Field) -> bool {
    field.word.as_ref().is_none_or(|word| value.to_lowercase().starts_with(&word.to_lowercase()))
}

/// Whether the names lead to a value, through any item of lists on the way.
fn leads(value: &Value, path: &[&str], field: &Field) -> bool {
    match (value, path.split_first()) {
        (Value::Array(items), Some(_)) => items.iter().any(|item| leads(item, path, field)),
        (Value::Object(map), Some((name, rest))) => {
            map.get(*name).is_some_and(|value| leads(value, rest, field))
        }
        (value, None) => field.word.as_ref().is_none_or(|word| match value {
            Value::String(text) => text == word,
            other => serde_json::from_str::<Value>(word).is_ok_and(|word| word == *other),
        }),
        _ => false,
    }
}

/// The body with 0 in every gap, which fits in and out of quotes.
pub(super) fn json(body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let mut pieces = text.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        filled.push('0');
        filled.push_str(piece.split_once("}}")?.1);
    }
    serde_json::from_str(&filled).ok()
}

/// Keys of 200 answers to API callers and accounts that no line of the table has.
fn unlisted(cases: &Path, table: &Table) -> Result<Vec<String>, String> {
    let mut unlisted = BTreeSet::new();
    for seed in ["chat", "reports"] {
        let known: BTreeSet<&str> = table
            .field
            .iter()
            .filter(|field| field.seed == seed && field.place == "answer")
            .map(|field| field.name.as_str())
            .chain(table.ours.iter().map(String::as_str))
            .collect();
        for case in super::cases(cases)?.iter().filter(|case| case.name.starts_with(seed)) {
            let reply = Message::of_file(&case.reply)?;
            if !reply.first_line.contains(" 200 ") {
                continue;
            }
            let mut found = BTreeSet::new();
            if let Some(body) = json(&reply.body) {
                keys(&body, "", &mut found);
            }
            let is_known = |key: &String| {
                // What a caller sent is the caller's.
                known.contains(key.as_str()) || key.starts_with("botuser.botuser_meta.surname")
            };
            let new = found.into_iter().filter(|key| !is_known(key));
            unlisted
                .extend(new.map(|key| format!("{seed} answer `{key}`: it is in no line ({})", case.name)));
        }
    }
    Ok(unlisted.into_iter().collect())
}

fn keys(value: &Value, before: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, before, found)),
        Value::Object(map) => {
            for (key, value) in map {
                let path = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
                keys(value, &path, found);
                found.insert(path);
            }
        }
        _ => {}
    }
}

/// Documented answers that a client built on `parlour-protocol` does not read whole: each is read, and
/// written again, and must be the same JSON.
///
/// # Errors
/// If a case cannot be read.
pub fn answers_a_client_loses(root: &Path) -> Result<(usize, Vec<String>), String> {
    let (mut read, mut lost) = (0, Vec::new());
    for case in super::cases(root)?.iter().filter(|case| case.name.starts_with("chat/")) {
        let reply = Message::of_file(&case.reply)?;
        let Some(body) = json(&reply.body).filter(|_| reply.first_line.contains(" 200 ")) else { continue };
        read += 1;
        let turns: Result<Vec<parlour_protocol::Turn>, _> = serde_json::from_value(body.clone());
        match turns.and_then(serde_json::to_value) {
            Ok(written) if written == body => {}
            Ok(written) => lost.push(format!("{}: {body} became {written}", case.name)),
            Err(error) => lost.push(format!("{}: {error}", case.name)),
        }
    }
    Ok((read, lost))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(table: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let cases = root.path().join("tests/cases");
        fs::create_dir_all(cases.join("chat/one")).unwrap();
        fs::write(root.path().join("client.rs"), "let user_id = 1; error").unwrap();
        for (file, text) in [
            ("case.toml", "title = \"a\"\nsource = \"b\"\n"),
            ("request.http", "POST /?a=1 HTTP/1.1\nX-One: bearer 1\n\n{\"user_id\": \"u\"}\n"),
            ("reply.http", "HTTP/1.1 200 OK\n\n[{\"error\":null,\"id\":{{INT}}}]\n"),
        ] {
            fs::write(cases.join("chat/one").join(file), text).unwrap();
        }
        fs::write(cases.join("fields.toml"), table).unwrap();
        (root, cases)
    }

    fn line(place: &str, name: &str, case: &str) -> String {
        format!(
            "[[field]]\nseed = \"chat\"\nplace = \"{place}\"\nname = \"{name}\"\nserver = [\"{case}\"]\nclient = [\"client.rs\"]\n"
        )
    }

    #[test]
    fn a_line_is_untrue_if_its_case_is_missing_or_shows_nothing() {
        let untrue = |place, name, case| {
            let (_root, cases) = cases(&format!("ours = [\"error\", \"id\"]\n{}", line(place, name, case)));
            untrue_lines(&cases).unwrap()
        };
        assert!(untrue("request", "user_id", "chat/one").is_empty());
        assert!(untrue("answer", "error", "chat/one").is_empty());
        assert_eq!(untrue("request", "user_id", "chat/two").len(), 1);
        assert_eq!(untrue("answer", "user_id", "chat/one").len(), 1);
        assert_eq!(untrue("query", "b", "chat/one").len(), 2, "neither side names it");
    }

    #[test]
    fn a_key_that_is_in_no_line_is_found() {
        let (_root, cases) = cases(&format!("ours = [\"id\"]\n{}", line("request", "user_id", "chat/one")));
        assert_eq!(untrue_lines(&cases).unwrap(), ["chat answer `error`: it is in no line (chat/one)"]);
    }
}
