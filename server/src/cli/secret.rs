//! Where a secret of the command line is: never on it.

use std::fs;
use std::io::{self, BufRead as _};
use std::path::PathBuf;

use secrecy::SecretString;

use crate::cli::exit::environment;

/// `env:NAME`, `file:PATH`, or `-` for a line of stdin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Environment(String),
    File(PathBuf),
    Stdin,
}

/// Reads the place. What is none is not repeated: it may be the secret itself.
pub(super) fn place(text: &str) -> Result<Place, String> {
    match text.split_once(':') {
        Some(("env", name)) if !name.is_empty() => Ok(Place::Environment(name.to_owned())),
        Some(("file", path)) if !path.is_empty() => Ok(Place::File(PathBuf::from(path))),
        _ if text == "-" => Ok(Place::Stdin),
        _ => {
            Err("a secret does not stand on the command line; say env:NAME, file:PATH or - for stdin"
                .to_owned())
        }
    }
}

impl Place {
    /// The secret, without the ends of the line.
    pub(super) fn read(&self) -> Result<SecretString, String> {
        let text = match self {
            Self::Environment(name) => {
                environment(name).ok_or_else(|| format!("the variable {name} is not set"))?
            }
            Self::File(path) => fs::read_to_string(path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
            Self::Stdin => {
                let mut line = String::new();
                io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
                line
            }
        };
        let text = text.trim();
        if text.is_empty() { Err("a secret is empty".to_owned()) } else { Ok(SecretString::from(text)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_on_the_command_line_is_refused_and_not_repeated() {
        assert_eq!(place("env:SHOP"), Ok(Place::Environment("SHOP".to_owned())));
        assert_eq!(place("file:a:b"), Ok(Place::File(PathBuf::from("a:b"))));
        assert_eq!(place("-"), Ok(Place::Stdin));
        for literal in ["CANARY", "abc:CANARY", "env:", "file:", ""] {
            assert!(!place(literal).unwrap_err().contains("CANARY"), "{literal}");
        }
    }
}
