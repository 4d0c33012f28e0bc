//! Rows of an export into its file, page by page: after each page the store knows how far it is.

use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::columns::CsvPage;
use super::files::{file_of, open_at};
use super::period::{Period, day};
use crate::app::App;
use crate::clock;
use crate::limits::{EXPORT_LEASE, EXPORT_PAGE, EXPORT_PAGE_BYTES};
use crate::store::{Excerpt, Job};

/// Why the work on an export stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stopped {
    /// The server ends; the export goes on where it is.
    #[error("the server is stopping")]
    Draining,
    /// Another worker has it.
    #[error("another worker took it over")]
    Lost,
    /// What the job says makes no sense: it was not written by this server.
    #[error("the job's days cannot be read")]
    Unreadable,
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] sqlx::Error),
    /// The disk failed.
    #[error("the file failed: {0}")]
    File(#[from] std::io::Error),
    /// A row could not be written.
    #[error("a row could not be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Milliseconds until which the worker's word holds.
pub(super) fn lease_ms() -> i64 {
    clock::now_ms() + i64::try_from(EXPORT_LEASE.as_millis()).unwrap_or(i64::MAX)
}

/// Writes what is missing of the file. A page is in the file before the store counts it, and what the
/// store has not counted is cut off when the work goes on: each row is in the file once.
///
/// # Errors
/// What stopped it; all pages before are kept.
pub(super) async fn write_rows(app: &App, job: &mut Job, holder: &str) -> Result<(), Stopped> {
    let excerpt = begin(app, job, holder).await?;
    let path = file_of(&app.config, &job.id);
    let mut file = match open_at(&path, u64::try_from(job.bytes).unwrap_or_default()).await {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            // Somebody removed or shortened the file: it is made anew.
            (job.cursor, job.bytes, job.rows_done) = (0, 0, 0);
            open_at(&path, 0).await?
        }
        opened => opened?,
    };
    let draining = app.draining();
    loop {
        if *draining.borrow() {
            return Err(Stopped::Draining);
        }
        let rest = Excerpt { after: job.cursor.max(excerpt.after), ..excerpt.clone() };
        let page = app.store.report(&rest, EXPORT_PAGE, EXPORT_PAGE_BYTES).await?;
        let mut csv = if job.bytes == 0 { CsvPage::first()? } else { CsvPage::next() };
        for row in &page.rows {
            csv.push(row)?;
        }
        append(&mut file, job, &csv.into_bytes()?).await?;
        job.cursor = page.cursor;
        job.rows_done += i64::try_from(page.rows.len()).unwrap_or_default();
        job.is_written = page.is_last;
        if job.is_written {
            // Rows that were forgotten meanwhile are not waited for.
            job.rows_total = Some(job.rows_done);
        }
        save(app, job, holder).await?;
        if job.is_written {
            return Ok(());
        }
    }
}

/// Decides once which rows are exported: those that stand when the work begins.
async fn begin(app: &App, job: &mut Job, holder: &str) -> Result<Excerpt, Stopped> {
    let period = day(&job.from_date)
        .zip(day(&job.to_date))
        .and_then(|(from, to)| Period::new(from, to))
        .ok_or(Stopped::Unreadable)?;
    if let Some(up_to) = job.last_row {
        let after = job.cursor;
        return Ok(Excerpt { bot: Some(job.bot.clone()), at_ms: period.at_ms(), after, up_to });
    }
    let excerpt = app.store.excerpt(Some(&job.bot), period.at_ms()).await?;
    job.last_row = Some(excerpt.up_to);
    job.rows_total = Some(app.store.count(&excerpt).await?);
    save(app, job, holder).await?;
    Ok(excerpt)
}

async fn append(file: &mut File, job: &mut Job, bytes: &[u8]) -> Result<(), std::io::Error> {
    file.write_all(bytes).await?;
    file.flush().await?;
    file.sync_data().await?;
    job.bytes += i64::try_from(bytes.len()).unwrap_or_default();
    Ok(())
}

async fn save(app: &App, job: &Job, holder: &str) -> Result<(), Stopped> {
    let mut write = app.store.write().await?;
    let is_ours = write.save_report_job(job, holder, lease_ms()).await?;
    write.commit().await?;
    if is_ours { Ok(()) } else { Err(Stopped::Lost) }
}
