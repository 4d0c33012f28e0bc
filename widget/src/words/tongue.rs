//! The sentences as they are said now: what the page words itself, then the language, then English.

use wasm_bindgen::JsValue;

use super::Word;
use super::fill::fill;
use super::format::plural;
use crate::caught::get;
use crate::view::Live;

/// A language, and what the page words itself.
#[derive(Clone, PartialEq)]
pub struct Tongue {
    /// BCP 47 tag by which numbers, dates and plurals are written.
    pub tag: String,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    /// A locale file: key to text, or to an object by plural category; `undefined` for English.
    pub file: JsValue,
    /// The page's own wording, of the same shape, for some keys; `undefined` for none.
    pub strings: JsValue,
}

impl Default for Tongue {
    fn default() -> Self {
        Self { tag: "en".to_owned(), is_rtl: false, file: JsValue::UNDEFINED, strings: JsValue::UNDEFINED }
    }
}

/// What the widget says. Whatever reads it in an effect reads again when the language changes.
#[derive(Clone)]
pub struct Words(pub(super) Live<Tongue>);

impl Default for Words {
    fn default() -> Self {
        Self(Live::new(Tongue::default()))
    }
}

impl Words {
    /// Says everything in another language from now on.
    pub fn speak(&self, tongue: Tongue) {
        self.0.set(tongue);
    }

    /// The tag of the language.
    pub fn tag(&self) -> String {
        self.0.with(|tongue| tongue.tag.clone())
    }

    /// `rtl` or `ltr`, for a `dir` attribute.
    pub fn direction(&self) -> &'static str {
        if self.0.with(|tongue| tongue.is_rtl) { "rtl" } else { "ltr" }
    }

    /// A sentence.
    pub fn get(&self, word: Word) -> String {
        self.form(word, "other")
    }

    /// A sentence with its placeholders filled in.
    pub fn fill(&self, word: Word, values: &[(&str, &str)]) -> String {
        let value =
            |name: &str| values.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned());
        fill(&self.get(word), &value)
    }

    /// A sentence that counts, for `n` of them.
    pub fn count(&self, word: Word, n: u32) -> String {
        let n = f64::from(n);
        let text = self.form(word, &plural(&self.tag(), n));
        fill(&text, &|name| (name == "n").then(|| self.number(n)))
    }

    /// A sentence of a part: `english` holds the part's own words by key, `values` what fills the
    /// placeholders; a number in `values.n` chooses the plural form. A key nobody knows is shown itself.
    pub(crate) fn of_part(&self, key: &str, english: &JsValue, values: &JsValue) -> String {
        let n = get(values, "n").as_f64();
        let category = n.map_or_else(|| "other".to_owned(), |n| plural(&self.tag(), n));
        let text = self
            .found(key, &category)
            .or_else(|| form_of(&get(english, key), &category))
            .or_else(|| Word::english_of(key, &category))
            .unwrap_or_else(|| key.to_owned());
        fill(&text, &|name| {
            let value = get(values, name);
            value.as_string().or_else(|| value.as_f64().map(|n| self.number(n)))
        })
    }

    #[inline(never)]
    fn form(&self, word: Word, category: &str) -> String {
        self.found(word.key(), category).unwrap_or_else(|| word.english(category).to_owned())
    }

    fn found(&self, key: &str, category: &str) -> Option<String> {
        self.0.with(|tongue| {
            form_of(&get(&tongue.strings, key), category)
                .or_else(|| form_of(&get(&tongue.file, key), category))
        })
    }
}

/// A text as it is, or the form of an object by plural category.
fn form_of(value: &JsValue, category: &str) -> Option<String> {
    let form = |category| get(value, category).as_string();
    value.as_string().or_else(|| form(category)).or_else(|| form("other"))
}
