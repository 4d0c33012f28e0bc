//! JSON into nodes, each with its place, which no reader into plain values keeps.

use super::mistake::Mistakes;
use super::node::{Entry, Node, Value};
use crate::limits;

/// The whole file; what cannot be read as JSON is reported once.
pub(super) fn parse(text: &str, mistakes: &mut Mistakes) -> Node {
    let mut reader = Reader { text, at: 0 };
    let read = reader.node(0).and_then(|node| {
        reader.skip_space();
        if reader.at == text.len() { Ok(node) } else { Err("something stands after the end") }
    });
    read.unwrap_or_else(|why| {
        mistakes.add(reader.at, "syntax", format!("this is not JSON: {why}"));
        Node { at: 0, value: Value::Table(Vec::new()) }
    })
}

type Read<T> = Result<T, &'static str>;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at = self.at.saturating_add(wanted.len());
        }
        found
    }

    fn skip_space(&mut self) {
        let blank = self.rest().find(|letter| !matches!(letter, ' ' | '\t' | '\n' | '\r'));
        self.at = self.at.saturating_add(blank.unwrap_or(self.rest().len()));
    }

    fn node(&mut self, depth: usize) -> Read<Node> {
        self.skip_space();
        if depth > limits::DEPTH {
            return Err("it is nested too deeply");
        }
        let at = self.at;
        let value = match self.peek() {
            Some('{') => self.table(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            _ if self.take("true") => Value::Boolean(true),
            _ if self.take("false") => Value::Boolean(false),
            _ if self.take("null") => Value::Other("null"),
            Some(_) => return Err("a value is expected here"),
            None => return Err("it ends too early"),
        };
        Ok(Node { at, value })
    }

    fn table(&mut self, depth: usize) -> Read<Value> {
        self.take("{");
        let mut entries: Vec<Entry> = Vec::new();
        self.skip_space();
        if self.take("}") {
            return Ok(Value::Table(entries));
        }
        loop {
            self.skip_space();
            let at = self.at;
            if self.peek() != Some('"') {
                return Err("a key in quotes is expected here");
            }
            let key = self.string()?;
            if entries.iter().any(|entry| entry.key == key) {
                self.at = at;
                return Err("this key stands twice");
            }
            self.skip_space();
            if !self.take(":") {
                return Err("`:` is expected here");
            }
            let node = self.node(depth.saturating_add(1))?;
            // An editor's own key, which says nothing about the bot.
            if !(depth == 0 && key == "$schema") {
                entries.push(Entry { key, at, node });
            }
            self.skip_space();
            if self.take("}") {
                return Ok(Value::Table(entries));
            }
            if !self.take(",") {
                return Err("`,` or `}` is expected here");
            }
        }
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        self.take("[");
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.node(depth.saturating_add(1))?);
            self.skip_space();
            if self.take("]") {
                return Ok(Value::List(items));
            }
            if !self.take(",") {
                return Err("`,` or `]` is expected here");
            }
        }
    }

    fn string(&mut self) -> Read<String> {
        let mut escaped = false;
        let end = self.rest().char_indices().skip(1).find(|(_, letter)| {
            let ends = *letter == '"' && !escaped;
            escaped = *letter == '\\' && !escaped;
            ends
        });
        let length = end.ok_or("this text has no end")?.0.saturating_add(1);
        let quoted = self.rest().get(..length).unwrap_or_default();
        let text =
            serde_json::from_str(quoted).map_err(|_| "this text holds a bad escape or a line break")?;
        self.at = self.at.saturating_add(length);
        Ok(text)
    }

    fn number(&mut self) -> Read<Value> {
        let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | 'e' | 'E');
        let length = self.rest().find(|letter| !is_part(letter)).unwrap_or(self.rest().len());
        let digits = self.rest().get(..length).unwrap_or_default();
        let number: serde_json::Number = serde_json::from_str(digits).map_err(|_| "this is no number")?;
        let value = match (number.as_u64(), number.as_f64()) {
            (Some(whole), _) => Value::Integer(whole),
            (None, Some(number)) => Value::Number(number),
            (None, None) => Value::Other("a number that is too large"),
        };
        self.at = self.at.saturating_add(length);
        Ok(value)
    }
}
