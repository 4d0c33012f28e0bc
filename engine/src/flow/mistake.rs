//! What is wrong in a flow file, and where.

use core::fmt;

/// Something wrong in a flow file. All of them are found in one run.
///
/// Codes: `syntax unknown_key wrong_type missing_key out_of_range empty unknown_target unknown_group
/// unknown_kpi_tag duplicate_id duplicate_name no_modules no_starting_module two_starting_modules
/// no_fallback empty_condition next_and_connections nothing_said cycle chain_too_long unreachable`.
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
pub(super) struct Mistakes(Vec<(usize, &'static str, String)>);

impl Mistakes {
    pub(super) fn add(&mut self, at: usize, code: &'static str, message: impl Into<String>) {
        self.0.push((at, code, message.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of the file.
    pub(super) fn in_order(mut self, text: &str) -> Vec<Mistake> {
        self.0.sort_by_key(|(at, ..)| *at);
        self.0
            .into_iter()
            .map(|(at, code, message)| {
                let (line, column) = place(text, at);
                Mistake { line, column, code, message }
            })
            .collect()
    }
}

fn place(text: &str, at: usize) -> (usize, usize) {
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
