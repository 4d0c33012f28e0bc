//! The counts of reports: what they read of the log, and how they are kept. What is added goes to SQLite as one
//! JSON text for each table.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Store, Write};
use crate::limits::PAGE_ADDRESS_CHARS;
use crate::reports::{Held, Seen, Talk, Tally};

/// How far the counts have come in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The last message that is counted.
    pub counted: i64,
    /// The last message there is.
    pub last: i64,
}

/// A message that is to be counted, with its number.
pub(crate) type Numbered = (i64, Seen);

const PROGRESS: &str = "SELECT \
     coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'reports_counted'), 0), \
     coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0)";

/// A row's own connection is that of its trail, as in message reports. A bot elsewhere may number its modules beyond
/// what a column holds; the last number stands for these.
const UNCOUNTED: &str = "SELECT m.id, m.bot, m.conversation, c.is_test, m.author, m.at_ms, \
     m.handover ->> '$.state' AS held, CAST(m.module ->> '$.id' AS INTEGER) AS module, m.module ->> '$.name' AS name, \
     m.module -> '$.kpi_tags' AS kpis, EXISTS (SELECT 1 FROM \
     json_each(coalesce(m.trail -> '$.connections.data', m.connections -> '$.data')) \
     WHERE value ->> '$.fallback') AS is_fallback \
     FROM messages m CROSS JOIN conversations c ON c.id = m.conversation AND c.bot = m.bot \
     WHERE m.id > ? ORDER BY m.id LIMIT ?";

const TALKS: &str = "SELECT conversation, bot, is_test, day, last_day, module, module_day, asked_ms, held, queued_ms \
     FROM report_talks WHERE conversation IN (SELECT value FROM json_each(?))";

const ADD_DAYS: &str = "INSERT INTO report_days (bot, day, begun, active, from_visitors, from_bot, from_people, \
     fallbacks, asked, taken, handed_back, ended) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, \
     value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11 FROM json_each(?) WHERE true \
     ON CONFLICT (bot, day) DO UPDATE SET begun = begun + excluded.begun, active = active + excluded.active, \
     from_visitors = from_visitors + excluded.from_visitors, from_bot = from_bot + excluded.from_bot, \
     from_people = from_people + excluded.from_people, fallbacks = fallbacks + excluded.fallbacks, \
     asked = asked + excluded.asked, taken = taken + excluded.taken, \
     handed_back = handed_back + excluded.handed_back, ended = ended + excluded.ended";
const ADD_MODULES: &str = "INSERT INTO report_modules (bot, day, module, name, answers, stops, quits) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 \
     FROM json_each(?) WHERE true ON CONFLICT (bot, day, module) DO UPDATE SET \
     name = iif(excluded.name = '', name, excluded.name), answers = answers + excluded.answers, \
     stops = stops + excluded.stops, quits = quits + excluded.quits";
const ADD_KPIS: &str = "INSERT INTO report_kpis (bot, day, kpi, label, answers) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true \
     ON CONFLICT (bot, day, kpi, label) DO UPDATE SET answers = answers + excluded.answers";
const ADD_WAITS: &str = "INSERT INTO report_waits (bot, day, kind, ms, times) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true \
     ON CONFLICT (bot, day, kind, ms) DO UPDATE SET times = times + excluded.times";
const KEEP_TALKS: &str = "INSERT INTO report_talks (conversation, bot, day, last_day, module, module_day, \
     asked_ms, held, queued_ms, is_test) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, \
     value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9 FROM json_each(?) WHERE true \
     ON CONFLICT (conversation) DO UPDATE SET last_day = excluded.last_day, module = excluded.module, \
     module_day = excluded.module_day, asked_ms = excluded.asked_ms, held = excluded.held, \
     queued_ms = excluded.queued_ms";
/// What is known of the page now, in this very transaction: of somebody who was forgotten, nothing.
const NOTE_PAGES: &str = "UPDATE report_talks SET (language, host, page) = (SELECT c.locale, \
     substr(CAST(u.meta ->> '$.web.host' AS TEXT), 1, ?1), substr(CAST(u.meta ->> '$.web.hostPageUrl' AS TEXT), 1, \
     min(?1, CASE instr(u.meta ->> '$.web.hostPageUrl', '?') WHEN 0 THEN ?1 \
     ELSE instr(u.meta ->> '$.web.hostPageUrl', '?') - 1 END, \
     CASE instr(u.meta ->> '$.web.hostPageUrl', '#') WHEN 0 THEN ?1 \
     ELSE instr(u.meta ->> '$.web.hostPageUrl', '#') - 1 END)) \
     FROM conversations c JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
     WHERE c.id = report_talks.conversation AND c.bot = report_talks.bot AND c.deleted_ms IS NULL) \
     WHERE conversation IN (SELECT value ->> 0 FROM json_each(?2))";
const MOVE_MARK: &str = "INSERT INTO meta (name, value) VALUES ('reports_counted', ?2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) = ?1";

fn numbered(row: &SqliteRow) -> Result<Numbered, sqlx::Error> {
    let module: Option<i64> = row.try_get("module")?;
    let name: Option<String> = row.try_get("name")?;
    let held: Option<&str> = row.try_get("held")?;
    let kpis: Option<&str> = row.try_get("kpis")?;
    let kpis: Value = serde_json::from_str(kpis.unwrap_or("[]")).unwrap_or_default();
    let kpi = |tag: &Value| Some((tag.get("id")?.as_i64()?, tag.get("label")?.as_str()?.to_owned()));
    let seen = Seen {
        bot: row.try_get("bot")?,
        is_test: row.try_get("is_test")?,
        conversation: row.try_get("conversation")?,
        author: row.try_get("author")?,
        at_ms: row.try_get("at_ms")?,
        module: module.map(|module| (module, name.unwrap_or_default())),
        kpis: kpis.as_array().into_iter().flatten().filter_map(kpi).collect(),
        is_fallback: row.try_get("is_fallback")?,
        held: held.map(Held::of),
    };
    Ok((row.try_get("id")?, seen))
}

fn talk(row: &SqliteRow) -> Result<Talk, sqlx::Error> {
    let module: Option<i64> = row.try_get("module")?;
    Ok(Talk {
        bot: row.try_get("bot")?,
        is_test: row.try_get("is_test")?,
        conversation: row.try_get("conversation")?,
        day: row.try_get("day")?,
        last_day: row.try_get("last_day")?,
        left_at: module.zip(row.try_get("module_day")?),
        asked_ms: row.try_get("asked_ms")?,
        held: Held::of(row.try_get("held")?),
        queued_ms: row.try_get("queued_ms")?,
    })
}

impl Store {
    /// How far the counts have come.
    pub(crate) async fn counting_progress(&self) -> Result<Progress, sqlx::Error> {
        let (counted, last) = sqlx::query_as(PROGRESS).fetch_one(&self.reader).await?;
        Ok(Progress { counted, last })
    }

    /// The first messages behind one, in order of their number; at most `limit`. Numbers are given and committed in
    /// one order, so none comes later before those that are read.
    pub(crate) async fn uncounted(&self, after: i64, limit: u32) -> Result<Vec<Numbered>, sqlx::Error> {
        let rows = sqlx::query(UNCOUNTED).bind(after).bind(limit).fetch_all(&self.reader).await?;
        rows.iter().map(numbered).collect()
    }

    /// What is remembered of these conversations; one that is not counted yet is not among them.
    pub(crate) async fn counted_talks(
        &self,
        conversations: &[i64],
    ) -> Result<HashMap<i64, Talk>, sqlx::Error> {
        let rows = sqlx::query(TALKS).bind(json!(conversations).to_string()).fetch_all(&self.reader).await?;
        rows.iter().map(|row| talk(row).map(|talk| (talk.conversation, talk))).collect()
    }
}

impl Write {
    /// Adds to the counts what was found from message `from` on up to `to`; `false`, and nothing is added, if
    /// somebody else has counted meanwhile.
    pub(crate) async fn add_counts(
        &mut self,
        (from, to): (i64, i64),
        tally: &Tally,
        talks: &HashMap<i64, Talk>,
    ) -> Result<bool, sqlx::Error> {
        let moved = sqlx::query(MOVE_MARK).bind(from).bind(to.to_string()).execute(self.connection()).await?;
        if moved.rows_affected() != 1 {
            return Ok(false);
        }
        let talks = talk_rows(talks);
        for (statement, rows) in [
            (ADD_DAYS, day_rows(tally)),
            (ADD_MODULES, module_rows(tally)),
            (ADD_KPIS, kpi_rows(tally)),
            (ADD_WAITS, wait_rows(tally)),
            (KEEP_TALKS, talks.clone()),
        ] {
            sqlx::query(statement).bind(rows).execute(self.connection()).await?;
        }
        sqlx::query(NOTE_PAGES).bind(PAGE_ADDRESS_CHARS).bind(talks).execute(self.connection()).await?;
        Ok(true)
    }
}

fn text(rows: impl Iterator<Item = Value>) -> String {
    Value::Array(rows.collect()).to_string()
}

fn day_rows(tally: &Tally) -> String {
    text(tally.days.iter().map(|((bot, day), more)| {
        json!([
            bot,
            day,
            more.begun,
            more.active,
            more.from_visitors,
            more.from_bot,
            more.from_people,
            more.fallbacks,
            more.asked,
            more.taken,
            more.handed_back,
            more.ended
        ])
    }))
}

fn module_rows(tally: &Tally) -> String {
    text(tally.modules.iter().map(|((bot, day, module), more)| {
        json!([bot, day, module, more.name, more.answers, more.stops, more.quits])
    }))
}

fn kpi_rows(tally: &Tally) -> String {
    text(tally.kpis.iter().map(|(kpi, times)| json!([kpi.bot, kpi.day, kpi.number, kpi.label, times])))
}

fn wait_rows(tally: &Tally) -> String {
    text(tally.waits.iter().map(|(wait, times)| json!([wait.bot, wait.day, wait.kind, wait.ms, times])))
}

fn talk_rows(talks: &HashMap<i64, Talk>) -> String {
    // A conversation that only changed hands has not begun: it is remembered from its first message on.
    let begun = talks.values().filter_map(|talk| talk.day.map(|day| (talk, day)));
    text(begun.map(|(talk, day)| {
        json!([
            talk.conversation,
            talk.bot,
            day,
            talk.last_day,
            talk.left_at.map(|(module, _)| module),
            talk.left_at.map(|(_, day)| day),
            talk.asked_ms,
            talk.held.as_str(),
            talk.queued_ms,
            i64::from(talk.is_test)
        ])
    }))
}
