//! What passed lately, in the order in which it was kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::passed::{New, Passed};
use crate::clock;
use crate::limits::{TEST_WIRE, TEST_WIRE_BYTES, TEST_WIRE_EACH, TEST_WIRE_HOURS, TEST_WIRE_TOLD};
use crate::store::Scope;

/// What passed in tests.
#[derive(Debug)]
pub(crate) struct TestWire {
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    /// The number of the last one.
    last: u64,
    entries: VecDeque<(Scope, Arc<Passed>)>,
    /// Of all texts.
    bytes: usize,
}

/// A part of what passed in one test.
#[derive(Debug)]
pub(crate) struct Told {
    /// [`TEST_WIRE_TOLD`] at most, the oldest first.
    pub(crate) passed: Vec<Arc<Passed>>,
    /// Behind this one the next look begins.
    pub(crate) last: u64,
    /// Whether there are more.
    pub(crate) has_more: bool,
}

impl TestWire {
    /// Numbers go on from the moment, so that one who looks again after a restart misses nothing.
    pub(crate) fn new(now_ms: i64) -> Self {
        let last = u64::try_from(now_ms).unwrap_or_default();
        Self { kept: Mutex::new(Kept { last, entries: VecDeque::new(), bytes: 0 }) }
    }

    /// Keeps what passed in a test; the oldest give way to it.
    pub(super) fn keep(&self, scope: &Scope, new: &New<'_>, now_ms: i64) {
        // A long body takes its time: nobody waits for that.
        let mut passed = Passed::of(new);
        let mut kept = self.lock();
        if kept.entries.iter().any(|(of, earlier)| of == scope && earlier.is(&passed)) {
            return;
        }
        kept.last = kept.last.saturating_add(1);
        passed.n = kept.last;
        kept.bytes = kept.bytes.saturating_add(passed.bytes());
        kept.entries.push_back((scope.clone(), Arc::new(passed)));
        if kept.entries.iter().filter(|(of, _)| of == scope).count() > TEST_WIRE_EACH {
            let first = kept.entries.iter().position(|(of, _)| of == scope);
            if let Some(first) = first {
                kept.drop_at(first);
            }
        }
        let is_over = |kept: &Kept| kept.entries.len() > TEST_WIRE || kept.bytes > TEST_WIRE_BYTES;
        while is_over(&kept) || kept.is_first_old(now_ms) {
            kept.drop_at(0);
        }
    }

    /// What passed in this test behind the number `after`.
    pub(crate) fn after(&self, scope: &Scope, after: u64, now_ms: i64) -> Told {
        let mut kept = self.lock();
        while kept.is_first_old(now_ms) {
            kept.drop_at(0);
        }
        let own = kept.entries.iter().filter(|(of, passed)| of == scope && passed.n > after);
        let mut passed: Vec<_> = own.take(TEST_WIRE_TOLD + 1).map(|(_, passed)| Arc::clone(passed)).collect();
        let has_more = passed.len() > TEST_WIRE_TOLD;
        passed.truncate(TEST_WIRE_TOLD);
        let last = passed.last().map_or(after, |last| last.n);
        Told { passed, last, has_more }
    }

    /// Its visitor is forgotten.
    pub(crate) fn forget(&self, bot: &str, conversations: &[i64]) {
        let mut kept = self.lock();
        kept.entries.retain(|(of, _)| of.bot != bot || !conversations.contains(&of.conversation));
        kept.bytes = kept.entries.iter().map(|(_, passed)| passed.bytes()).sum();
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn is_first_old(&self, now_ms: i64) -> bool {
        let until_ms = now_ms.saturating_sub(clock::minutes(TEST_WIRE_HOURS * 60));
        self.entries.front().is_some_and(|(_, first)| first.at_ms < until_ms)
    }

    fn drop_at(&mut self, index: usize) {
        if let Some((_, gone)) = self.entries.remove(index) {
            self.bytes = self.bytes.saturating_sub(gone.bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::passed::What;
    use super::*;
    use crate::limits::TEST_WIRE_BODY_BYTES;

    fn scope(conversation: i64) -> Scope {
        Scope { bot: "b".to_owned(), conversation }
    }

    fn keep(wire: &TestWire, conversation: i64, at_ms: i64, body: &str) {
        let new = New {
            what: What::Webhook,
            at_ms,
            method: "POST",
            url: String::new(),
            status: Some(200),
            outcome: "stored",
            attempt: 1,
            body: Some(body),
            answer: None,
            secret: "",
        };
        wire.keep(&scope(conversation), &new, at_ms);
    }

    fn moments(wire: &TestWire, conversation: i64, after: u64, now_ms: i64) -> Vec<i64> {
        let told = wire.after(&scope(conversation), after, now_ms);
        told.passed.iter().map(|passed| passed.at_ms).collect()
    }

    #[test]
    fn each_test_is_told_its_own_behind_what_it_knows() {
        let wire = TestWire::new(100);
        keep(&wire, 1, 1, "1");
        keep(&wire, 2, 2, "2");
        keep(&wire, 1, 3, "3");
        keep(&wire, 1, 3, "3");
        assert_eq!(moments(&wire, 1, 0, 3), [1, 3], "the same event twice is one");
        let first = wire.after(&scope(1), 100, 3).passed[0].n;
        assert_eq!(moments(&wire, 1, first, 3), [3]);
        assert_eq!(wire.after(&scope(1), 103, 3).last, 103);
        wire.forget("b", &[1]);
        assert_eq!((moments(&wire, 1, 0, 3), moments(&wire, 2, 0, 3)), (vec![], vec![2]));
        assert_eq!(wire.lock().bytes, 1);
    }

    #[test]
    fn the_oldest_of_a_long_test_give_way_and_no_other_test_does() {
        let wire = TestWire::new(0);
        keep(&wire, 2, 0, "0");
        let most = i64::try_from(TEST_WIRE_EACH).unwrap();
        for at_ms in 0..=most {
            keep(&wire, 1, at_ms, "1");
        }
        let told = wire.after(&scope(1), 0, 0);
        assert_eq!((told.passed[0].at_ms, told.passed.len(), told.has_more), (1, TEST_WIRE_TOLD, true));
        let (mut count, mut last, mut has_more) = (0, 0, true);
        while has_more {
            let told = wire.after(&scope(1), last, 0);
            (count, last, has_more) = (count + told.passed.len(), told.last, told.has_more);
        }
        assert_eq!(count, TEST_WIRE_EACH);
        assert_eq!(moments(&wire, 2, 0, 0), [0]);
    }

    #[test]
    fn all_together_have_a_number_a_size_and_an_age() {
        let wire = TestWire::new(0);
        for conversation in 0..=i64::try_from(TEST_WIRE).unwrap() {
            keep(&wire, conversation, 0, "1");
        }
        assert_eq!(wire.lock().entries.len(), TEST_WIRE);
        assert_eq!((moments(&wire, 0, 0, 0), moments(&wire, 1, 0, 0)), (vec![], vec![0]));

        let long = format!("\"{}\"", "x".repeat(TEST_WIRE_BODY_BYTES));
        let wire = TestWire::new(0);
        for conversation in 0..1_030 {
            keep(&wire, conversation, 0, &long);
        }
        let bytes = wire.lock().bytes;
        assert!(bytes <= TEST_WIRE_BYTES && bytes > TEST_WIRE_BYTES - 20_000, "{bytes}");

        let hours = i64::try_from(TEST_WIRE_HOURS).unwrap() * 3_600_000;
        let wire = TestWire::new(0);
        keep(&wire, 1, 0, "1");
        assert_eq!((moments(&wire, 1, 0, hours), moments(&wire, 1, 0, hours + 1)), (vec![0], vec![]));
    }
}
