//! The one worker: exports in the order they were asked for, each written, then mailed.

use std::sync::Arc;

use tokio::sync::Notify;

use super::export::{Stopped, lease_ms, write_rows};
use super::mail::{self, NotSent};
use crate::app::App;
use crate::clock;
use crate::limits::{EXPORT_IDLE, EXPORT_POLL, EXPORT_REST};
use crate::owners::DESK;
use crate::retry::about;
use crate::store::Job;
use crate::token::random_hex;

/// Wakes the worker.
#[derive(Default)]
pub(crate) struct Bell(Notify);

impl Bell {
    /// There is a new export.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }
}

/// Works until the server drains. An export under way then stops behind its page and is let go.
pub(crate) async fn work(app: Arc<App>) {
    // Those of no account are not mailed, so that none of them waits for a second try.
    let poll = if app.config.accounts.is_empty() { EXPORT_IDLE } else { EXPORT_POLL };
    let holder = random_hex::<8>().unwrap_or_default();
    let mut draining = app.draining();
    while !*draining.borrow() {
        let rest = match next(&app, &holder).await {
            Ok(true) => continue,
            Ok(false) => poll,
            Err(error) => {
                tracing::warn!(%error, "exports rest");
                EXPORT_REST
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = app.exports.0.notified() => {}
            _ = draining.changed() => {}
        }
    }
}

/// Does what is due of one export; `false` if there is none.
async fn next(app: &App, holder: &str) -> Result<bool, sqlx::Error> {
    if !app.store.is_report_job_due(holder, clock::now_ms()).await? {
        return Ok(false);
    }
    let mut write = app.store.write().await?;
    let Some(mut job) = write.claim_report_job(holder, clock::now_ms(), lease_ms()).await? else {
        return Ok(false);
    };
    write.commit().await?;
    if !job.is_written {
        match write_rows(app, &mut job, holder).await {
            Ok(()) => {}
            Err(Stopped::Lost) => return Ok(true),
            Err(Stopped::Draining) => {
                release(app, &job, holder, clock::now_ms()).await?;
                return Ok(true);
            }
            Err(Stopped::Store(error)) => {
                // The store counts no try while it fails; the lease ends by itself.
                let _ = release(app, &job, holder, clock::now_ms()).await;
                return Err(error);
            }
            Err(stopped) => {
                let is_final = matches!(stopped, Stopped::Unreadable);
                tracing::error!(job = job.id, error = %stopped, "an export stopped");
                let sentence = "The file could not be written.".to_owned();
                try_later(app, &mut job, holder, NotSent { sentence, is_final }).await?;
                return Ok(true);
            }
        }
    }
    let mut write = app.store.write().await?;
    let is_ours = write.save_report_job(&job, holder, lease_ms()).await?;
    write.commit().await?;
    if !is_ours {
        return Ok(true);
    }
    match deliver(app, &job).await {
        Ok(()) => {
            job.error = None;
            tracing::info!(job = job.id, account = job.account, rows = job.rows_done, "an export is done");
            end(app, &job, holder).await?;
        }
        Err(why) => try_later(app, &mut job, holder, why).await?,
    }
    Ok(true)
}

async fn deliver(app: &App, job: &Job) -> Result<(), NotSent> {
    let is_final = true;
    if job.account == DESK {
        // Nobody's address: the file is fetched.
        return Ok(());
    }
    let account = app.config.accounts.iter().find(|account| account.email.to_string() == job.account);
    let Some(account) = account else {
        return Err(NotSent { sentence: "The account is no longer there.".to_owned(), is_final });
    };
    if !account.bots.iter().any(|bot| bot.hyphenated().to_string() == job.bot) {
        return Err(NotSent { sentence: "The bot is no longer this account's.".to_owned(), is_final });
    }
    let Some(mail) = &app.config.mail else {
        let sentence = "This server sends no mail; the file can be fetched.".to_owned();
        return Err(NotSent { sentence, is_final });
    };
    mail::send(app, mail, account, job).await
}

/// Waits for the next try, or gives up behind the last.
async fn try_later(app: &App, job: &mut Job, holder: &str, why: NotSent) -> Result<(), sqlx::Error> {
    tracing::warn!(job = job.id, tries = job.tries, error = why.sentence, "an export was not mailed");
    let wait = usize::try_from(job.tries).ok().and_then(|tries| app.config.retry.get(tries));
    job.tries += 1;
    job.error = Some(why.sentence);
    match wait {
        Some(wait) if !why.is_final => release(app, job, holder, clock::now_ms() + about(*wait)).await,
        _ => end(app, job, holder).await,
    }
}

async fn release(app: &App, job: &Job, holder: &str, next_ms: i64) -> Result<(), sqlx::Error> {
    let mut write = app.store.write().await?;
    write.release_report_job(job, holder, next_ms).await?;
    write.commit().await
}

async fn end(app: &App, job: &Job, holder: &str) -> Result<(), sqlx::Error> {
    let mut write = app.store.write().await?;
    write.end_report_job(job, holder, clock::now_ms()).await?;
    write.commit().await
}
