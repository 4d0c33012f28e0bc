//! One world from its plan to its verdict.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::plan::{Fault, Plan};
use crate::world::World;

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// What visitors typed, and saw typed.
    pub(crate) typed: u64,
    /// Messages of both sides that are stored at the end, or were until they were deleted.
    pub(crate) stored: u64,
    /// Those that are stored at the end.
    pub(crate) left: u64,
    /// Bubbles compared with the log at the end, over all tabs.
    pub(crate) shown: u64,
    /// Rows of reports compared with the store.
    pub(crate) reported: u64,
    /// How long pages took to be level again, in milliseconds.
    pub(crate) recoveries: Vec<u64>,
    pub(crate) kills: u64,
    pub(crate) faults: BTreeMap<Fault, u64>,
    /// How many faults came up, those left out among them.
    pub(crate) struck: u32,
    pub(crate) hash: u64,
    pub(crate) broken: Option<String>,
    pub(crate) lines: Vec<String>,
}

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What stops a run is told with its place by [`run`], and nothing else is printed of it.
pub(crate) fn remember_panics() {
    std::panic::set_hook(Box::new(|info| PANIC.set(info.to_string())));
}

/// Runs a plan; whatever breaks is in the outcome.
pub(crate) fn run(plan: &Plan, is_traced: bool) -> Outcome {
    let mut world = World::new(plan, is_traced);
    let ended = catch_unwind(AssertUnwindSafe(|| {
        world.live();
        world.check_level()
    }));
    let (stored, left, shown) = *ended.as_ref().unwrap_or(&(0, 0, 0));
    let panicked = ended.is_err().then(|| PANIC.take());
    Outcome {
        typed: world.visitors.iter().map(|visitor| visitor.typed_in_all as u64).sum(),
        stored,
        left,
        shown,
        reported: world.reported,
        recoveries: std::mem::take(&mut world.recoveries),
        kills: world.books.kills,
        faults: world.faults.met.clone(),
        struck: world.faults.count(),
        hash: world.trace.hash(),
        broken: world.books.broken.take().or(panicked),
        lines: world.trace.lines().cloned().collect(),
    }
}
