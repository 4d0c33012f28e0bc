//! Rows of message reports: one for each module that spoke, and one for each message nobody answered.

use serde_json::{Map, Value, json};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::Store;
use crate::clock;
use crate::limits::REPORT_ROWS;

const ROWS: &str = "\
    SELECT m.id, m.at_ms, m.conversation, m.author, m.caller_id, m.mid, \
           CASE WHEN m.author = 'bot' THEN said.actions ELSE m.actions END AS said, \
           CASE WHEN m.author = 'bot' THEN m.actions END AS response, \
           m.module, m.connections, m.is_deleted, u.id AS botuser, u.created_ms, u.meta \
    FROM messages m \
    LEFT JOIN messages said ON said.id = m.answers AND said.conversation = m.conversation AND said.bot = m.bot \
    JOIN conversations c ON c.id = m.conversation AND c.bot = m.bot \
    JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
    WHERE (?1 IS NULL OR m.bot = ?1) \
      AND (m.author = 'bot' OR NOT EXISTS \
           (SELECT 1 FROM messages reply WHERE reply.answers = m.id AND reply.conversation = m.conversation)) \
    ORDER BY m.id LIMIT ?2";

impl Store {
    /// Stored rows in order of `id`, of one bot or of all (protocols.md 1.5.2, as far as this
    /// version keeps the fields).
    pub(crate) async fn report(&self, bot: Option<&str>) -> Result<Vec<Value>, sqlx::Error> {
        let rows = sqlx::query(ROWS).bind(bot).bind(REPORT_ROWS).fetch_all(&self.reader).await?;
        rows.iter().map(report_row).collect()
    }
}

fn report_row(row: &SqliteRow) -> Result<Value, sqlx::Error> {
    let read = |column| -> Result<Value, sqlx::Error> {
        let text: Option<&str> = row.try_get(column)?;
        let text = text.unwrap_or("null");
        serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
    };
    let texts = |actions: &Value| -> String {
        let actions = actions.as_array().map(Vec::as_slice).unwrap_or_default();
        let texts = actions.iter().filter_map(|action| action.get("text").and_then(Value::as_str));
        texts.collect::<Vec<_>>().join("\n")
    };
    let (module, mut connections) = (read("module")?, read("connections")?);
    let message = texts(&read("said")?);
    let response = match read("response")? {
        Value::Null => json!([]),
        actions => actions,
    };
    let author: &str = row.try_get("author")?;
    let landed_from = match connections.as_object_mut().and_then(|map| map.remove("reply_to_module_id")) {
        None | Some(Value::Null) => json!([]),
        Some(module) => json!([module]),
    };
    if connections.is_null() {
        let own: Option<&str> = row.try_get("caller_id")?;
        let mid: Option<&str> = row.try_get("mid")?;
        connections = json!({"id_message_evaluate": own.or(mid), "data": []});
    }
    let bot_module = module.as_object().map(|module| {
        let field = |name| module.get(name).cloned().unwrap_or_default();
        json!({"id": field("id"), "name": field("name"), "kpis": field("kpi_tags")})
    });
    let mut out = Map::new();
    for (name, value) in [
        ("id", json!(row.try_get::<i64, _>("id")?)),
        ("timestamp", json!(clock::rfc3339(row.try_get("at_ms")?))),
        ("user_message_empty", json!(message.is_empty())),
        ("message", json!(message)),
        ("bot_response_empty", json!(response.as_array().is_none_or(Vec::is_empty))),
        ("response", response),
        ("conversation_id", json!(row.try_get::<i64, _>("conversation")?)),
        ("through_bot_modules", landed_from),
        ("bot_module_id", module.get("id").cloned().unwrap_or_default()),
        ("bot_module", json!(bot_module)),
        ("is_deleted", json!(row.try_get::<bool, _>("is_deleted")?)),
        ("author", json!(author)),
        ("connections", connections),
        (
            "botuser",
            json!({
                "id": row.try_get::<i64, _>("botuser")?,
                "created_date": clock::rfc3339(row.try_get("created_ms")?),
                "botuser_meta": read("meta")?,
            }),
        ),
    ] {
        out.insert(name.to_owned(), value);
    }
    Ok(Value::Object(out))
}
