//! When events are placed: several of one turn may come in any order, and one after the other.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::app::App;
use crate::clock;
use crate::error::ApiResult;
use crate::limits::{HOOK_LOOK, HOOK_QUIET, HOOK_WINDOW, REQUEST_REST};
use crate::store::{Arrivals, Scope};
use crate::turns::place_hooks;

/// Places the conversation's events once nothing has come for a moment, or the first of them has waited
/// long enough. In a task of its own; after a restart [`settle_all`] goes on.
pub(crate) fn settle(app: Arc<App>, scope: Scope) {
    tokio::spawn(async move {
        loop {
            match look(&app, &scope).await {
                Ok(None) => return,
                Ok(Some(wait)) => sleep(wait).await,
                // A failure was logged where it was made.
                Err(_) if *app.draining().borrow() => return,
                Err(_) => sleep(REQUEST_REST).await,
            }
        }
    });
}

/// Places what was left when the server ended, and until it drains what `parlour dead-letters replay` gives
/// back.
pub(crate) async fn settle_all(app: Arc<App>) {
    let mut draining = app.draining();
    loop {
        match app.store.conversations_with_hooks().await {
            Ok(scopes) => scopes.into_iter().for_each(|scope| settle(Arc::clone(&app), scope)),
            Err(error) => tracing::warn!(%error, "webhooks that are not placed were not read"),
        }
        tokio::select! {
            () = sleep(HOOK_LOOK) => {}
            _ = draining.wait_for(|draining| *draining) => return,
        }
    }
}

async fn look(app: &App, scope: &Scope) -> ApiResult<Option<Duration>> {
    let Some(arrivals) = app.store.arrivals(scope).await? else { return Ok(None) };
    let wait = wait(arrivals, clock::now_ms());
    if wait.is_zero() {
        place_hooks(app, scope).await?;
        return Ok(None);
    }
    Ok(Some(wait))
}

/// How long events are still held back.
fn wait(arrivals: Arrivals, now_ms: i64) -> Duration {
    let since =
        |at_ms: i64| Duration::from_millis(u64::try_from(now_ms.saturating_sub(at_ms)).unwrap_or_default());
    let quiet = HOOK_QUIET.saturating_sub(since(arrivals.last_ms));
    quiet.min(HOOK_WINDOW.saturating_sub(since(arrivals.first_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_wait_for_quiet_and_no_longer_than_their_window() {
        for (first_ms, last_ms, now_ms, wait_ms) in [
            (0, 0, 0, 400),
            (0, 0, 399, 1),
            (0, 0, 400, 0),
            (0, 300, 400, 300),
            (0, 4_900, 4_900, 100),
            (0, 5_000, 5_000, 0),
        ] {
            assert_eq!(wait(Arrivals { first_ms, last_ms }, now_ms), Duration::from_millis(wait_ms));
        }
    }
}
