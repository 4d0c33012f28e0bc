//! A file being read: its text, where its relative paths begin, and the mistakes found so far.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::file::Environment;
use super::mistake::{Mistake, Severity};

pub(super) struct Source<'a> {
    pub(super) name: String,
    pub(super) text: &'a str,
    pub(super) base: &'a Path,
    pub(super) environment: &'a Environment<'a>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(name: String, text: &'a str, base: &'a Path, environment: &'a Environment<'a>) -> Self {
        Self { name, text, base, environment, mistakes: RefCell::default() }
    }

    pub(super) fn mistake(&self, span: Range<usize>, code: &'static str, message: impl Into<String>) {
        self.report(span, code, message.into(), Severity::Error);
    }

    pub(super) fn warning(&self, span: Range<usize>, code: &'static str, message: impl Into<String>) {
        self.report(span, code, message.into(), Severity::Warning);
    }

    fn report(&self, span: Range<usize>, code: &'static str, message: String, severity: Severity) {
        let (line, column) = place(self.text, span.start);
        self.add(Mistake { file: self.name.clone(), line, column, code, message, severity });
    }

    /// A mistake of another file, as it is.
    pub(super) fn add(&self, mistake: Mistake) {
        self.mistakes.borrow_mut().push(mistake);
    }

    /// A path as written, from the folder of the configuration.
    pub(super) fn path(&self, written: &str) -> PathBuf {
        self.base.join(written)
    }

    /// In the order of the file.
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        let own = self.name;
        mistakes.sort_by_key(|mistake| (mistake.file != own, mistake.line, mistake.column));
        // Two bots may share a flow, and then its mistakes.
        mistakes.dedup();
        mistakes
    }
}

/// Line and column of a byte, both from 1, the column in characters.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let text = "a\nçb = 1\n";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, text.find('b').unwrap()), (2, 2));
        assert_eq!(place(text, 999), (3, 1));
    }
}
