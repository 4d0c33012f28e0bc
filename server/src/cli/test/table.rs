//! What came of conversations, for people: a row for each, and below it where it differs.

use std::fmt::Write as _;

use console::style;
use parlour_engine::chats::{Difference, Side};

use super::held::Held;

/// What stands before a line below a row.
const INDENT: &str = "      ";

/// How it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    is_coloured: bool,
}

impl Style {
    /// In colours on a terminal, or where `CLICOLOR_FORCE` says so, and never where `NO_COLOR` is set.
    pub(super) fn of_stdout() -> Self {
        Self::of(console::colors_enabled())
    }

    /// The same, of the other stream.
    pub(super) fn of_stderr() -> Self {
        Self::of(console::colors_enabled_stderr())
    }

    fn of(is_coloured: bool) -> Self {
        let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { is_coloured: is_coloured && !is_refused }
    }

    fn good(self, text: &str) -> String {
        self.drawn(text, |text| style(text).green().force_styling(true).to_string())
    }

    fn bad(self, text: &str) -> String {
        self.drawn(text, |text| style(text).red().force_styling(true).to_string())
    }

    fn dim(self, text: &str) -> String {
        self.drawn(text, |text| style(text).dim().force_styling(true).to_string())
    }

    fn drawn(self, text: &str, coloured: impl Fn(&str) -> String) -> String {
        if self.is_coloured { coloured(text) } else { text.to_owned() }
    }
}

/// A row for each conversation, where it differs first below it, and a last line that counts.
pub(super) fn text(all: &[Held], drawn: Style) -> String {
    let mut text = String::new();
    for held in all {
        row(held, drawn, &mut text);
    }
    let passed = all.iter().filter(|held| held.holds()).count();
    // Writing to a string does not fail.
    let word = if all.len() == 1 { "conversation" } else { "conversations" };
    let _ = writeln!(text, "{} {word}: {passed} passed, {} failed", all.len(), all.len() - passed);
    text
}

fn row(held: &Held, drawn: Style, text: &mut String) {
    let title = held.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
    let word = if held.holds() { drawn.good("ok  ") } else { drawn.bad("FAIL") };
    let _ = writeln!(text, "{word}  {}  {} steps{title}", held.file, held.count);
    let mut wrong = held.wrong();
    if let Some((number, did, verdict)) = wrong.next() {
        let _ = writeln!(text, "{INDENT}step {number}, line {}: {did}", verdict.line);
        for difference in &verdict.differences {
            let _ = write!(text, "{}", of_one(difference, drawn));
        }
        match wrong.count() {
            0 => {}
            1 => text.push_str("      one step after it differs too\n"),
            more => {
                let _ = writeln!(text, "{INDENT}{more} steps after it differ too");
            }
        }
    }
    for sentence in held.skipped.iter().chain(&held.unreachable) {
        let _ = writeln!(text, "{INDENT}{}", drawn.dim(sentence));
    }
}

/// Its key, and the lines of what was expected (`-`) and found (`+`).
pub(super) fn difference(difference: &Difference) -> String {
    of_one(difference, Style { is_coloured: false })
}

fn of_one(difference: &Difference, drawn: Style) -> String {
    let mut text = format!("{INDENT}{}\n", difference.what);
    for (side, line) in difference.lines() {
        let shown = match side {
            Side::Both => format!("  {line}"),
            Side::Expected => drawn.bad(&format!("- {line}")),
            Side::Found => drawn.good(&format!("+ {line}")),
        };
        let _ = writeln!(text, "{INDENT}  {shown}");
    }
    text
}
