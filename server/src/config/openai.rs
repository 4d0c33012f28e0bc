//! The keys of `upstream` that only the channel `openai` has.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::mistake::{Mistake, Severity};
use super::node::Node;
use crate::limits::{FLOW_VERSION_CHARS, MODEL_HISTORY, MODEL_HISTORY_MOST, PROMPT_BYTES};
use crate::token::hex;

/// A language model, and how it is asked (`openai`).
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name there.
    pub name: String,
    /// Who it is and how it answers.
    pub system: Option<Prompt>,
    /// Tokens of one answer.
    pub max_tokens: Option<u64>,
    /// How much chance there is in an answer, 0 to 2.
    pub temperature: Option<f64>,
    /// Messages of the conversation it is told.
    pub history_messages: u32,
}

/// A file that tells a model who it is, read again when it changes.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The file.
    pub file: PathBuf,
    /// Its text.
    pub text: String,
    /// Which state of the file it is: the first 12 digits of its SHA-256.
    pub version: String,
}

/// Reads the keys; nothing if the model has no name.
pub(super) fn model(table: &Node<'_>) -> Option<Model> {
    let name = table.string("model");
    let system = table.file("system");
    let max_tokens = table.number("max_tokens", 1);
    let temperature = table.decimal("temperature", 0.0, 2.0);
    let history = table.number("history_messages", 0);
    let history = history.map_or(MODEL_HISTORY, |number| u32::try_from(number).unwrap_or(u32::MAX));
    if history > MODEL_HISTORY_MOST {
        let message = format!("`history_messages` must be a whole number of at most {MODEL_HISTORY_MOST}");
        table.source.mistake(table.span(), "bad_value", message);
    }
    if name.as_ref().is_some_and(|name| name.value.is_empty()) {
        table.source.mistake(table.span(), "bad_value", "`model` is empty");
    }
    let mut prompt = None;
    if let Some(system) = system {
        match read_prompt(system.value) {
            Ok(read) => prompt = Some(read),
            Err(mistake) => table.source.add(mistake),
        }
    }
    Some(Model {
        name: name?.value.to_owned(),
        system: prompt,
        max_tokens,
        temperature,
        history_messages: history,
    })
}

/// The prompt as its file is now.
///
/// # Errors
/// If it cannot be read, is empty or has more than [`PROMPT_BYTES`].
pub(crate) fn read_prompt(file: PathBuf) -> Result<Prompt, Mistake> {
    let mistake = |code, message: String| Mistake {
        file: file.display().to_string(),
        line: 1,
        column: 1,
        code,
        message,
        severity: Severity::Error,
    };
    let text = read_bounded(&file)
        .map_err(|error| mistake("missing_file", format!("it cannot be read: {error}")))?;
    let Some(text) = text else {
        return Err(mistake("bad_prompt", format!("a system prompt has at most {PROMPT_BYTES} bytes")));
    };
    if text.trim().is_empty() {
        return Err(mistake("bad_prompt", "a system prompt must say something".to_owned()));
    }
    let version = hex(&Sha256::digest(&text)).chars().take(FLOW_VERSION_CHARS).collect();
    Ok(Prompt { text: text.trim().to_owned(), version, file })
}

/// Nothing if there is more than a prompt may have.
fn read_bounded(file: &Path) -> std::io::Result<Option<String>> {
    let mut text = String::new();
    let read = fs::File::open(file)?.take(PROMPT_BYTES + 1).read_to_string(&mut text)?;
    Ok(u64::try_from(read).is_ok_and(|bytes| bytes <= PROMPT_BYTES).then_some(text))
}
