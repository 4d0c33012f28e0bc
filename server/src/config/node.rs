//! One table of a TOML file, read key by key: what is wrong is noted, and reading goes on.

use std::cell::RefCell;
use std::ops::Range;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::quantity;
use super::source::Source;

/// A value and where it stands.
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

pub(super) struct Node<'a> {
    pub(super) source: &'a Source<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Node<'a> {
    pub(super) fn new(source: &'a Source<'a>, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self { source, table, span, asked: RefCell::default() }
    }

    /// Where the table begins.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Notes every key nobody asked for. Called once all known keys were asked for.
    pub(super) fn finish(&self) {
        let mut known = self.asked.borrow().clone();
        known.sort_unstable();
        known.dedup();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let message = format!("unknown key `{name}`; known here: {}", known.join(", "));
                self.source.mistake(key.span(), "unknown_key", message);
            }
        }
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    fn read<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&'a DeValue<'a>) -> Option<T>,
    ) -> Option<At<T>> {
        let value = self.get(key)?;
        let found = read(value.get_ref());
        if found.is_none() {
            let message = format!("`{key}` must be {expected}, not {}", value.get_ref().type_str());
            self.source.mistake(value.span(), "wrong_type", message);
        }
        found.map(|found| At { value: found, span: value.span() })
    }

    pub(super) fn string(&self, key: &'static str) -> Option<At<&'a str>> {
        self.read(key, "a string", DeValue::as_str)
    }

    pub(super) fn required_string(&self, key: &'static str) -> Option<At<&'a str>> {
        self.require(key);
        self.string(key)
    }

    /// Notes that `key` is missing, if it is.
    pub(super) fn require(&self, key: &'static str) {
        if self.table.get(key).is_none() {
            self.source.mistake(self.span(), "missing_key", format!("the key `{key}` is required here"));
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// A string that `read` understands; `expected` says what it must be.
    pub(super) fn parsed<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<At<T>> {
        let At { value, span } = self.string(key)?;
        let found = read(value);
        if found.is_none() {
            let message = format!("`{key}` must be {expected}, not {value:?}");
            self.source.mistake(span.clone(), "bad_value", message);
        }
        found.map(|value| At { value, span })
    }

    pub(super) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.read(key, "true or false", DeValue::as_bool).map(|at| at.value)
    }

    /// A whole number from `least` up.
    pub(super) fn number(&self, key: &'static str, least: u64) -> Option<u64> {
        let At { value, span } = self.read(key, "a whole number", DeValue::as_integer)?;
        let digits = value.as_str().replace('_', "");
        match u64::from_str_radix(digits.trim_start_matches('+'), value.radix()) {
            Ok(number) if number >= least => Some(number),
            _ => {
                let message = format!("`{key}` must be a whole number of at least {least}");
                self.source.mistake(span, "bad_value", message);
                None
            }
        }
    }

    /// A number from `least` to `most`, whole or not.
    pub(super) fn decimal(&self, key: &'static str, least: f64, most: f64) -> Option<f64> {
        let text = |value: &'a DeValue<'a>| match value {
            DeValue::Float(number) => Some(number.as_str()),
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str()),
            _ => None,
        };
        let At { value, span } = self.read(key, "a number", text)?;
        let found = value.replace('_', "").parse().ok().filter(|number| (least..=most).contains(number));
        if found.is_none() {
            let message = format!("`{key}` must be a number from {least} to {most}");
            self.source.mistake(span, "bad_value", message);
        }
        found
    }

    /// A number of bytes, as a string with its unit.
    pub(super) fn bytes(&self, key: &'static str) -> Option<u64> {
        self.parsed(key, "a size such as \"64KiB\"", quantity::bytes).map(|at| at.value)
    }

    pub(super) fn strings(&self, key: &'static str) -> Vec<At<&'a str>> {
        let Some(list) = self.read(key, "a list of strings", DeValue::as_array) else { return Vec::new() };
        let mut found = Vec::new();
        for item in list.value {
            if let Some(value) = item.get_ref().as_str() {
                found.push(At { value, span: item.span() });
            } else {
                let message = format!("`{key}` must hold strings, not {}", item.get_ref().type_str());
                self.source.mistake(item.span(), "wrong_type", message);
            }
        }
        found
    }

    /// Strings that `read` understands, one by one.
    pub(super) fn parsed_strings<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for At { value, span } in self.strings(key) {
            if let Some(item) = read(value) {
                found.push(item);
            } else {
                let message = format!("`{key}` must hold {expected}, not {value:?}");
                self.source.mistake(span, "bad_value", message);
            }
        }
        found
    }

    pub(super) fn table(&self, key: &'static str) -> Option<Node<'a>> {
        let at = self.read(key, "a table", DeValue::as_table)?;
        Some(Node::new(self.source, at.value, at.span))
    }

    pub(super) fn tables(&self, key: &'static str) -> Vec<Node<'a>> {
        let Some(list) = self.read(key, "a list of tables", DeValue::as_array) else { return Vec::new() };
        let mut found = Vec::new();
        for item in list.value {
            if let Some(table) = item.get_ref().as_table() {
                found.push(Node::new(self.source, table, item.span()));
            } else {
                let message = format!("`{key}` must hold tables, not {}", item.get_ref().type_str());
                self.source.mistake(item.span(), "wrong_type", message);
            }
        }
        found
    }

    /// A path that must lead to a file.
    pub(super) fn file(&self, key: &'static str) -> Option<At<PathBuf>> {
        let At { value, span } = self.string(key)?;
        let path = self.source.path(value);
        if path.is_file() {
            return Some(At { value: path, span });
        }
        self.source.mistake(span, "missing_file", format!("`{key}`: there is no file at {}", path.display()));
        None
    }

    /// A path that should lead to a folder; one that is made later is only warned about.
    pub(super) fn folder(&self, key: &'static str) -> Option<PathBuf> {
        let At { value, span } = self.string(key)?;
        let path = self.source.path(value);
        if !path.is_dir() {
            let message = format!("`{key}`: there is no folder at {}", path.display());
            self.source.warning(span, "missing_folder", message);
        }
        Some(path)
    }
}
