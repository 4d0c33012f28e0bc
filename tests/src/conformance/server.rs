//! A server of its own for each case: a free port, an empty store.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(super) const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
pub(super) const OTHER_BOT: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
pub(super) const API_TOKEN: &str = "api-token-of-the-case-bot";
pub(super) const OTHER_API_TOKEN: &str = "api-token-of-another-bot";
pub(super) const ACCOUNT_TOKEN: &str = "account-token-of-the-analyst";
pub(super) const OTHER_ACCOUNT_TOKEN: &str = "account-token-of-another-analyst";
pub(super) const ORIGIN: &str = "https://shop.example";

const CONFIG: &str = r##"
listen = "127.0.0.1:0"
store = "sqlite:cases.db"

[limits]
sessions_per_minute_per_ip = 1000
messages_per_minute_per_ip = 1000

[[account]]
email = "analyst@shop.example"
token = { env = "CASE_ACCOUNT_TOKEN" }
bots = ["0f8fad5b-d9cb-469f-a165-70867728950e"]

[[account]]
email = "analyst@another.example"
token = { env = "OTHER_ACCOUNT_TOKEN" }
bots = ["7c9e6679-7425-40de-944b-e07fc1f90ae7"]

[[bot]]
id = "0f8fad5b-d9cb-469f-a165-70867728950e"
name = "Case bot"
channel = "engine"
flow = "flow.toml"
origins = ["https://shop.example"]
refs = ["returns"]
variables = ["plan"]
uploads = true
session_minutes = 600
api_token = { env = "CASE_API_TOKEN" }
theme = { accent = "#1f6f54", title = "Case bot" }

[[bot]]
id = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
name = "Another bot"
channel = "engine"
flow = "flow.toml"
origins = ["https://shop.example"]
api_token = { env = "OTHER_API_TOKEN" }
"##;

/// Stops when dropped, and takes its store with it.
pub(super) struct Running {
    runtime: Runtime,
    server: Option<parlour_server::Running>,
    store: PathBuf,
    _folder: TempDir,
}

impl Running {
    pub(super) fn start() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let flow = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/flow.toml");
        std::fs::copy(flow, folder.path().join("flow.toml")).map_err(|error| error.to_string())?;
        let environment = |name: &str| match name {
            "CASE_API_TOKEN" => Some(API_TOKEN.to_owned()),
            "OTHER_API_TOKEN" => Some(OTHER_API_TOKEN.to_owned()),
            "CASE_ACCOUNT_TOKEN" => Some(ACCOUNT_TOKEN.to_owned()),
            "OTHER_ACCOUNT_TOKEN" => Some(OTHER_ACCOUNT_TOKEN.to_owned()),
            _ => None,
        };
        let (config, _) = parlour_server::config::parse("cases.toml", CONFIG, folder.path(), &environment)
            .map_err(|mistakes| format!("{mistakes:?}"))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let server = runtime.block_on(parlour_server::start(config)).map_err(|error| error.to_string())?;
        let store = folder.path().join("cases.db");
        Ok(Self { runtime, server: Some(server), store, _folder: folder })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.server.as_ref().map_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)), |server| server.address)
    }

    /// Every row of every table as text: what is stored, whatever the tables are.
    pub(super) fn rows(&self) -> Result<String, String> {
        self.runtime.block_on(dump(&self.store)).map_err(|error| format!("the store cannot be read: {error}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }
}

/// Counts of what is stored, made by a worker in its own time: whether it has come by yet says nothing of a request.
const COUNTS: [&str; 5] = ["report_days", "report_kpis", "report_modules", "report_talks", "report_waits"];
/// How far it has come.
const COUNTED: &str = "'reports_counted'";

async fn dump(store: &Path) -> Result<String, sqlx::Error> {
    let mut connection = SqliteConnectOptions::new().filename(store).read_only(true).connect().await?;
    let columns = "SELECT t.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ') \
                   FROM sqlite_master t JOIN pragma_table_info(t.name) c \
                   WHERE t.type = 'table' GROUP BY t.name ORDER BY t.name";
    let mut text = String::new();
    for table in sqlx::query(columns).fetch_all(&mut connection).await? {
        let (name, row): (String, String) = (table.try_get(0)?, table.try_get(1)?);
        if COUNTS.contains(&name.as_str()) {
            continue;
        }
        // The names come from the store's own catalogue.
        let rows = AssertSqlSafe(format!("SELECT {row} FROM \"{name}\" ORDER BY 1"));
        text.extend([name.as_str(), "\n"]);
        for row in sqlx::query(rows).fetch_all(&mut connection).await? {
            let row: &str = row.try_get(0)?;
            if !row.starts_with(COUNTED) {
                text.extend(["  ", row, "\n"]);
            }
        }
    }
    connection.close().await?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_seen() {
        let server = Running::start().unwrap();
        let before = server.rows().unwrap();
        assert!(before.contains("messages\n"), "{before}");
        let request = super::super::message::Message::of_file(
            format!(
                "POST /api/webchat/bot/{BOT}/messages/ HTTP/1.1\nAuthorization: bearer {API_TOKEN}\n\
                 Content-Type: application/json\n\n{}",
                r#"{"user_id":"u","actions":[{"type":"standby","text":"seen?"}]}"#
            )
            .as_bytes(),
        );
        let reply = super::super::wire::exchange(server.address(), &request.unwrap(), None).unwrap();
        assert_eq!(reply.first_line, "HTTP/1.1 200 OK");
        assert!(server.rows().unwrap().contains("seen?"));
    }
}
