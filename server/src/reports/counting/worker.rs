//! From the log into the counts, a page at a time: read beside the writer, added in one short transaction with the
//! mark, so that each message is counted once, whatever ends the server.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::seen::Talk;
use super::tally::Tally;
use crate::app::App;
use crate::limits::{COUNT_PAGE, COUNT_PATIENCE, COUNT_PAUSE, COUNT_POLL, COUNT_REST};

/// One counts at a time.
#[derive(Debug, Default)]
pub(crate) struct Counting(Mutex<()>);

/// How far the counts are behind the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// They have all of it.
    All,
    /// About so many messages are still to be counted.
    Behind(i64),
}

/// Counts until the server drains: what is new every [`COUNT_POLL`], and a long log in steps between which others
/// write.
pub(crate) async fn count(app: Arc<App>) {
    let mut draining = app.draining();
    while !*draining.borrow() {
        let rest = match count_on(&app).await {
            Ok(Counted::All) => COUNT_POLL,
            Ok(Counted::Behind(_)) => COUNT_PAUSE,
            Err(error) => {
                tracing::warn!(%error, "reports are not counted on");
                COUNT_REST
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = draining.changed() => {}
        }
    }
}

/// Counts what is new, for as long as somebody who opens a report is kept waiting.
///
/// # Errors
/// If the store fails.
pub(crate) async fn catch_up(app: &App) -> Result<Counted, sqlx::Error> {
    let begun = Instant::now();
    loop {
        let counted = count_on(app).await?;
        if counted == Counted::All || begun.elapsed() >= COUNT_PATIENCE {
            return Ok(counted);
        }
    }
}

/// Counts a page of what is new.
async fn count_on(app: &App) -> Result<Counted, sqlx::Error> {
    let store = &app.store;
    let _turn = app.counting.0.lock().await;
    let from = store.counting_progress().await?.counted;
    let rows = store.uncounted(from, COUNT_PAGE).await?;
    let Some((to, _)) = rows.last() else { return Ok(Counted::All) };
    let to = *to;
    let conversations: BTreeSet<i64> = rows.iter().map(|(_, seen)| seen.conversation).collect();
    let conversations: Vec<i64> = conversations.into_iter().collect();
    let mut talks = store.counted_talks(&conversations).await?;
    let mut tally = Tally::default();
    for (_, seen) in &rows {
        let talk = talks.entry(seen.conversation).or_insert_with(|| Talk {
            bot: seen.bot.clone(),
            is_test: seen.is_test,
            conversation: seen.conversation,
            ..Talk::default()
        });
        tally.take(seen, talk);
    }
    let mut write = store.write().await?;
    if write.add_counts((from, to), &tally, &talks).await? {
        write.commit().await?;
    }
    let progress = store.counting_progress().await?;
    let behind = progress.last.saturating_sub(progress.counted);
    let is_all = rows.len() < usize::try_from(COUNT_PAGE).unwrap_or(usize::MAX);
    Ok(if is_all { Counted::All } else { Counted::Behind(behind) })
}
