//! A run and what it has found so far.

use maud::{Markup, html};

use super::served::title;
use crate::conform::{Check, Outcome, Report};
use crate::trial::Trial;

/// How far it is, a sentence.
pub(super) fn told(trial: &Trial) -> String {
    let made = trial.checks.len();
    match &trial.trouble {
        _ if trial.is_open => format!("{made} of {} checks are made.", trial.total),
        Some(trouble) => format!("{made} of {} checks were made: {trouble}.", trial.total),
        None => tally(trial),
    }
}

fn tally(trial: &Trial) -> String {
    let report = Report { api: trial.api, checks: trial.checks.clone() };
    let tally = report.tally(false);
    let differs = match tally.differs {
        0 => String::new(),
        count => format!(", {count} differ from what Parlour proposes"),
    };
    format!("{} hold, {} do not{differs}, {} say nothing here.", tally.passed, tally.failed, tally.skipped)
}

/// The whole of it; `again` is the page's own address.
pub(super) fn run(trial: &Trial, again: &str) -> Markup {
    html! {
        section id="run" {
            h2 id="run-title" { (title(trial.api)) ": " @if trial.is_open { "the checks are being made" } @else { "what the checks found" } }
            div.run data-job=[trial.is_open.then(|| again.replacen('?', "/run?", 1))] {
                @if trial.is_open {
                    progress max=(trial.total.max(1)) value=(trial.checks.len()) aria-label="Checks that are made" {}
                }
                p.hint role="status" data-said { (told(trial)) }
                @if trial.is_open { p.again { a href=(again) { "Look again" } } }
            }
            @if !trial.checks.is_empty() { (checks(trial)) }
        }
    }
}

fn checks(trial: &Trial) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" {
            table.checks {
                thead { tr {
                    th scope="col" { "Result" }
                    th scope="col" { "Check: what it claims, and what was seen" }
                    th scope="col" { "Source" }
                } }
                // What does not hold comes first.
                tbody {
                    @for wrong in [true, false] {
                        @for check in trial.checks.iter().filter(|check| is_wrong(check) == wrong) { (row(check)) }
                    }
                }
            }
        }
    }
}

fn is_wrong(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Fail { .. })
}

fn row(check: &Check) -> Markup {
    let (class, word) = match check.outcome {
        Outcome::Pass => ("green", "✓ holds"),
        Outcome::Fail { .. } if check.is_wrong(false) => ("red", "✗ does not"),
        Outcome::Fail { .. } => ("other", "≠ differs"),
        Outcome::Skipped { .. } => ("none", "– not made"),
    };
    html! {
        tr {
            td { span class=(format!("result {class}")) { (word) } }
            td.text {
                code { (check.id) }
                p { (check.claim) }
                @match &check.outcome {
                    Outcome::Pass => {}
                    Outcome::Fail { step, expected, found } => {
                        dl.seen {
                            dt { "At" } dd { code { (step) } }
                            dt { "Expected" } dd { (expected) }
                            dt { "Seen" } dd { code { (found) } }
                        }
                    }
                    Outcome::Skipped { reason } => p.hint { (reason) },
                }
            }
            td { abbr title=(check.section) { (check.source.name()) } }
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::conform::{Api, Source};

    fn check(id: &str, source: Source, outcome: Outcome) -> Check {
        let [operation, claim, section] = ["o", "c", "s"].map(str::to_owned);
        let id = id.to_owned();
        Check { id, operation, claim, source, section, binding: source.binds(), outcome }
    }

    fn fails() -> Outcome {
        let text = str::to_owned;
        Outcome::Fail { step: text("GET /a"), expected: text("200"), found: text("500: <b>Oops</b>") }
    }

    #[test]
    fn what_does_not_hold_comes_first_with_what_was_expected_and_seen() {
        let skipped = Outcome::Skipped { reason: "--ref is not given".to_owned() };
        let checks = vec![
            check("one", Source::Seed, Outcome::Pass),
            check("two", Source::Seed, fails()),
            check("three", Source::Proposed, fails()),
            check("four", Source::Doc, skipped),
        ];
        let mut trial =
            Trial { by: String::new(), api: Api::Certainly, total: 4, checks, is_open: false, trouble: None };
        assert_eq!(
            told(&trial),
            "1 hold, 1 do not, 1 differ from what Parlour proposes, 1 say nothing here."
        );
        let drawn = run(&trial, "/conformance?bot=b").into_string();
        let at = |text: &str| drawn.find(text).unwrap_or(usize::MAX);
        let rows = ["✗ does not", "≠ differs", "✓ holds", "– not made"].map(at);
        assert!(rows.is_sorted() && rows[3] < usize::MAX, "{rows:?}");
        assert!(drawn.contains("<dd>200</dd>") && drawn.contains("500: &lt;b&gt;Oops&lt;/b&gt;"), "{drawn}");
        assert!(!drawn.contains("data-job") && !drawn.contains("Look again"));
        trial.is_open = true;
        let drawn = run(&trial, "/conformance?bot=b").into_string();
        assert!(
            drawn.contains("data-job=\"/conformance/run?bot=b\"") && drawn.contains("Look again"),
            "{drawn}"
        );
        assert_eq!(told(&trial), "4 of 4 checks are made.");
    }

    #[test]
    fn a_run_that_came_to_no_end_says_why() {
        let trouble = Some("the server stops".to_owned());
        let trial = Trial {
            by: String::new(),
            api: Api::Aimylogic,
            total: 40,
            checks: Vec::new(),
            is_open: false,
            trouble,
        };
        assert_eq!(told(&trial), "0 of 40 checks were made: the server stops.");
    }
}
