//! The sentences by name, and their English.

include!(concat!(env!("OUT_DIR"), "/word.rs"));

impl Word {
    /// The key of `en.js`, of the locale files and of the page's `strings`.
    pub(crate) fn key(self) -> &'static str {
        self.row().0
    }

    /// The English of a key, for parts that say what the chat says too.
    pub(crate) fn english_of(key: &str, category: &str) -> Option<String> {
        let mut rows = TABLE.split('\n').filter_map(|row| row.split_once('\t'));
        rows.find(|row| row.0 == key).map(|row| form(row.1, category).to_owned())
    }

    /// The English for a plural category; a sentence that does not count has one form.
    pub(crate) fn english(self, category: &str) -> &'static str {
        form(self.row().1, category)
    }

    #[inline(never)]
    fn row(self) -> (&'static str, &'static str) {
        TABLE.split('\n').nth(self as usize).and_then(|row| row.split_once('\t')).unwrap_or_default()
    }
}

fn form(text: &'static str, category: &str) -> &'static str {
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
