//! Report rows as CSV: flattened columns, for a spreadsheet (protocols.md 1.5.3, threat row R2).

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use serde_json::Value;

/// In the order of protocols.md 1.5.2; `author` and `conversation_rating` are ours.
const COLUMNS: &[&str] = &[
    "id",
    "timestamp",
    "message",
    "response",
    "conversation_id",
    "through_bot_modules",
    "bot_module_id",
    "is_test",
    "external_agent",
    "through_connection_id",
    "is_global_module_match",
    "is_deleted",
    "connections.id_message_evaluate",
    "connections.data",
    "user_message_empty",
    "bot_response_empty",
    "bot_module.id",
    "bot_module.name",
    "bot_module.type",
    "bot_module.instruction",
    "bot_module.error_instruction",
    "bot_module.is_global",
    "bot_module.priority",
    "bot_module.is_starting",
    "bot_module.fallback_module_id",
    "bot_module.skip_user_input",
    "bot_module.skip_global_connection_evaluation",
    "bot_module.group",
    "bot_module.kpis",
    "botuser.id",
    "botuser.created_date",
    "botuser.botuser_meta.web.host",
    "botuser.botuser_meta.web.current_ip",
    "botuser.botuser_meta.web.hostPageUrl",
    "author",
    "conversation_rating.grade",
    "conversation_rating.comment",
];

/// Some rows as the bytes of a CSV file.
pub(crate) struct CsvPage {
    writer: Writer<Vec<u8>>,
}

impl CsvPage {
    /// The beginning of a file: the mark by which spreadsheets know UTF-8, and the head line.
    pub(crate) fn first() -> Result<Self, csv::Error> {
        let mut page = Self { writer: writer("\u{feff}".as_bytes().to_vec()) };
        page.writer.write_record(COLUMNS)?;
        Ok(page)
    }

    /// A later part of a file.
    pub(crate) fn next() -> Self {
        Self { writer: writer(Vec::new()) }
    }

    /// One row.
    pub(crate) fn push(&mut self, row: &Value) -> Result<(), csv::Error> {
        for column in COLUMNS {
            let value = column.split('.').try_fold(row, |value, key| value.get(key));
            self.writer.write_field(cell(value).as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)
    }

    /// The bytes.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>, csv::Error> {
        self.writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

pub(super) fn writer(bytes: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(bytes)
}

fn cell(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(Value::String(text)) => defused(text),
        Some(value @ (Value::Array(_) | Value::Object(_))) => Cow::Owned(value.to_string()),
        Some(value) => Cow::Owned(defused(&value.to_string()).into_owned()),
    }
}

/// The text with a `'` before each line that a spreadsheet may take for a formula.
pub(super) fn defused(text: &str) -> Cow<'_, str> {
    if !lines(text).any(is_formula) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for line in lines(text) {
        if is_formula(line) {
            safe.push('\'');
        }
        safe.push_str(line);
    }
    Cow::Owned(safe)
}

/// Each with its line end, of either kind.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', '\r'])
}

/// Whether the first letter that is seen begins a formula, or a tab or return stands before it: those
/// move what follows into a cell of its own in some programs. Wide forms of the signs count, too.
fn is_formula(line: &str) -> bool {
    let is_hidden = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    for letter in line.chars() {
        match letter {
            '\t' | '\r' | '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' => return true,
            hidden if is_hidden(hidden) => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            (" =1", "' =1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("\u{200b}@x", "'\u{200b}@x"),
            ("＝1", "'＝1"),
            ("a\n=1", "a\n'=1"),
            ("a\r\n -1", "a\r\n' -1"),
            ("\n=1", "\n'=1"),
            ("\n\n\u{a0}+1\nb", "\n\n'\u{a0}+1\nb"),
        ] {
            assert_eq!(defused(text), safe, "{text:?}");
        }
        for text in ["", "a", "a=1", "1-1", "a\nb", "'=1", "[\"=1\"]", "é@x", "\"=1\"", " a -1"] {
            assert_eq!(defused(text), text, "{text:?}");
        }
    }

    #[test]
    fn a_row_fills_the_columns_by_name() {
        let row = serde_json::json!({
            "id": 7, "message": "say \"hi\",\n=HYPERLINK(1)", "response": [{"type": "text", "text": "=1"}],
            "is_test": false, "external_agent": null, "bot_module": {"id": 72, "name": "-x"},
            "botuser": {"botuser_meta": {"web": {"host": "shop.example"}}}, "unknown": 1
        });
        let mut page = CsvPage::first().unwrap();
        page.push(&row).unwrap();
        let bytes = page.into_bytes().unwrap();
        assert!(bytes.starts_with(b"\xef\xbb\xbf\"id\",\"timestamp\","));
        let mut read = csv::Reader::from_reader(&bytes[3..]);
        let heads = read.headers().unwrap().clone();
        let record = read.records().next().unwrap().unwrap();
        assert_eq!((heads.len(), record.len()), (COLUMNS.len(), COLUMNS.len()));
        let of = |name| record.get(heads.iter().position(|head| head == name).unwrap()).unwrap();
        assert_eq!((of("id"), of("external_agent"), of("is_test")), ("7", "", "false"));
        assert_eq!(of("message"), "say \"hi\",\n'=HYPERLINK(1)");
        assert_eq!(of("response"), r#"[{"text":"=1","type":"text"}]"#);
        assert_eq!((of("bot_module.name"), of("botuser.botuser_meta.web.host")), ("'-x", "shop.example"));
    }
}
