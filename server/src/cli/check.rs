//! `parlour check`.

use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;

use super::exit::{Exit, environment, print_mistakes};
use crate::config::{self, Mistake};

/// Checks a configuration with every flow it names.
pub(super) fn config(path: &Path, json: bool) -> Exit {
    match config::load(path, &environment) {
        Ok((config, warnings)) => {
            let bots = config.bots.len();
            tell(&warnings, true, json, &format!("{}: {bots} bot(s), no mistakes", path.display()));
            Exit::Done
        }
        Err(mistakes) => {
            tell(&mistakes, false, json, "");
            Exit::Usage
        }
    }
}

/// Checks one flow file.
pub(super) fn flow(path: &Path, json: bool) -> Exit {
    match config::load_flow(path) {
        Ok(_) => {
            tell(&[], true, json, &format!("{}: no mistakes", path.display()));
            Exit::Done
        }
        Err(mistakes) => {
            tell(&mistakes, false, json, "");
            let is_unreadable = mistakes.iter().any(|mistake| mistake.code == "unreadable_file");
            if is_unreadable { Exit::Usage } else { Exit::Wrong }
        }
    }
}

#[derive(Serialize)]
struct Found<'a> {
    ok: bool,
    mistakes: &'a [Mistake],
}

fn tell(mistakes: &[Mistake], ok: bool, json: bool, sentence: &str) {
    if json {
        let found = serde_json::to_string(&Found { ok, mistakes }).unwrap_or_default();
        // Whoever read along may have gone.
        let _ = writeln!(io::stdout(), "{found}");
        return;
    }
    print_mistakes(mistakes);
    if ok {
        let _ = writeln!(io::stdout(), "{sentence}");
    }
}
