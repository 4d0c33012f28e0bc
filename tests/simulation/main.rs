//! The simulation: browsers (the conversation machine), a line, clocks and a disk that all fail, and the
//! server's own code on a real SQLite file, in one process, in virtual time. The same seed is the same
//! run. `cargo xtask test simulation` runs it; `CONTRIBUTING.md` says how to go on from a failing seed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod books;
mod browser;
mod check;
mod dice;
mod disk;
mod happening;
mod line;
mod mishaps;
mod options;
mod plan;
mod power;
mod recovery;
mod reports;
mod run;
mod server;
mod shrink;
mod store;
mod tabs;
mod tally;
mod trace;
mod wire;
mod world;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use options::Options;
use plan::Plan;
use run::{Outcome, run};
use tally::Tally;

/// Visitors of one world, and what each of them types: large enough for their faults to meet, small
/// enough to be made smaller.
const VISITORS: usize = 10;
const MESSAGES: usize = 150;
/// Each with worlds of its own: more than there are cores, as a world waits half of its time for its store's
/// threads.
const THREADS: usize = 4;
/// How long a failing run is made smaller.
const SHRINK: Duration = Duration::from_secs(90);

fn main() -> ExitCode {
    run::remember_panics();
    let options = match Options::read() {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("{mistake}");
            return ExitCode::from(2);
        }
    };
    match &options.replay {
        Some(plan) => replay(plan),
        None => everything(&options),
    }
}

/// Runs worlds until there were messages and faults enough.
fn everything(options: &Options) -> ExitCode {
    let begun = Instant::now();
    println!("simulation, seed {}: {} messages, {} faults", options.seed, options.messages, options.faults);
    let first = Plan::new(options.seed, VISITORS, MESSAGES);
    let (one, other) = (run(&first, false), run(&first, false));
    let is_same = one.hash == other.hash;
    report("a_seed_is_the_same_run_every_time", is_same);
    let (next, is_over) = (AtomicU64::new(options.seed), AtomicBool::new(false));
    let tally = Mutex::new(Tally::default());
    let failed: Mutex<Option<(Plan, String)>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let plan = Plan::new(next.fetch_add(1, Ordering::Relaxed), VISITORS, MESSAGES);
                    let outcome = run(&plan, false);
                    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                    tally.add(&outcome);
                    let is_enough = tally.stored >= options.messages && tally.faults() >= options.faults;
                    if is_enough || outcome.broken.is_some() {
                        is_over.store(true, Ordering::Relaxed);
                    }
                    if let Some(broken) = outcome.broken {
                        failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert((plan, broken));
                    }
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.print(begun.elapsed());
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("load of the machine: {}", load.trim());
    }
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    report("nothing_is_lost_doubled_or_out_of_order", failed.is_none());
    let is_met = failed.is_some() || tally.is_met();
    report("every_kind_of_fault_is_met", is_met);
    let is_soon = failed.is_some() || tally.is_soon();
    report("pages_are_level_soon_after_all_works_again", is_soon);
    let all = [is_same, failed.is_none(), is_met, is_soon];
    let wrong = all.into_iter().filter(|holds| !holds).count();
    if let Some((plan, broken)) = &failed {
        println!("\nseed {} fails: {broken}", plan.seed);
        println!("making it smaller for at most {} s", options.shrink.as_secs());
        let (plan, outcome) = shrink::shrink(plan, options.shrink.min(SHRINK));
        tell(&plan, &outcome);
    }
    let word = if wrong == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {} passed; {wrong} failed; 0 ignored; 0 measured; 0 filtered out",
        all.len() - wrong
    );
    ExitCode::from(u8::from(wrong > 0))
}

fn report(name: &str, holds: bool) {
    println!("test {name} ... {}", if holds { "ok" } else { "FAILED" });
}

fn replay(plan: &Plan) -> ExitCode {
    let outcome = run(plan, true);
    tell(plan, &outcome);
    ExitCode::from(u8::from(outcome.broken.is_some()))
}

/// The whole trace of a run, what broke, and how to see it again.
fn tell(plan: &Plan, outcome: &Outcome) {
    for line in &outcome.lines {
        println!("{line}");
    }
    println!(
        "\nbroken: {}\n{} typed, {} kills, faults {:?}, hash {:016x}",
        outcome.broken.as_deref().unwrap_or("nothing broke"),
        outcome.typed,
        outcome.kills,
        outcome.faults,
        outcome.hash
    );
    println!("again: cargo xtask test simulation {}", options::words(plan));
}
