//! What is wrong in a configuration, and where.

use std::fmt;

use serde::Serialize;

/// Something wrong in the configuration or in a flow it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The file as the operator named it.
    pub file: String,
    /// From 1; 0 where the file could not be read.
    pub line: usize,
    /// From 1, in characters; 0 where the file could not be read.
    pub column: usize,
    /// Stable word, e.g. `unknown_key`.
    pub code: &'static str,
    /// A sentence naming what is wrong and what is allowed.
    pub message: String,
    /// Whether it keeps the server from starting.
    pub severity: Severity,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing starts.
    Error,
    /// It starts, and says so.
    Warning,
}

impl Mistake {
    /// A file that could not be read at all.
    pub fn unreadable(file: String, why: &std::io::Error) -> Self {
        let message = format!("the file cannot be read: {why}");
        Self { file, line: 0, column: 0, code: "unreadable_file", message, severity: Severity::Error }
    }

    /// What the engine found wrong in a file of its own.
    pub(crate) fn of_engine(file: &str, mistake: parlour_engine::Mistake) -> Self {
        let parlour_engine::Mistake { line, column, code, message } = mistake;
        Self { file: file.to_owned(), line, column, code, message, severity: Severity::Error }
    }

    /// Whether nothing starts because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_error() { "error" } else { "warning" };
        let Self { file, line, column, code, message, .. } = self;
        if *line == 0 {
            return write!(f, "{file}: {word}[{code}]: {message}");
        }
        write!(f, "{file}:{line}:{column}: {word}[{code}]: {message}")
    }
}
