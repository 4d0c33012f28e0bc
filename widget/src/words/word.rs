//! The sentences by name, and their English.

include!(concat!(env!("OUT_DIR"), "/word.rs"));

impl Word {
    /// The key of `en.js`, of the locale files and of the page's `strings`.
    pub(crate) fn key(self) -> &'static str {
        self.row().0
    }

    /// The English for a plural category; a sentence that does not count has one form.
    pub(crate) fn english(self, category: &str) -> &'static str {
        let text = self.row().1;
        match text.split_once('\t') {
            Some((one, other)) => {
                if category == "one" {
                    one
                } else {
                    other
                }
            }
            None => text,
        }
    }

    #[inline(never)]
    fn row(self) -> (&'static str, &'static str) {
        TABLE.split('\n').nth(self as usize).and_then(|row| row.split_once('\t')).unwrap_or_default()
    }
}
