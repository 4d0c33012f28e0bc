//! What went wrong, in one sentence, and what to do about it.

use std::fmt;
use std::io;
use std::path::Path;

/// A failure as the person at the keyboard reads it.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The process' exit code: 1 checked and wrong, 2 usage or machine, 3 not reachable.
    pub(crate) exit: u8,
    /// What happened: one sentence.
    pub(crate) what: String,
    /// What to do: one sentence, or empty where the output above says it.
    pub(crate) advice: String,
}

impl Fault {
    /// The thing that was checked or built is wrong.
    pub(crate) fn wrong(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { exit: 1, what: what.into(), advice: advice.into() }
    }

    /// The command line or this machine does not allow it.
    pub(crate) fn machine(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { exit: 2, what: what.into(), advice: advice.into() }
    }

    /// Something outside this machine did not answer.
    pub(crate) fn unreachable(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { exit: 3, what: what.into(), advice: advice.into() }
    }

    /// The disk has no room left.
    pub(crate) fn disk_full(place: &Path) -> Self {
        Self::machine(
            format!("The disk that holds {} is full (ENOSPC).", place.display()),
            "Free some space (`cargo clean` empties target/), then run the same command again.",
        )
    }

    /// A file operation failed at `place`.
    pub(crate) fn file(place: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            return Self::disk_full(place);
        }
        Self::machine(
            format!("{}: {error}.", place.display()),
            "Check that the path exists and may be written.",
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "error: {}", self.what)?;
        if !self.advice.is_empty() {
            write!(out, "\n  → {}", self.advice)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_a_sentence_and_what_to_do() {
        let fault = Fault::machine("Port 8080 is in use.", "Choose another.");
        assert_eq!(fault.to_string(), "error: Port 8080 is in use.\n  → Choose another.");
        assert_eq!(fault.exit, 2);
    }

    #[test]
    fn a_full_disk_is_named_as_such() {
        let error = io::Error::from(io::ErrorKind::StorageFull);
        let fault = Fault::file(Path::new("target/dist"), &error);
        assert!(fault.what.contains("is full (ENOSPC)"), "{fault}");
        assert!(fault.advice.contains("cargo clean"), "{fault}");
        assert_eq!(fault.exit, 2);
    }
}
