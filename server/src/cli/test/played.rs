//! Conversations held with the engine, as many at once as there are processors.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use parlour_engine::Flow;
use parlour_engine::chats::{Act, replay};

use super::held::Held;
use super::suites::Suite;

/// What came of each, in their order.
pub(super) fn all(flow: &Flow, suites: &[Suite]) -> Vec<Held> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(suites.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut held = Vec::new();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let Some(suite) = suites.get(nth) else { return held };
            held.push((nth, one(flow, suite)));
        }
    };
    let mut held: Vec<(usize, Held)> = thread::scope(|scope| {
        let working: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let joined = working.into_iter().map(|worker| worker.join().unwrap_or_else(|why| resume_unwind(why)));
        joined.flatten().collect()
    });
    held.sort_by_key(|(nth, _)| *nth);
    held.into_iter().map(|(_, held)| held).collect()
}

fn one(flow: &Flow, suite: &Suite) -> Held {
    let begun = Instant::now();
    let replayed = replay(flow, &suite.chat);
    let did = suite
        .chat
        .steps
        .iter()
        .map(|step| step.act.as_ref().map_or_else(|| "the conversation begins".to_owned(), Act::to_toml));
    Held {
        file: suite.file.clone(),
        title: suite.chat.head.title.clone(),
        count: suite.chat.steps.len(),
        steps: did.zip(replayed.verdicts).collect(),
        coverage: replayed.coverage,
        took: begun.elapsed(),
        ..Held::default()
    }
}
