//! Which conversations a person is writing in at this moment. In memory: it is news for seconds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::limits::AGENT_TYPING;
use crate::store::Scope;

/// Until when each of them counts as being written in.
#[derive(Debug, Default)]
pub(crate) struct Typing(Mutex<HashMap<Scope, Instant>>);

impl Typing {
    /// A person writes, or no more. Without further word it is over after [`AGENT_TYPING`].
    pub(crate) fn tell(&self, scope: &Scope, active: bool, now: Instant) {
        let mut all = self.lock();
        all.retain(|_, until| *until > now);
        if active {
            all.insert(scope.clone(), now + AGENT_TYPING);
        } else {
            all.remove(scope);
        }
    }

    /// Until when a person counts as writing here; none if nobody does.
    pub(crate) fn until(&self, scope: &Scope, now: Instant) -> Option<Instant> {
        self.lock().get(scope).copied().filter(|until| *until > now)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Scope, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_goes_away_while_writing_stops_writing() {
        let (typing, scope) = (Typing::default(), Scope { bot: "b".into(), conversation: 1 });
        let begun = Instant::now();
        typing.tell(&scope, true, begun);
        assert_eq!(typing.until(&scope, begun), Some(begun + AGENT_TYPING));
        assert_eq!(typing.until(&Scope { conversation: 2, ..scope.clone() }, begun), None);
        assert_eq!(typing.until(&scope, begun + AGENT_TYPING), None);
        typing.tell(&scope, false, begun);
        assert_eq!(typing.until(&scope, begun), None);
    }
}
