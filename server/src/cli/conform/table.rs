//! The checks as a table for people.

use std::fmt::Write as _;

use console::{Term, measure_text_width, style, truncate_str};

use crate::conform::{Check, Outcome, Report};

/// Columns that a claim has at least, however narrow the terminal.
const CLAIM_LEAST: usize = 24;
/// Columns before what stands below a row.
const INDENT: usize = 9;

/// How it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Columns of the terminal; as wide as it gets without one.
    width: Option<usize>,
}

impl Style {
    /// As wide as the terminal; plain text where there is none.
    pub(super) fn of_stdout() -> Self {
        let terminal = Term::stdout();
        Self { width: terminal.is_term().then(|| usize::from(terminal.size().1)) }
    }
}

/// A row for each check, what failed and what was not made below its row, and a last line that counts.
pub(super) fn text(report: &Report, strict: bool, drawn: Style) -> String {
    let widest = |column: fn(&Check) -> &str| {
        report.checks.iter().map(|check| measure_text_width(column(check))).max().unwrap_or_default()
    };
    let (id, source) = (widest(|check| &check.id), widest(|check| check.source.name()));
    // A word of seven letters, and two spaces between columns.
    let before = 7 + 2 + id + 2 + source + 2;
    let left = drawn.width.map(|width| width.saturating_sub(before).max(CLAIM_LEAST));
    let mut text = String::new();
    for check in &report.checks {
        let word = word(check, strict);
        let shown = if drawn.width.is_some() { coloured(word) } else { word.to_owned() };
        let space = " ".repeat(7 - word.len());
        let mut lines = wrapped(&check.claim, left).into_iter();
        let first = lines.next().unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(text, "{shown}{space}  {:id$}  {:source$}  {first}", check.id, check.source.name());
        let below: Vec<String> = match &check.outcome {
            Outcome::Pass => Vec::new(),
            Outcome::Skipped { reason } => vec![reason.clone()],
            Outcome::Fail { step, expected, found } => {
                vec![
                    step.clone(),
                    format!("expected {expected}"),
                    format!("found    {found}"),
                    format!("source   {}", check.section),
                ]
            }
        };
        for line in lines {
            let _ = writeln!(text, "{}{line}", " ".repeat(before));
        }
        let width = drawn.width.map(|width| width.saturating_sub(INDENT).max(CLAIM_LEAST));
        for line in below.iter().flat_map(|line| wrapped(line, width)) {
            let _ = writeln!(text, "{}{line}", " ".repeat(INDENT));
        }
    }
    let tally = report.tally(strict);
    let _ = writeln!(
        text,
        "{}: {} passed, {} failed, {} differ where nobody says how it must be, {} skipped",
        report.api.name(),
        tally.passed,
        tally.failed,
        tally.differs,
        tally.skipped
    );
    text
}

fn word(check: &Check, strict: bool) -> &'static str {
    match check.outcome {
        Outcome::Pass => "pass",
        Outcome::Skipped { .. } => "skipped",
        Outcome::Fail { .. } if check.is_wrong(strict) => "FAIL",
        Outcome::Fail { .. } => "differs",
    }
}

fn coloured(word: &'static str) -> String {
    let drawn = style(word);
    match word {
        "FAIL" => drawn.red().bold().to_string(),
        "pass" => drawn.green().to_string(),
        "differs" => drawn.yellow().to_string(),
        _ => drawn.dim().to_string(),
    }
}

/// Lines of at most so many columns, broken between words; a longer word is cut.
fn wrapped(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return vec![text.to_owned()] };
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let word = truncate_str(word, width, "…");
        let Some(line) = lines.last_mut() else { continue };
        if line.is_empty() {
            line.push_str(&word);
        } else if measure_text_width(line) + 1 + measure_text_width(&word) <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word.into_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conform::{Api, Source};

    fn check(id: &str, source: Source, outcome: Outcome) -> Check {
        Check {
            id: id.to_owned(),
            operation: "send".to_owned(),
            claim: "A text is answered by what the bot says".to_owned(),
            source,
            section: "2.1".to_owned(),
            binding: source.binds(),
            outcome,
        }
    }

    fn report() -> Report {
        let failed = |found: &str| Outcome::Fail {
            step: "step 1, POST /a".to_owned(),
            expected: "status 200".to_owned(),
            found: found.to_owned(),
        };
        let checks = vec![
            check("text", Source::Seed, Outcome::Pass),
            check("user-id", Source::Doc, failed("404")),
            check("errors", Source::Proposed, failed("500")),
            check("late", Source::Seed, Outcome::Skipped { reason: "--long is not given".to_owned() }),
        ];
        Report { api: Api::ApiMedium, checks }
    }

    #[test]
    fn without_a_terminal_it_is_plain_text() {
        let wanted = "\
pass     text     SEED      A text is answered by what the bot says
FAIL     user-id  DOC       A text is answered by what the bot says
         step 1, POST /a
         expected status 200
         found    404
         source   2.1
differs  errors   PROPOSED  A text is answered by what the bot says
         step 1, POST /a
         expected status 200
         found    500
         source   2.1
skipped  late     SEED      A text is answered by what the bot says
         --long is not given
api-medium: 1 passed, 1 failed, 1 differ where nobody says how it must be, 1 skipped
";
        assert_eq!(text(&report(), false, Style { width: None }), wanted);
        assert_eq!(text(&report(), true, Style { width: None }).matches("FAIL").count(), 2);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [60, 80, 200] {
            let drawn = text(&report(), false, Style { width: Some(width) });
            let rows = drawn.lines().filter(|line| !line.starts_with("api-medium"));
            for line in rows {
                assert!(measure_text_width(line) <= width, "{width}: {line}");
            }
        }
    }
}
