//! `parlour chat --record`: a conversation of the terminal, as a file.

use std::fs::File;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use parlour_engine::chats::{Head, Recorder, ScriptedAnswer, Seen};
use parlour_engine::{Effect, Flow, Outcome, Response};

use crate::clock;

/// Milliseconds of a second: a file names no shorter time.
const SECOND_MS: u64 = 1_000;

/// What has been said so far, and where it is written at the end.
pub(super) struct Tape {
    path: PathBuf,
    file: File,
    recorder: Recorder,
    now_ms: u64,
    said: Option<String>,
    seen: Seen,
    answers: Vec<ScriptedAnswer>,
}

impl Tape {
    /// Makes the file, which may not be there yet: nobody's conversation is written over.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn new(path: &Path, flow: &Path, seed: u64) -> Result<Self, String> {
        let now_ms = u64::try_from(clock::now_ms()).unwrap_or_default() / SECOND_MS * SECOND_MS;
        let file = File::create_new(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let head = Head { flow: relative(flow, path), seed, now_ms, ..Head::default() };
        Ok(Self {
            path: path.to_owned(),
            file,
            recorder: Recorder::new(head),
            now_ms,
            said: None,
            seen: Seen::default(),
            answers: Vec::new(),
        })
    }

    /// The moment at which the whole conversation is held.
    pub(super) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// What came of a turn, or of the rest of it.
    pub(super) fn heard(&mut self, flow: &Flow, outcome: &Outcome) {
        self.seen.add(flow, outcome);
    }

    /// What another server answered to a request of the turn.
    pub(super) fn answered(&mut self, effect: &Effect, response: &Response) {
        let Effect::Request { url, .. } = effect else { return };
        self.answers.push(ScriptedAnswer {
            url: Some(url.clone()),
            status: response.status,
            body: response.body.clone(),
            // A status that is not 2xx tells itself.
            error: response.error.clone().filter(|error| error != "status"),
        });
    }

    /// The turn is whole.
    pub(super) fn ends_turn(&mut self) {
        let (seen, answers) = (std::mem::take(&mut self.seen), std::mem::take(&mut self.answers));
        match self.said.take() {
            Some(text) => self.recorder.said(&text, &seen, answers),
            None => self.recorder.opened(&seen, answers),
        }
    }

    /// What the visitor says next.
    pub(super) fn says(&mut self, text: &str) {
        self.said = Some(text.to_owned());
    }

    /// Writes the file.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn keep(mut self) -> Result<(), String> {
        let text = self.recorder.chat().to_toml();
        self.file.write_all(text.as_bytes()).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

/// The flow's path from the folder of `file`, with `/` on every system; none if it lies on another root.
fn relative(flow: &Path, file: &Path) -> Option<String> {
    let flow = std::fs::canonicalize(flow).ok()?;
    let folder = std::fs::canonicalize(file).ok()?;
    let folder = folder.parent()?;
    let shared = flow.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    let is_rooted = |part: Component<'_>| matches!(part, Component::Prefix(_) | Component::RootDir);
    let (up, down) = (folder.components().skip(shared), flow.components().skip(shared));
    let parts: Option<Vec<String>> = up
        .map(|part| (!is_rooted(part)).then(|| "..".to_owned()))
        .chain(down.map(|part| (!is_rooted(part)).then(|| part.as_os_str().to_string_lossy().into_owned())))
        .collect();
    parts.map(|parts| parts.join("/"))
}
