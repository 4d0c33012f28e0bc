//! The page.

use std::fmt::Write as _;
use std::path::Path;

use parlour_server::conform::{Outcome, operations};

use super::ledger::Ledger;
use super::plan::{Cell, Fault, Operation, Plan, System};
use crate::crossed::{Channel, Story};

const HEAD: &str = "\
# Conformance

Written by `cargo test -p parlour-tests --test conformance` from what that run has held, and compared with this file by every later one; `PARLOUR_BLESS=1` writes it anew.
`tests/conformance.toml` lists the operations and faults; how a server of somebody else is checked stands in `docs/conform.md`.

A *check* is one of `parlour conform`, made against a Parlour that serves the API, everything counted (`--strict`). A *test* is a case of `tests/cases` (server) or `tests/upstreams` (client), a story, or a test named with its file, which runs elsewhere.
";

/// The page as this run has it. `root` is the workspace.
pub fn document(plan: &Plan, ledger: &Ledger, story: &Story, root: &Path) -> String {
    let page = Page { ledger, root };
    let mut text = HEAD.to_owned();
    for system in &plan.systems {
        // Writing to a string does not fail.
        let _ = writeln!(text, "\n## {}\n\n| operation | server | client |\n|---|---|---|", system.name);
        for operation in &system.operations {
            let (server, client) = (page.server(system, operation), page.cell(&[], &operation.client));
            let _ = writeln!(text, "| {} | {server} | {client} |", operation.what);
        }
        text.push_str("\nShown by:\n\n");
        for operation in &system.operations {
            page.shown_by(system, operation, &mut text);
        }
        page.skipped(system, &mut text);
    }
    faults(&page, &plan.faults, &mut text);
    stories(&page, story, &mut text);
    missing(plan, &mut text);
    text
}

/// Checks whose operation no line of the list has.
fn missing(plan: &Plan, text: &mut String) {
    for api in Channel::ALL.into_iter().filter_map(Channel::api) {
        let listed = |id: &String| {
            plan.systems.iter().any(|system| {
                system.api == api.name() && system.operations.iter().any(|known| known.id == *id)
            })
        };
        for id in operations(api).iter().filter(|id| !listed(id)) {
            let _ = writeln!(
                text,
                "\nRED: `{}` has checks of `{id}`, which is no operation of the list.",
                api.name()
            );
        }
    }
}

struct Page<'a> {
    ledger: &'a Ledger,
    root: &'a Path,
}

impl Page<'_> {
    fn server(&self, system: &System, operation: &Operation) -> String {
        if !self.ledger.has(&system.api) && matches!(operation.server, Cell::Tests(_)) {
            return "not: this version does not serve the API".to_owned();
        }
        self.cell(&self.checks(system, operation), &operation.server)
    }

    /// The checks of an operation that were made, and whether each held.
    fn checks(&self, system: &System, operation: &Operation) -> Vec<(String, bool)> {
        let found = self.ledger.checks(&system.api, |check| {
            let is_meant =
                check.operation == operation.id && !matches!(check.outcome, Outcome::Skipped { .. });
            is_meant.then(|| (check.id.clone(), check.outcome == Outcome::Pass))
        });
        found.into_iter().flatten().collect()
    }

    fn cell(&self, checks: &[(String, bool)], cell: &Cell) -> String {
        let tests = match cell {
            Cell::Not { not } => return format!("not: {not}"),
            Cell::Tests(tests) | Cell::Instead { tests, .. } => tests,
        };
        let wrong = checks.iter().filter(|(_, held)| !held).map(|(id, _)| id);
        let wrong: Vec<_> =
            wrong.chain(tests.iter().filter(|test| !self.holds(test))).map(String::as_str).collect();
        if !wrong.is_empty() {
            return format!("RED: {}", wrong.join(", "));
        }
        let counted = [(checks.len(), "check"), (tests.len(), "test")];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0);
        let counted: Vec<_> = counted
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect();
        if counted.is_empty() {
            "RED: nothing shows it".to_owned()
        } else {
            format!("green: {}", counted.join(", "))
        }
    }

    fn holds(&self, test: &str) -> bool {
        match test.rsplit_once("::") {
            Some((file, name)) => {
                let text = std::fs::read_to_string(self.root.join(file)).unwrap_or_default();
                text.contains(&format!("fn {name}("))
            }
            None => self.ledger.held(test),
        }
    }

    fn shown_by(&self, system: &System, operation: &Operation, text: &mut String) {
        let checks: Vec<_> = self.checks(system, operation).into_iter().map(|(id, _)| id).collect();
        for (side, checks, cell) in
            [("server", checks, &operation.server), ("client", Vec::new(), &operation.client)]
        {
            let tests = match cell {
                Cell::Tests(tests) | Cell::Instead { tests, .. } => tests.as_slice(),
                Cell::Not { .. } => &[],
            };
            let mut parts = Vec::new();
            for (names, word) in [(checks.as_slice(), "checks"), (tests, "tests")] {
                if !names.is_empty() {
                    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                    parts.push(format!("{word} {}", names.join(", ")));
                }
            }
            if !parts.is_empty() {
                let _ = writeln!(text, "- {}, {side}: {}", operation.id, parts.join("; "));
            }
        }
    }

    fn skipped(&self, system: &System, text: &mut String) {
        let mut known: Vec<&str> = system.operations.iter().map(|operation| operation.id.as_str()).collect();
        known.sort_unstable();
        let skipped = self.ledger.checks(&system.api, |check| match &check.outcome {
            Outcome::Skipped { reason } if known.binary_search(&check.operation.as_str()).is_ok() => {
                Some(format!("- check `{}` says nothing here: {reason}\n", check.id))
            }
            _ => None,
        });
        text.extend(skipped.into_iter().flatten());
    }
}

fn faults(page: &Page<'_>, faults: &[Fault], text: &mut String) {
    text.push_str("\n## Faults\n\nEach says what the visitor is shown (the state and the words) and how often the upstream is called.\n\n| fault | certainly | aimylogic | api_medium | openai |\n|---|---|---|---|---|\n");
    let green = |tests: &[String]| {
        let holds = tests.iter().all(|test| page.holds(test)) && !tests.is_empty();
        holds.then(|| tests.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    };
    let named = |cell: &Cell| match cell {
        Cell::Tests(tests) => green(tests).map(|names| format!("green: {names}")),
        Cell::Instead { tests, instead } => green(tests).map(|names| format!("green: {instead}: {names}")),
        Cell::Not { .. } => None,
    };
    let named = |cell: &Cell| named(cell).unwrap_or_else(|| page.cell(&[], cell));
    for fault in faults {
        let cells = [&fault.certainly, &fault.aimylogic, &fault.api_medium, &fault.openai].map(named);
        let _ = writeln!(text, "| {} | {} |", fault.name, cells.join(" | "));
    }
}

fn stories(page: &Page<'_>, story: &Story, text: &mut String) {
    text.push_str("\n## One story, every channel\n\nThe visitor of `tests/story` talks with the bot itself, and through a gateway with the same bot served by a second Parlour; for `openai` behind a model that says the bot's words, for Parlour serves no models. What is shown is the same but for:\n\n| channel | the same | but |\n|---|---|---|\n");
    for channel in Channel::ALL {
        let name = format!("story/{}", channel.name());
        let is_told = channel.api().is_none_or(|api| page.ledger.has(api.name()));
        let same = match (is_told, page.ledger.held(&name)) {
            (false, _) => "not: this version does not serve the API",
            (true, true) => "green",
            (true, false) => "RED",
        };
        let but = story.differences.iter().filter(|difference| difference.channel == channel.name());
        let mut words: Vec<&str> = Vec::new();
        for difference in but {
            // Several places may differ in one way.
            if !words.contains(&difference.what.as_str()) {
                words.push(&difference.what);
            }
        }
        let but = if words.is_empty() { "nothing".to_owned() } else { words.join(" ") };
        let _ = writeln!(text, "| {} | {same} | {} |", channel.name(), if is_told { &but } else { "" });
    }
}
