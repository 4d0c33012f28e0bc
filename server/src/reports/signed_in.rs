//! Who is signed in to the reports' pages. In memory: after a restart people sign in again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock;
use crate::limits::{SIGN_IN_HOURS, SIGNED_IN};
use crate::token::TokenHash;

/// Whom exports belong to that no account asked for. No account has this name: each has an e-mail address.
pub(super) const DESK: &str = "desk";

/// Who looks at reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whoever may see every bot: at this machine, or with the admin token.
    Desk,
    /// An account, by its e-mail address.
    Account(String),
}

impl Who {
    /// Under which name the store keeps what is theirs.
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Desk => DESK,
            Self::Account(email) => email,
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    who: Who,
    until_ms: i64,
}

/// Browsers by the hash of the cookie that was made for each of them.
#[derive(Debug, Default)]
pub(crate) struct SignedIn(Mutex<HashMap<TokenHash, Entry>>);

impl SignedIn {
    /// Somebody signed in. Beyond [`SIGNED_IN`] whoever is signed in longest gives way.
    pub(crate) fn enter(&self, cookie: TokenHash, who: Who, now_ms: i64) {
        let mut all = self.lock();
        all.retain(|_, entry| entry.until_ms > now_ms);
        if all.len() >= SIGNED_IN {
            let first = all.iter().min_by_key(|(_, entry)| entry.until_ms).map(|(cookie, _)| *cookie);
            first.and_then(|first| all.remove(&first));
        }
        let until_ms = now_ms.saturating_add(clock::minutes(SIGN_IN_HOURS * 60));
        all.insert(cookie, Entry { who, until_ms });
    }

    /// Whose cookie it is.
    pub(crate) fn find(&self, cookie: &TokenHash, now_ms: i64) -> Option<Who> {
        let all = self.lock();
        all.get(cookie).filter(|entry| entry.until_ms > now_ms).map(|entry| entry.who.clone())
    }

    /// Somebody signed out.
    pub(crate) fn leave(&self, cookie: &TokenHash) {
        self.lock().remove(cookie);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenHash, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signed_in_is_known_for_twelve_hours_or_until_signing_out() {
        let (signed_in, cookie) = (SignedIn::default(), TokenHash::of("cookie"));
        let who = Who::Account("a@example.org".into());
        signed_in.enter(cookie, who.clone(), 0);
        let hours = |count: i64| count * 3_600_000;
        assert_eq!(signed_in.find(&cookie, hours(12) - 1), Some(who.clone()));
        assert_eq!(signed_in.find(&cookie, hours(12)), None);
        assert_eq!(signed_in.find(&TokenHash::of("other"), 0), None);
        signed_in.leave(&cookie);
        assert_eq!(signed_in.find(&cookie, 0), None);
    }

    #[test]
    fn one_too_many_takes_the_place_of_the_first() {
        let signed_in = SignedIn::default();
        let cookie = |number: i64| TokenHash::of(&number.to_string());
        let many = i64::try_from(SIGNED_IN).unwrap();
        for number in 0..=many {
            signed_in.enter(cookie(number), Who::Desk, number);
        }
        assert_eq!(signed_in.lock().len(), SIGNED_IN);
        assert_eq!(signed_in.find(&cookie(0), many), None);
        assert_eq!(signed_in.find(&cookie(1), many), Some(Who::Desk));
    }
}
