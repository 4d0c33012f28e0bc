//! Reports over the counts: one statement each, whose columns are those of the report, in their order. `?1` is the
//! name under which they are counted, `?2` and `?3` the first and the last day, `?4` how many rows at most. Over
//! conversations `?1` is the bot, and `?5` whether they are tests.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::Store;
use crate::limits::FIGURE_ROWS;
use crate::reports::{Cell, Days, Figures, Kind, Report, counted_as};

const DAYS: &str = "SELECT day, begun, active, from_visitors, from_bot, from_people FROM report_days \
     WHERE bot = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day LIMIT ?4";
const FALLBACKS: &str = "SELECT day, from_bot, fallbacks, \
     (20000 * fallbacks + from_bot) / (2 * nullif(from_bot, 0)) FROM report_days \
     WHERE bot = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day LIMIT ?4";
/// Beside `max(day)` SQLite takes the name of that very day: the last one.
const MODULES: &str = "WITH found AS (SELECT module, name, max(day), sum(answers) AS answers FROM report_modules \
     WHERE bot = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY module) \
     SELECT module, name, answers, (20000 * answers + total) / (2 * total) \
     FROM found, (SELECT sum(answers) AS total FROM found) WHERE answers > 0 \
     ORDER BY answers DESC, module LIMIT ?4";
const DROP_OFF: &str = "WITH found AS (SELECT module, name, max(day), sum(stops) AS stops, sum(quits) AS quits \
     FROM report_modules WHERE bot = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY module) \
     SELECT module, name, stops, quits, (20000 * quits + stops) / (2 * stops) FROM found WHERE stops > 0 \
     ORDER BY quits DESC, stops DESC, module LIMIT ?4";
const KPIS: &str = "SELECT kpi, label, sum(answers) AS answers FROM report_kpis \
     WHERE bot = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY kpi, label ORDER BY answers DESC, kpi, label LIMIT ?4";
/// The median is the first length of wait within which half of them were over.
macro_rules! medians {
    () => {
        "SELECT day, kind, min(ms) AS ms, max(times) AS times FROM (SELECT day, kind, ms, \
         sum(times) OVER (PARTITION BY day, kind ORDER BY ms) AS so_far, \
         sum(times) OVER (PARTITION BY day, kind) AS times \
         FROM report_waits WHERE bot = ?1 AND day BETWEEN ?2 AND ?3) WHERE 2 * so_far >= times GROUP BY day, kind"
    };
}
const RESPONSES: &str = concat!(
    "SELECT day, max(iif(kind = 'bot', ms, NULL)), sum(iif(kind = 'bot', times, 0)), \
     max(iif(kind = 'person', ms, NULL)), sum(iif(kind = 'person', times, 0)) FROM (",
    medians!(),
    ") WHERE kind <> 'queue' GROUP BY day ORDER BY day LIMIT ?4"
);
const HANDOVERS: &str = concat!(
    "SELECT days.day, asked, taken, handed_back, ended, waits.ms FROM report_days days LEFT JOIN (",
    medians!(),
    ") waits ON waits.day = days.day AND waits.kind = 'queue' \
     WHERE bot = ?1 AND days.day BETWEEN ?2 AND ?3 ORDER BY days.day LIMIT ?4"
);
/// By what a page told; what was not told, or is forgotten, has no word.
macro_rules! told {
    ($column:literal) => {
        concat!(
            "WITH found AS (SELECT coalesce(",
            $column,
            ", '') AS told, count(*) AS times FROM report_talks \
             WHERE bot = ?1 AND is_test = ?5 AND day BETWEEN ?2 AND ?3 GROUP BY told) \
             SELECT told, times, (20000 * times + total) / (2 * total) \
             FROM found, (SELECT sum(times) AS total FROM found) ORDER BY times DESC, told LIMIT ?4"
        )
    };
}
const LANGUAGES: &str = told!("language");
const HOSTS: &str = told!("host");
const PAGES: &str = told!("page");
/// Of all the days together.
const MEDIAN: &str = "SELECT min(ms) FROM (SELECT ms, sum(times) OVER (ORDER BY ms) AS so_far, \
     sum(times) OVER () AS times FROM (SELECT ms, sum(times) AS times FROM report_waits \
     WHERE bot = ?1 AND day BETWEEN ?2 AND ?3 AND kind = ?4 GROUP BY ms)) WHERE 2 * so_far >= times";

fn statement(report: Report) -> &'static str {
    match report {
        Report::Days => DAYS,
        Report::Fallbacks => FALLBACKS,
        Report::Modules => MODULES,
        Report::DropOff => DROP_OFF,
        Report::Kpis => KPIS,
        Report::Responses => RESPONSES,
        Report::Handovers => HANDOVERS,
        Report::Languages => LANGUAGES,
        Report::Hosts => HOSTS,
        Report::Pages => PAGES,
    }
}

fn cells(report: Report, row: &SqliteRow) -> Result<Vec<Cell>, sqlx::Error> {
    let cell = |(place, kind): (usize, Kind)| -> Result<Cell, sqlx::Error> {
        if kind == Kind::Text {
            return row.try_get(place).map(Cell::Text);
        }
        let number: Option<i64> = row.try_get(place)?;
        Ok(number.map_or(Cell::Nothing, |number| Cell::Number(kind, number)))
    };
    report.columns().iter().map(|column| column.kind).enumerate().map(cell).collect()
}

impl Store {
    /// A report of a bot's days, of its tests or of all others, as far as they are counted: at most [`FIGURE_ROWS`] rows.
    pub(crate) async fn figures(
        &self,
        report: Report,
        (bot, is_test): (&str, bool),
        days: Days,
    ) -> Result<Figures, sqlx::Error> {
        let is_of_talks = matches!(report, Report::Languages | Report::Hosts | Report::Pages);
        let name = if is_of_talks { bot.to_owned() } else { counted_as(bot, is_test) };
        let query = sqlx::query(statement(report)).bind(name).bind(days.first).bind(days.last);
        let mut query = query.bind(FIGURE_ROWS);
        if is_of_talks {
            query = query.bind(is_test);
        }
        let rows = query.fetch_all(&self.reader).await?;
        let rows: Result<Vec<_>, _> = rows.iter().map(|row| cells(report, row)).collect();
        Ok(Figures::new(report, days, rows?))
    }

    /// The time within which half of the bot's answers of these days came, in milliseconds; none without answers.
    pub(crate) async fn median_response(
        &self,
        (bot, is_test): (&str, bool),
        days: Days,
    ) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar(MEDIAN)
            .bind(counted_as(bot, is_test))
            .bind(days.first)
            .bind(days.last)
            .bind("bot")
            .fetch_one(&self.reader)
            .await
    }
}
