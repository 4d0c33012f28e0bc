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
    pub(crate) fn tell(&self, scope: &Scope, active: bool) {
        let now = Instant::now();
        let mut all = self.lock();
        all.retain(|_, until| *until > now);
        if active {
            all.insert(scope.clone(), now + AGENT_TYPING);
        } else {
            all.remove(scope);
        }
    }

    /// Until when a person counts as writing here; none if nobody does.
    pub(crate) fn until(&self, scope: &Scope) -> Option<Instant> {
        self.lock().get(scope).copied().filter(|until| *until > Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Scope, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_goes_away_while_writing_stops_writing() {
        let (typing, scope) = (Typing::default(), Scope { bot: "b".into(), conversation: 1 });
        typing.tell(&scope, true);
        assert!(typing.until(&scope).is_some());
        assert!(typing.until(&Scope { conversation: 2, ..scope.clone() }).is_none());
        tokio::time::advance(AGENT_TYPING).await;
        assert!(typing.until(&scope).is_none());
        typing.tell(&scope, true);
        typing.tell(&scope, false);
        assert!(typing.until(&scope).is_none());
    }
}
