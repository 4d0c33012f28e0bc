//! Figures over all worlds.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::plan::{ALL, Fault};
use crate::run::Outcome;

/// Within which ninety-five and ninety-nine of a hundred pages must be level again (P10).
const P95_MS: u64 = 5_000;
const P99_MS: u64 = 10_000;

#[derive(Default)]
pub(crate) struct Tally {
    worlds: u64,
    typed: u64,
    pub(crate) stored: u64,
    left: u64,
    shown: u64,
    kills: u64,
    reported: u64,
    recoveries: Vec<u64>,
    faults: BTreeMap<Fault, u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        self.worlds += 1;
        self.typed += outcome.typed;
        self.stored += outcome.stored;
        self.left += outcome.left;
        self.shown += outcome.shown;
        self.kills += outcome.kills;
        self.reported += outcome.reported;
        self.recoveries.extend(&outcome.recoveries);
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

    /// Whether pages were level again as soon as P10 says.
    pub(crate) fn is_soon(&self) -> bool {
        self.recovery(95) <= P95_MS && self.recovery(99) <= P99_MS
    }

    /// Within how many milliseconds so many of a hundred were level again.
    fn recovery(&self, percent: usize) -> u64 {
        let mut all = self.recoveries.clone();
        all.sort_unstable();
        let place = (all.len() * percent).div_ceil(100).saturating_sub(1);
        all.get(place).copied().unwrap_or_default()
    }

    pub(crate) fn print(&self, took: Duration) {
        let Self { worlds, typed, stored, left, shown, kills, .. } = self;
        println!(
            "{worlds} worlds: {stored} messages stored ({typed} typed by visitors), of which {left} were there \
             at the end and the others deleted on purpose; {shown} bubbles compared, {} faults, {kills} kills, \
             {:.1} s",
            self.faults(),
            took.as_secs_f64()
        );
        println!(
            "{} rows of reports as JSON and as CSV; {} recoveries in virtual time: p50 {} ms, p95 {} ms, p99 {} ms, the longest {} ms",
            self.reported,
            self.recoveries.len(),
            self.recovery(50),
            self.recovery(95),
            self.recovery(99),
            self.recovery(100)
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
