//! Makes one table of what the server says, in every language, of `pkg/words/`: the keys below and no other.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

const WORDS: &str = "../pkg/words";
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// The sentences of the plain page, and of answers that are not whole.
const KEYS: [&str; 47] = [
    "title",
    "conversation",
    "earlier",
    "toLatest",
    "youSaid",
    "said",
    "agent",
    "working",
    "failedRefused",
    "failedTooLong",
    "failedUnreachable",
    "ended",
    "waitingForAgent",
    "joined",
    "left",
    "message",
    "write",
    "send",
    "suggestedReplies",
    "choicesOnly",
    "undrawable",
    "newTab",
    "attach",
    "fileRefused",
    "fileTooLarge",
    "uploadFailed",
    "image",
    "video",
    "audio",
    "file",
    "downloadFile",
    "location",
    "openMap",
    "required",
    "chooseOne",
    "missing",
    "submit",
    "startChat",
    "startAgain",
    "chooseDate",
    "chooseSeveral",
    "confirm",
    "sendRating",
    "answerStopped",
    "answerBroken",
    "answerCutShort",
    "answerWithheld",
];

/// Writes `words.json` into `out`.
pub(crate) fn make(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={WORDS}");
    let mut all = Map::new();
    all.insert("en".to_owned(), needed(&english(&fs::read_to_string(Path::new(WORDS).join("en.js"))?)?)?);
    for entry in fs::read_dir(WORDS)? {
        let path = entry?.path();
        let Some(tag) = path.file_stem().and_then(|tag| tag.to_str()) else { continue };
        if path.extension().is_some_and(|ending| ending == "json") {
            let words: Map<String, Value> = serde_json::from_str(&fs::read_to_string(&path)?)?;
            all.insert(tag.to_owned(), needed(&words)?);
        }
    }
    fs::write(out.join("words.json"), Value::Object(all).to_string())?;
    Ok(())
}

/// The keys of this page; of a sentence that counts nothing is needed.
fn needed(words: &Map<String, Value>) -> Result<Value, String> {
    let found = KEYS.iter().map(|key| match words.get(*key) {
        Some(text @ Value::String(_)) => Ok(((*key).to_owned(), text.clone())),
        _ => Err(format!("pkg/words: `{key}` is no sentence in every language")),
    });
    found.collect::<Result<Map<_, _>, _>>().map(Value::Object)
}

/// `en.js`: one key on a line, as its head says.
fn english(source: &str) -> Result<Map<String, Value>, String> {
    let mut words = Map::new();
    for line in source.lines().filter_map(|line| line.strip_prefix("  ")) {
        let Some((key, value)) = line.strip_suffix(',').and_then(|line| line.split_once(": ")) else {
            continue;
        };
        if line.starts_with("//") {
            continue;
        }
        let mut json = value.to_owned();
        for category in CATEGORIES {
            json = json.replace(&format!(" {category}: "), &format!(" \"{category}\": "));
        }
        let value = serde_json::from_str(&json).map_err(|error| format!("en.js: {key}: {error}"))?;
        words.insert(key.to_owned(), value);
    }
    Ok(words)
}
