//! Secrets that are lent to owners for a while: a cookie to whoever signed in, a pass to whoever tests a bot. In
//! memory, as hashes: after a restart they open nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Who;
use crate::clock;
use crate::limits::LENT_EACH;
use crate::token::TokenHash;

#[derive(Clone, Debug)]
struct Entry {
    who: Who,
    until_ms: i64,
}

/// Whose they are, by the hash of each secret.
#[derive(Debug)]
pub(crate) struct Lent {
    entries: Mutex<HashMap<TokenHash, Entry>>,
    hours: u64,
    most: usize,
}

impl Lent {
    /// Each for so many hours; of more than `most`, or than [`LENT_EACH`] of one owner, the one that ends first
    /// gives way, one's own if there is any.
    pub(crate) fn new(hours: u64, most: usize) -> Self {
        Self { entries: Mutex::default(), hours, most }
    }

    /// Lends one; until when, in milliseconds.
    pub(crate) fn lend(&self, secret: TokenHash, who: Who, now_ms: i64) -> i64 {
        let mut all = self.lock();
        all.retain(|_, entry| entry.until_ms > now_ms);
        // Who borrows much gives way to themselves, not to others.
        let own = all.values().filter(|entry| entry.who == who).count();
        if own >= LENT_EACH || all.len() >= self.most {
            let may_go = all.iter().filter(|(_, entry)| own == 0 || entry.who == who);
            let first = may_go.min_by_key(|(_, entry)| entry.until_ms).map(|(secret, _)| *secret);
            first.and_then(|first| all.remove(&first));
        }
        let until_ms = now_ms.saturating_add(clock::minutes(self.hours * 60));
        all.insert(secret, Entry { who, until_ms });
        until_ms
    }

    /// Whose it is, while it is lent.
    pub(crate) fn find(&self, secret: &TokenHash, now_ms: i64) -> Option<Who> {
        let all = self.lock();
        all.get(secret).filter(|entry| entry.until_ms > now_ms).map(|entry| entry.who.clone())
    }

    /// It was given back.
    pub(crate) fn take_back(&self, secret: &TokenHash) {
        self.lock().remove(secret);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenHash, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lent_opens_for_its_hours_or_until_it_is_given_back() {
        let (lent, cookie) = (Lent::new(12, 9), TokenHash::of("cookie"));
        let who = Who::Account("a@example.org".into());
        let hours = |count: i64| count * 3_600_000;
        assert_eq!(lent.lend(cookie, who.clone(), 0), hours(12));
        assert_eq!(lent.find(&cookie, hours(12) - 1), Some(who.clone()));
        assert_eq!(lent.find(&cookie, hours(12)), None);
        assert_eq!(lent.find(&TokenHash::of("other"), 0), None);
        lent.take_back(&cookie);
        assert_eq!(lent.find(&cookie, 0), None);
    }

    #[test]
    fn who_borrows_much_takes_nothing_from_others() {
        let lent = Lent::new(12, 1_000);
        let [one, other] = ["a@example.org", "b@example.org"].map(|email| Who::Account(email.into()));
        let secret = |number: usize| TokenHash::of(&number.to_string());
        lent.lend(TokenHash::of("other"), other.clone(), 0);
        for number in 0..=LENT_EACH {
            lent.lend(secret(number), one.clone(), i64::try_from(number).unwrap());
        }
        assert_eq!(lent.find(&TokenHash::of("other"), 100), Some(other));
        assert_eq!(lent.find(&secret(0), 100), None);
        assert_eq!(lent.find(&secret(1), 100), Some(one));
    }

    #[test]
    fn one_too_many_takes_the_place_of_the_first() {
        let lent = Lent::new(12, 3);
        let cookie = |number: i64| TokenHash::of(&number.to_string());
        for number in 0..=3 {
            lent.lend(cookie(number), Who::Desk, number);
        }
        assert_eq!(lent.lock().len(), 3);
        assert_eq!(lent.find(&cookie(0), 3), None);
        assert_eq!(lent.find(&cookie(1), 3), Some(Who::Desk));
    }
}
