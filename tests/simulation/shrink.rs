//! Makes a failing run smaller while it still fails: fewer visitors, fewer words, fewer faults.

use std::time::{Duration, Instant};

use crate::plan::Plan;
use crate::run::{Outcome, run};

/// The smallest failing plan found within `limit`, and what came of it.
pub(crate) fn shrink(plan: &Plan, limit: Duration) -> (Plan, Outcome) {
    let begun = Instant::now();
    let mut best = (plan.clone(), run(plan, true));
    let try_one = |best: &mut (Plan, Outcome), smaller: Plan| {
        if begun.elapsed() > limit || smaller == best.0 {
            return false;
        }
        let outcome = run(&smaller, true);
        let is_broken = outcome.broken.is_some();
        if is_broken {
            *best = (smaller, outcome);
        }
        is_broken
    };
    loop {
        let Plan { visitors, messages, .. } = best.0;
        let fewer = [visitors / 2, visitors - 1].into_iter().filter(|count| *count > 0);
        let mut is_smaller = false;
        for visitors in fewer {
            let smaller = Plan { visitors, ..best.0.clone() };
            is_smaller = is_smaller || try_one(&mut best, smaller);
        }
        for messages in [messages / 2, messages * 3 / 4].into_iter().filter(|count| *count > 0) {
            let smaller = Plan { messages, ..best.0.clone() };
            is_smaller = is_smaller || try_one(&mut best, smaller);
        }
        if !is_smaller {
            break;
        }
    }
    // Half of the faults, then quarters, then eighths, down to single ones.
    let mut step = best.1.struck.max(1);
    while step > 0 && begun.elapsed() < limit {
        let mut from = 0;
        while from < best.1.struck && begun.elapsed() < limit {
            let without = best.0.without.iter().copied().chain(from..from + step).collect();
            let smaller = Plan { without, ..best.0.clone() };
            let _ = try_one(&mut best, smaller);
            from += step;
        }
        step /= 2;
    }
    best
}
