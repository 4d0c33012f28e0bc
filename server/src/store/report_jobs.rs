//! Exports under way: one at a time for each account, and what is done of each.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Store, Write};

/// An export.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Random hex.
    pub id: String,
    /// The account's e-mail address.
    pub account: String,
    /// The bot deployment id.
    pub bot: String,
    /// First day, `YYYY-MM-DD`.
    pub from_date: String,
    /// Last day.
    pub to_date: String,
    /// `queued`, `running`, `sent` or `failed`.
    pub state: String,
    /// Rows in the file.
    pub rows_done: i64,
    /// Rows the file will have; unknown until the work begins.
    pub rows_total: Option<i64>,
    /// The last row in the file.
    pub cursor: i64,
    /// The last row of the export.
    pub last_row: Option<i64>,
    /// Length of the file at `cursor`.
    pub bytes: i64,
    /// Whether all rows are in the file.
    pub is_written: bool,
    /// How often mailing it failed.
    pub tries: i64,
    /// Why it failed, the last time.
    pub error: Option<String>,
}

/// An export to be queued.
pub(crate) struct NewJob<'a> {
    /// Random hex.
    pub id: &'a str,
    /// The account's e-mail address.
    pub account: &'a str,
    /// The bot deployment id.
    pub bot: &'a str,
    /// 1 to 4.
    pub report: i64,
    /// First day, `YYYY-MM-DD`.
    pub from_date: &'a str,
    /// Last day.
    pub to_date: &'a str,
    /// Now, in milliseconds.
    pub now_ms: i64,
}

const JOB: &str = "SELECT id, account, bot, from_date, to_date, state, rows_done, rows_total, cursor, last_row, \
     bytes, is_written, tries, error FROM report_jobs WHERE account = ? AND id = ?";
const JOBS: &str = "SELECT id, account, bot, from_date, to_date, state, rows_done, rows_total, cursor, last_row, \
     bytes, is_written, tries, error FROM report_jobs WHERE account = ? ORDER BY created_ms DESC, id LIMIT ?";
const DUE: &str = "SELECT id, account, bot, from_date, to_date, state, rows_done, rows_total, cursor, last_row, \
     bytes, is_written, tries, error FROM report_jobs \
     WHERE state IN ('queued', 'running') AND next_ms <= ?1 AND (lease_ms <= ?1 OR holder = ?2) \
     ORDER BY created_ms, id LIMIT 1";

fn job(row: &SqliteRow) -> Result<Job, sqlx::Error> {
    Ok(Job {
        id: row.try_get("id")?,
        account: row.try_get("account")?,
        bot: row.try_get("bot")?,
        from_date: row.try_get("from_date")?,
        to_date: row.try_get("to_date")?,
        state: row.try_get("state")?,
        rows_done: row.try_get("rows_done")?,
        rows_total: row.try_get("rows_total")?,
        cursor: row.try_get("cursor")?,
        last_row: row.try_get("last_row")?,
        bytes: row.try_get("bytes")?,
        is_written: row.try_get("is_written")?,
        tries: row.try_get("tries")?,
        error: row.try_get("error")?,
    })
}

impl Store {
    /// An account's own export.
    pub(crate) async fn report_job(&self, account: &str, id: &str) -> Result<Option<Job>, sqlx::Error> {
        let row = sqlx::query(JOB).bind(account).bind(id).fetch_optional(&self.reader).await?;
        row.as_ref().map(job).transpose()
    }

    /// An account's exports, the newest first, at most `limit`.
    pub(crate) async fn report_jobs(&self, account: &str, limit: u32) -> Result<Vec<Job>, sqlx::Error> {
        let rows = sqlx::query(JOBS).bind(account).bind(limit).fetch_all(&self.reader).await?;
        rows.iter().map(job).collect()
    }

    /// Whether there is an export to be taken; asked before the writer's turn is.
    pub(crate) async fn is_report_job_due(&self, holder: &str, now_ms: i64) -> Result<bool, sqlx::Error> {
        sqlx::query(DUE).bind(now_ms).bind(holder).fetch_optional(&self.reader).await.map(|row| row.is_some())
    }

    /// Exports whose file is wanted: open ones, and whole ones that ended after `ended_ms`.
    pub(crate) async fn report_jobs_with_files(&self, ended_ms: i64) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT id FROM report_jobs WHERE ended_ms IS NULL OR (ended_ms > ? AND is_written = 1)",
        )
        .bind(ended_ms)
        .fetch_all(&self.reader)
        .await
    }
}

impl Write {
    /// The account's export that is not over yet.
    pub(crate) async fn open_report_job(&mut self, account: &str) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT id FROM report_jobs WHERE account = ? AND state IN ('queued', 'running') LIMIT 1",
        )
        .bind(account)
        .fetch_optional(self.connection())
        .await
    }

    /// Queues an export.
    pub(crate) async fn queue_report_job(&mut self, new: &NewJob<'_>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO report_jobs (id, account, bot, report, from_date, to_date, state, next_ms, created_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', ?7, ?7)",
        )
        .bind(new.id)
        .bind(new.account)
        .bind(new.bot)
        .bind(new.report)
        .bind(new.from_date)
        .bind(new.to_date)
        .bind(new.now_ms)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Takes the oldest export that is due and that nobody holds; it is `holder`'s until `lease_ms`.
    pub(crate) async fn claim_report_job(
        &mut self,
        holder: &str,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Option<Job>, sqlx::Error> {
        let row = sqlx::query(DUE).bind(now_ms).bind(holder).fetch_optional(self.connection()).await?;
        let Some(found) = row.as_ref().map(job).transpose()? else { return Ok(None) };
        sqlx::query(
            "UPDATE report_jobs SET state = 'running', holder = ?, lease_ms = ? WHERE account = ? AND id = ?",
        )
        .bind(holder)
        .bind(lease_ms)
        .bind(&found.account)
        .bind(&found.id)
        .execute(self.connection())
        .await?;
        Ok(Some(found))
    }

    /// Keeps what is done of an export that is still `holder`'s; `false` if it is not.
    pub(crate) async fn save_report_job(
        &mut self,
        job: &Job,
        holder: &str,
        lease_ms: i64,
    ) -> Result<bool, sqlx::Error> {
        sqlx::query(
            "UPDATE report_jobs SET rows_done = ?, rows_total = ?, cursor = ?, last_row = ?, bytes = ?, \
             is_written = ?, lease_ms = ? WHERE account = ? AND id = ? AND holder = ?",
        )
        .bind(job.rows_done)
        .bind(job.rows_total)
        .bind(job.cursor)
        .bind(job.last_row)
        .bind(job.bytes)
        .bind(job.is_written)
        .bind(lease_ms)
        .bind(&job.account)
        .bind(&job.id)
        .bind(holder)
        .execute(self.connection())
        .await
        .map(|done| done.rows_affected() == 1)
    }

    /// Lets an export go until `next_ms`; anybody may take it then.
    pub(crate) async fn release_report_job(
        &mut self,
        job: &Job,
        holder: &str,
        next_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE report_jobs SET next_ms = ?, tries = ?, error = ?, holder = NULL, lease_ms = 0 \
             WHERE account = ? AND id = ? AND holder = ?",
        )
        .bind(next_ms)
        .bind(job.tries)
        .bind(&job.error)
        .bind(&job.account)
        .bind(&job.id)
        .bind(holder)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Ends an export as `sent`, or as `failed` with its reason.
    pub(crate) async fn end_report_job(
        &mut self,
        job: &Job,
        holder: &str,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        let state = if job.error.is_some() { "failed" } else { "sent" };
        sqlx::query(
            "UPDATE report_jobs SET state = ?, tries = ?, error = ?, ended_ms = ?, holder = NULL, lease_ms = 0 \
             WHERE account = ? AND id = ? AND holder = ?",
        )
        .bind(state)
        .bind(job.tries)
        .bind(&job.error)
        .bind(now_ms)
        .bind(&job.account)
        .bind(&job.id)
        .bind(holder)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Forgets exports that ended before `ended_ms`.
    pub(crate) async fn forget_report_jobs(&mut self, ended_ms: i64) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM report_jobs WHERE ended_ms < ?")
            .bind(ended_ms)
            .execute(self.connection())
            .await
            .map(drop)
    }
}
