//! The file the server keeps, as it is on the disk: read and, while the server is away, changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use parlour_protocol::Action;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
use tokio::runtime::{Builder, Runtime};

/// One row of the log.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) conversation: u64,
    pub(crate) seq: u64,
    pub(crate) mid: Option<String>,
    /// What of it stands in bubbles.
    pub(crate) texts: Vec<String>,
}

/// What a report says of one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) id: i64,
    pub(crate) conversation: i64,
    pub(crate) message: String,
    pub(crate) response: Vec<Action>,
}

pub(crate) struct Kept {
    runtime: Runtime,
    connection: SqliteConnection,
}

impl Kept {
    pub(crate) fn open(file: &Path) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let options =
            SqliteConnectOptions::new().filename(file).busy_timeout(std::time::Duration::from_secs(20));
        let connection =
            runtime.block_on(SqliteConnection::connect_with(&options)).expect("the store's file");
        Self { runtime, connection }
    }

    /// Everything in the log, in order.
    pub(crate) fn rows(&mut self) -> Vec<Row> {
        let all =
            "SELECT conversation, seq, mid, actions FROM messages WHERE seq > 0 ORDER BY conversation, seq";
        let rows = self.runtime.block_on(sqlx::query(all).fetch_all(&mut self.connection)).expect("the log");
        rows.iter()
            .map(|row| {
                let actions: Vec<Action> = serde_json::from_str(row.get("actions")).expect("actions");
                let texts = actions.into_iter().filter_map(|action| match action {
                    Action::Text { text } => Some(text),
                    _ => None,
                });
                Row {
                    conversation: row.get::<i64, _>("conversation").unsigned_abs(),
                    seq: row.get::<i64, _>("seq").unsigned_abs(),
                    mid: row.get("mid"),
                    texts: texts.collect(),
                }
            })
            .collect()
    }

    /// What a report must have: a row for each answer with what was answered, and one for each message
    /// without an answer.
    pub(crate) fn told(&mut self) -> Vec<Told> {
        let all = "SELECT id, conversation, author, actions, answers FROM messages \
                   WHERE handover IS NULL ORDER BY id";
        let rows = self.runtime.block_on(sqlx::query(all).fetch_all(&mut self.connection)).expect("the log");
        let actions =
            |row: &SqliteRow| -> Vec<Action> { serde_json::from_str(row.get("actions")).expect("actions") };
        let said: BTreeMap<i64, String> =
            rows.iter().map(|row| (row.get("id"), text(&actions(row)))).collect();
        let answered: BTreeSet<i64> = rows.iter().filter_map(|row| row.get("answers")).collect();
        let mut told = Vec::new();
        for row in &rows {
            let (id, is_answer) = (row.get("id"), row.get::<String, _>("author") == "bot");
            if !is_answer && answered.contains(&id) {
                continue;
            }
            let message = if is_answer { row.get::<Option<i64>, _>("answers") } else { Some(id) };
            told.push(Told {
                id,
                conversation: row.get("conversation"),
                message: message.and_then(|id| said.get(&id).cloned()).unwrap_or_default(),
                response: if is_answer { actions(row) } else { Vec::new() },
            });
        }
        told
    }

    /// Where each message of a visitor's stands.
    pub(crate) fn places(&mut self) -> BTreeMap<(u64, String), u64> {
        let all = "SELECT conversation, seq, mid FROM messages WHERE mid IS NOT NULL";
        let rows = self.runtime.block_on(sqlx::query(all).fetch_all(&mut self.connection)).expect("the log");
        let named = |row: &SqliteRow| {
            let (conversation, seq) = (row.get::<i64, _>(0), row.get::<i64, _>(1));
            ((conversation.unsigned_abs(), row.get::<String, _>(2)), seq.unsigned_abs())
        };
        rows.iter().map(named).collect()
    }

    /// Conversations, or those that are silent since a time.
    pub(crate) fn conversations(&mut self, since_s: i64) -> BTreeSet<u64> {
        let all = "SELECT id FROM conversations WHERE active_s < ?";
        let ids = sqlx::query_scalar::<_, i64>(all).bind(since_s).fetch_all(&mut self.connection);
        self.runtime.block_on(ids).expect("conversations").into_iter().map(i64::unsigned_abs).collect()
    }

    /// A number that a statement counts.
    pub(crate) fn count(&mut self, statement: &'static str) -> i64 {
        let count = sqlx::query_scalar::<_, i64>(statement).fetch_one(&mut self.connection);
        self.runtime.block_on(count).expect("a number")
    }

    /// The log's end as each conversation tells it.
    pub(crate) fn ends(&mut self) -> BTreeMap<u64, u64> {
        let all = "SELECT id, last_seq FROM conversations WHERE deleted_ms IS NULL";
        let rows = self.runtime.block_on(sqlx::query(all).fetch_all(&mut self.connection)).expect("ends");
        rows.iter()
            .map(|row| (row.get::<i64, _>(0).unsigned_abs(), row.get::<i64, _>(1).unsigned_abs()))
            .collect()
    }

    pub(crate) fn is_whole(&mut self) -> bool {
        let check = sqlx::query_scalar::<_, String>("PRAGMA integrity_check").fetch_one(&mut self.connection);
        self.runtime.block_on(check).expect("a check") == "ok"
    }

    /// Whether a text stands anywhere in the log, in answers or in work that waits.
    pub(crate) fn mentions(&mut self, text: &str) -> bool {
        let all = "SELECT (SELECT count(*) FROM messages WHERE instr(actions, ?1)) \
                   + (SELECT count(*) FROM answers WHERE instr(body, ?1)) \
                   + (SELECT count(*) FROM waiting WHERE instr(work, ?1))";
        let count =
            sqlx::query_scalar::<_, i64>(all).bind(format!("{text}\"")).fetch_one(&mut self.connection);
        self.runtime.block_on(count).expect("a scan") > 0
    }

    pub(crate) fn set_epoch(&mut self, epoch: &str) {
        let set = sqlx::query("UPDATE meta SET value = ? WHERE name = 'epoch'").bind(epoch.to_owned());
        self.runtime.block_on(set.execute(&mut self.connection)).expect("an epoch");
    }

    /// Makes a copy as it is now.
    pub(crate) fn copy(&mut self, to: &Path) {
        let _ = std::fs::remove_file(to);
        let copy = format!("VACUUM INTO '{}'", to.display());
        let copied = sqlx::query(AssertSqlSafe(copy)).execute(&mut self.connection);
        self.runtime.block_on(copied).expect("a copy");
    }

    pub(crate) fn close(self) {
        let Self { runtime, connection } = self;
        let _ = runtime.block_on(connection.close());
    }
}

fn text(actions: &[Action]) -> String {
    let texts = actions.iter().filter_map(|action| match action {
        Action::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}
