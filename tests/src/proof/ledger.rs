//! What this run has held.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlour_server::conform::{Api, Check, Outcome, Report};

/// Filled while tests run, on many threads.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    /// Test by name, and whether it held.
    tests: BTreeMap<String, bool>,
    /// What `parlour conform` found of an API, by its name.
    reports: BTreeMap<&'static str, Report>,
}

impl Ledger {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what became of a test, and passes it on.
    ///
    /// # Errors
    /// What the test says.
    pub fn note(&self, name: &str, result: Result<(), String>) -> Result<(), String> {
        self.pages().tests.insert(name.to_owned(), result.is_ok());
        result
    }

    /// Notes the checks of an API. Nothing may differ, also where nobody says how it must be: what Parlour
    /// proposes it keeps to.
    ///
    /// # Errors
    /// What differs.
    pub fn report(&self, api: Api, report: Report) -> Result<(), String> {
        let wrong = report.checks.iter().filter_map(|check| match &check.outcome {
            Outcome::Fail { step, expected, found } => Some(format!(
                "{} ({}): {step}: expected {expected}, found {found}",
                check.id,
                check.source.name()
            )),
            _ => None,
        });
        let wrong: Vec<_> = wrong.collect();
        self.pages().reports.insert(api.name(), report);
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    /// Whether the test ran and held.
    pub(super) fn held(&self, name: &str) -> bool {
        self.pages().tests.get(name).copied().unwrap_or_default()
    }

    /// Whether the checks of the API were made.
    pub(super) fn has(&self, api: &str) -> bool {
        self.pages().reports.contains_key(api)
    }

    /// What `read` makes of each check of the API.
    pub(super) fn checks<T>(&self, api: &str, read: impl FnMut(&Check) -> T) -> Vec<T> {
        self.pages()
            .reports
            .get(api)
            .map(|report| report.checks.iter().map(read).collect())
            .unwrap_or_default()
    }
}
