//! One task that waits for the first moment, and lets all conversations go on whose time has come.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::app::App;
use crate::clock;
use crate::error::ApiResult;
use crate::limits::{REQUEST_REST, TIMEOUT_LOOK, TIMEOUT_REST, TIMEOUTS_AT_ONCE};
use crate::store::Scope;
use crate::turns::time_out;

/// Lets conversations go on until the server drains, those whose time came while it was away among them. Whatever is
/// begun then is whole: a moment that is not come to stays in the store.
pub(crate) async fn work(app: Arc<App>) {
    let (mut news, mut draining) = (app.store.timeouts_came(), app.draining());
    while !*draining.borrow() {
        news.mark_unchanged();
        let rest = look(&app).await.unwrap_or(REQUEST_REST);
        tokio::select! {
            () = sleep(rest) => {}
            _ = news.changed() => {}
            _ = draining.wait_for(|draining| *draining) => return,
        }
    }
}

/// Lets those go on whose time has come. Returns the time until the next look, if nothing comes before.
async fn look(app: &Arc<App>) -> ApiResult<Duration> {
    let first = app.store.first_timeouts(TIMEOUTS_AT_ONCE).await?;
    let now = clock::now_ms();
    let mut tasks = JoinSet::new();
    let mut rest = TIMEOUT_LOOK;
    for (scope, at_ms) in first {
        match u64::try_from(at_ms.saturating_sub(now)) {
            Ok(wait) if wait > 0 => {
                rest = rest.min(Duration::from_millis(wait));
                break;
            }
            _ => {
                let app = Arc::clone(app);
                tasks.spawn(async move { time_out(&app, &scope).await.err().map(|_| scope) });
                // There may be more than were read.
                rest = Duration::ZERO;
            }
        }
    }
    let mut failed = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            // It was logged where it was made.
            Ok(scope) => failed.extend(scope),
            Err(_) => rest = REQUEST_REST,
        }
    }
    put_off(app, &failed).await?;
    Ok(rest)
}

/// What fails again and again stands behind what is due, not before it.
async fn put_off(app: &App, failed: &[Scope]) -> ApiResult<()> {
    if failed.is_empty() {
        return Ok(());
    }
    let rest = i64::try_from(TIMEOUT_REST.as_millis()).unwrap_or(i64::MAX);
    let to_ms = clock::now_ms().saturating_add(rest);
    let mut write = app.store.write().await?;
    for scope in failed {
        write.put_off_timeout(scope, to_ms).await?;
    }
    Ok(write.commit().await?)
}
