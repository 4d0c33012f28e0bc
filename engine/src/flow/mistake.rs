//! What is wrong in a flow file, and where.

use core::fmt;
use std::borrow::Cow;

use crate::template::Fault;
use crate::{limits, order};

/// Something wrong in a flow file. All of them are found in one run.
///
/// Codes: `syntax unknown_key wrong_type missing_key out_of_range empty unknown_target unknown_group
/// unknown_kpi_tag duplicate_id duplicate_name no_modules no_starting_module two_starting_modules
/// no_fallback empty_condition next_and_connections nothing_said cycle chain_too_long unreachable
/// bad_regex bad_template bad_expression duplicate_position missing_translation unused_translation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// Stable word, e.g. `unknown_target`.
    pub code: &'static str,
    /// A sentence naming what is wrong and what is allowed.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} ({})", self.line, self.column, self.message, self.code)
    }
}

/// The mistakes found so far, by the byte where each stands.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(Vec<(usize, &'static str, Cow<'static, str>)>, Vec<Within>);

/// A mistake in a text, whose own place is known from where it begins in the text.
#[derive(Debug)]
struct Within {
    at: usize,
    source: String,
    offset: usize,
    code: &'static str,
    message: String,
}

impl Mistakes {
    pub(crate) fn add(&mut self, at: usize, code: &'static str, message: impl Into<Cow<'static, str>>) {
        self.0.push((at, code, message.into()));
    }

    /// A template that cannot be read, in the text that begins at `at`.
    pub(crate) fn add_within(&mut self, at: usize, source: &str, fault: &Fault) {
        let message = format!("this template cannot be read: {}", fault.why);
        let source = source.to_owned();
        self.1.push(Within { at, source, offset: fault.at, code: "bad_template", message });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty() && self.1.is_empty()
    }

    /// In the order of the file.
    pub(crate) fn in_order(mut self, text: &str) -> Vec<Mistake> {
        let within = core::mem::take(&mut self.1);
        self.0
            .extend(within.into_iter().map(|within| (within.byte(text), within.code, within.message.into())));
        order::by(self.0, |(at, ..)| u64::try_from(*at).unwrap_or(u64::MAX))
            .into_iter()
            .take(limits::MISTAKES)
            .map(|(at, code, message)| {
                let (line, column) = place(text, at);
                Mistake { line, column, code, message: message.into_owned() }
            })
            .collect()
    }
}

impl Within {
    /// Where it stands if the text is written as it is read; else where the text begins.
    fn byte(&self, text: &str) -> usize {
        let written = text.get(self.at..).unwrap_or_default();
        let begin = written.len().saturating_sub(written.trim_start_matches(['"', '\'', '\r', '\n']).len());
        let as_read = written.get(begin..).is_some_and(|written| written.starts_with(&self.source));
        if as_read { self.at.saturating_add(begin).saturating_add(self.offset) } else { self.at }
    }
}

pub(crate) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.char_indices().take_while(|(index, _)| *index < at).map(|(_, letter)| letter);
    before.fold((1, 1), |(line, column), letter| match letter {
        '\n' => (line.saturating_add(1), 1),
        _ => (line, column.saturating_add(1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(place("é = 1", 3), (1, 3));
        assert_eq!(place("a\r\nb", 3), (2, 1));
        assert_eq!(place("a", 99), (1, 2));
    }
}
