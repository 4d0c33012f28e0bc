//! The files of written conversations.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use parlour_engine::chats::Chat;

use crate::config::{Mistake, Severity};
use crate::limits::{CHAT_FILE_BYTES, CHAT_FILES};

/// What such a file's name ends in.
const ENDING: &str = ".chat.toml";

/// A file that was read.
#[derive(Clone)]
pub(super) struct Suite {
    /// As it was named.
    pub(super) file: String,
    pub(super) chat: Chat,
}

/// Why there is nothing to be held.
pub(super) enum Unread {
    /// What is wrong in the files.
    Mistakes(Vec<Mistake>),
    /// A sentence.
    Nothing(String),
}

/// The conversations of `cases`, else those beside the flow, in the order of their names.
///
/// # Errors
/// Every mistake of every file, or that there is none.
pub(super) fn read(flow: &Path, cases: &[PathBuf]) -> Result<Vec<Suite>, Unread> {
    let files = if cases.is_empty() { beside(flow) } else { named(cases) };
    let files = files.map_err(|(path, error)| {
        Unread::Mistakes(vec![Mistake::unreadable(path.display().to_string(), &error)])
    })?;
    if files.is_empty() {
        let (file, folder) = places(flow);
        let places = format!("{} or {}/*{ENDING}", file.display(), folder.display());
        let sentence = if cases.is_empty() {
            format!("there are no conversations beside the flow; write them into {places}")
        } else {
            format!("there are no files *{ENDING} in what was named")
        };
        return Err(Unread::Nothing(sentence));
    }
    if files.len() > CHAT_FILES {
        return Err(Unread::Nothing(format!("{} conversations; allowed: {CHAT_FILES}", files.len())));
    }
    let (mut suites, mut mistakes) = (Vec::new(), Vec::new());
    for path in files {
        match one(flow, &path) {
            Ok(suite) => suites.push(suite),
            Err(more) => mistakes.extend(more),
        }
    }
    if mistakes.is_empty() { Ok(suites) } else { Err(Unread::Mistakes(mistakes)) }
}

/// Of `shop.toml`: `shop.chat.toml` and the folder `shop.chats`.
fn places(flow: &Path) -> (PathBuf, PathBuf) {
    let stem = flow.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    (flow.with_file_name(format!("{stem}{ENDING}")), flow.with_file_name(format!("{stem}.chats")))
}

type Found = Result<Vec<PathBuf>, (PathBuf, io::Error)>;

fn beside(flow: &Path) -> Found {
    let (file, folder) = places(flow);
    let mut found: Vec<PathBuf> = Some(file).filter(|file| file.is_file()).into_iter().collect();
    if folder.is_dir() {
        found.extend(within(&folder)?);
    }
    Ok(found)
}

fn named(cases: &[PathBuf]) -> Found {
    let mut found = Vec::new();
    for case in cases {
        if case.is_dir() {
            found.extend(within(case)?);
        } else {
            found.push(case.clone());
        }
    }
    Ok(found)
}

fn within(folder: &Path) -> Found {
    let failed = |error| (folder.to_owned(), error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() && path.to_string_lossy().ends_with(ENDING) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn one(flow: &Path, path: &Path) -> Result<Suite, Vec<Mistake>> {
    let file = path.display().to_string();
    let text = bounded(path).map_err(|error| vec![Mistake::unreadable(file.clone(), &error)])?;
    let chat = Chat::from_toml(&text).map_err(|mistakes| {
        mistakes.into_iter().map(|mistake| Mistake::of_engine(&file, mistake)).collect::<Vec<_>>()
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let is_other = |named: &String| {
        let named = fs::canonicalize(folder.join(named));
        !named.is_ok_and(|named| fs::canonicalize(flow).is_ok_and(|flow| flow == named))
    };
    if let Some(named) = chat.head.flow.as_ref().filter(|named| is_other(named)) {
        let line = text.lines().position(|line| line.starts_with("flow")).map_or(1, |line| line + 1);
        let message = format!("`flow` is `{named}`, and the flow that is tested is {}", flow.display());
        let code = "other_flow";
        return Err(vec![Mistake { file, line, column: 1, code, message, severity: Severity::Error }]);
    }
    Ok(Suite { file, chat })
}

fn bounded(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = fs::File::open(path)?.take(CHAT_FILE_BYTES + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|bytes| bytes <= CHAT_FILE_BYTES) {
        return Ok(text);
    }
    Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large for a conversation"))
}
