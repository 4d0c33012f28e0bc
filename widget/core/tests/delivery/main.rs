//! Many visitors, many faults, every run the same: nothing lost, nothing doubled, nothing out of order.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod dice;
mod level;
mod mishaps;
mod server;
mod world;

use world::{Faults, World};

const MESSAGES: usize = 40;

fn run(seeds: std::ops::Range<u64>, faults: Faults) -> usize {
    let mut typed = 0;
    let mut met = [0; 9];
    for seed in seeds {
        let mut world = World::new(seed, faults);
        world.live(MESSAGES);
        world.check_level();
        typed += world.typed();
        for (sum, count) in met.iter_mut().zip(world.faults_met()) {
            *sum += count;
        }
    }
    if faults == Faults::Many {
        assert!(met.iter().all(|count| *count > 100), "faults that were hardly met: {met:?}");
    }
    typed
}

#[test]
fn ten_thousand_messages_over_a_good_line_arrive_once_and_in_order() {
    assert_eq!(run(0..250, Faults::None), 250 * MESSAGES);
}

#[test]
fn ten_thousand_messages_over_a_bad_line_arrive_once_and_in_order() {
    assert_eq!(run(1_000..1_300, Faults::Many), 300 * MESSAGES);
}
