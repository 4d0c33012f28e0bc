//! How a command ends (server.md §2).

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::config::{Mistake, with_carets};

/// The ways a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Done,
    /// The thing checked is wrong.
    Wrong,
    /// Usage or configuration.
    Usage,
    /// Something could not be reached.
    Unreachable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Wrong => 1,
            Exit::Usage => 2,
            Exit::Unreachable => 3,
        })
    }
}

/// Prints every mistake on stderr, with the line it stands in.
pub(super) fn print_mistakes(mistakes: &[Mistake]) {
    if !mistakes.is_empty() {
        // Whoever read along may have gone: `parlour check flow.toml 2>&1 | head`.
        let _ = writeln!(io::stderr(), "{}", with_carets(mistakes));
    }
}

/// The process's environment.
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
