//! What the server says for itself, on the plain page and in conversations, in the visitor's language: the sentences of `pkg/words/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};

use crate::limits::{ACCEPTED_LANGUAGES, LOCALE_CHARS};

type Language = HashMap<String, String>;

/// By tag; made by `build/words.rs`.
static LANGUAGES: LazyLock<HashMap<String, Language>> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/words.json"))).unwrap_or_else(|error| {
        tracing::error!(%error, "the languages cannot be read");
        HashMap::new()
    })
});

/// One language.
#[derive(Clone)]
pub(crate) struct Words {
    /// Its tag, as `<html lang>` has it.
    pub(crate) tag: &'static str,
    texts: Option<&'static Language>,
}

impl Words {
    /// What is asked for by name, else the first language the browser would like and there is.
    pub(crate) fn wanted(named: Option<&str>, headers: &HeaderMap) -> Self {
        let line =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or_default();
        let listed =
            line.split(',').take(ACCEPTED_LANGUAGES).map(|item| item.split(';').next().unwrap_or_default());
        let found = named.into_iter().chain(listed).find_map(|tag| chosen(tag.trim()));
        let tag = found.unwrap_or("en");
        Self { tag, texts: LANGUAGES.get(tag) }
    }

    /// As the language `tag` has it.
    pub(crate) fn of(tag: Option<&str>) -> Self {
        Self::wanted(tag, &HeaderMap::new())
    }

    /// A sentence; the key itself where there is none, which `build/words.rs` rules out.
    pub(crate) fn get(&self, key: &'static str) -> &'static str {
        self.texts.and_then(|texts| texts.get(key)).map_or(key, String::as_str)
    }

    /// A sentence with its one place filled.
    pub(crate) fn fill(&self, key: &'static str, place: &str, value: &str) -> String {
        self.get(key).replace(&format!("{{{place}}}"), value)
    }

    /// `rtl` or `ltr`.
    pub(crate) fn direction(&self) -> &'static str {
        if matches!(self.tag, "ar" | "fa" | "he" | "ur") { "rtl" } else { "ltr" }
    }
}

/// The language there is that serves `tag`: itself, its region or script, its language; as `pkg/loader/tags.js`.
fn chosen(tag: &str) -> Option<&'static str> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if tag.is_empty() || tag.len() > LOCALE_CHARS || !tag.bytes().all(is_letter) {
        return None;
    }
    let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let has = |part: &str| tag.split('-').any(|one| one.eq_ignore_ascii_case(part));
    let kin = match language.as_str() {
        "zh" if ["Hant", "TW", "HK", "MO"].into_iter().any(has) => "zh-TW",
        "zh" => "zh-CN",
        "nn" | "no" => "nb",
        "tl" => "fil",
        _ => "",
    };
    let found =
        |wanted: &str| LANGUAGES.keys().find(|name| name.eq_ignore_ascii_case(wanted)).map(String::as_str);
    found(tag).or_else(|| found(kin)).or_else(|| found(&language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &'static str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, line.parse().unwrap());
        Words::wanted(None, &headers).tag
    }

    #[test]
    fn the_first_language_there_is_is_spoken() {
        assert_eq!(said("de-AT,de;q=0.9,en;q=0.8"), "de");
        assert_eq!(said("xx, zh-HK;q=0.9, zh;q=0.8"), "zh-TW");
        assert_eq!(said("pt-BR"), "pt-BR");
        assert_eq!(said("nn-NO"), "nb");
        for nothing in ["", "*", "xx", "<script>", "-"] {
            assert_eq!(said(nothing), "en", "{nothing}");
        }
        assert_eq!(Words::wanted(Some("he"), &HeaderMap::new()).tag, "he");
    }

    #[test]
    fn every_language_of_the_widget_is_there_and_has_every_sentence() {
        assert!(LANGUAGES.len() >= 50, "{}", LANGUAGES.len());
        let english = LANGUAGES.get("en").unwrap();
        assert_eq!(english["startChat"], "Start chat");
        for (tag, texts) in LANGUAGES.iter() {
            assert_eq!(texts.len(), english.len(), "{tag}");
            assert!(texts.values().all(|text| !text.is_empty()), "{tag}");
        }
        assert_eq!(Words::wanted(Some("de"), &HeaderMap::new()).get("conversation"), "Unterhaltung");
        assert_eq!(Words::wanted(Some("ar-EG"), &HeaderMap::new()).direction(), "rtl");
    }
}
