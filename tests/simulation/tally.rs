//! Figures over all worlds.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::plan::{ALL, Fault};
use crate::run::Outcome;

#[derive(Default)]
pub(crate) struct Tally {
    worlds: u64,
    typed: u64,
    pub(crate) stored: u64,
    shown: u64,
    kills: u64,
    faults: BTreeMap<Fault, u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        self.worlds += 1;
        self.typed += outcome.typed;
        self.stored += outcome.stored;
        self.shown += outcome.shown;
        self.kills += outcome.kills;
        for (fault, count) in &outcome.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
    }

    pub(crate) fn faults(&self) -> u64 {
        self.faults.values().sum()
    }

    /// Whether the run showed what it is for.
    pub(crate) fn is_met(&self) -> bool {
        ALL.iter().all(|fault| self.faults.contains_key(fault))
    }

    pub(crate) fn print(&self, took: Duration) {
        let Self { worlds, typed, stored, shown, kills, .. } = self;
        println!(
            "{worlds} worlds: {stored} messages stored ({typed} typed by visitors), {shown} bubbles compared, \
             {} faults, {kills} kills, {:.1} s",
            self.faults(),
            took.as_secs_f64()
        );
        let kinds: Vec<String> =
            self.faults.iter().map(|(fault, count)| format!("{fault:?} {count}")).collect();
        println!("{}", kinds.join(", "));
        let missing: Vec<String> = ALL
            .iter()
            .filter(|fault| !self.faults.contains_key(fault))
            .map(|fault| format!("{fault:?}"))
            .collect();
        if !missing.is_empty() {
            println!("never met: {}", missing.join(", "));
        }
    }
}
