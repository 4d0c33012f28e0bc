//! Accounts, and rows of days long gone.

use hyper::Method;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::{Answer, BOT, OTHER_BOT, Server};

pub const ANALYST: &str = "CANARY-token-of-the-analyst";
pub const OTHER_ANALYST: &str = "CANARY-token-of-the-other-analyst";
pub const EMAIL: &str = "analyst@example.org";

/// Settings with two accounts; `extra` stands before the tables.
pub fn accounts(extra: &str) -> String {
    format!(
        r#"
{extra}

[[account]]
email = "{EMAIL}"
token = {{ literal = "{ANALYST}" }}
bots = ["{BOT}"]

[[account]]
email = "other@example.org"
token = {{ literal = "{OTHER_ANALYST}" }}
bots = ["{OTHER_BOT}"]
"#
    )
}

/// Parameters for all that is stored now.
pub fn days_around_now(bot: &str) -> String {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let (from, to) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
    format!("fromDate={from}&toDate={to}&reportId=1&botId={bot}")
}

pub async fn ask_report(server: &Server, token: Option<&str>, query: &str) -> Answer {
    let jwt = format!("JWT {}", token.unwrap_or_default());
    let headers: &[_] = if token.is_some() { &[("authorization", jwt.as_str())] } else { &[] };
    server.ask(Method::GET, &format!("/api/frontend/reports/messages/?{query}"), headers, "").await
}

/// `count` rows of a bot from `first` on, a second apart: each a bot's message that answers nobody.
pub async fn rows_of_the_past(file: &mut SqliteConnection, bot: &str, first: i64, count: i64, at_ms: i64) {
    let statements = format!(
        "INSERT OR IGNORE INTO botusers (id, bot, meta, created_ms) VALUES ({first}, '{bot}', '{{}}', 0);
         INSERT OR IGNORE INTO conversations (id, bot, botuser, state, cvars, last_seq, active_s, created_ms)
             VALUES ({first}, '{bot}', {first}, '{{}}', '{{}}', {count}, 0, 0);
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})
         INSERT INTO messages (id, bot, conversation, seq, author, at_ms, actions, module, connections)
             SELECT {first} + i, '{bot}', {first}, i + 1, 'bot', {at_ms} + i * 1000,
                 '[{{\"type\":\"text\",\"text\":\"=row ' || i || '\"}}]',
                 '{{\"id\":72,\"name\":\"New Module\",\"group_colour\":null,\"kpi_tags\":[]}}',
                 '{{\"id_message_evaluate\":null,\"reply_to_module_id\":68,\"data\":[{{\"type\":\"local\",\"fallback\":true}}]}}'
             FROM n;"
    );
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(file).await.unwrap();
}
