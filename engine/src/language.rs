//! A flow's texts in other languages, and which of them a conversation is held in.

use crate::Cvars;
use crate::lookup::Lookup;
use crate::template::Text;
use crate::words::Words;

/// Custom variable that names the visitor's language, a BCP 47 tag: whoever begins the conversation
/// sets it, and a module may set another.
pub const LOCALE_CVAR: &str = "locale";

/// The languages of a flow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Languages {
    /// The one the flow is written in, as written.
    pub(crate) own: Option<String>,
    /// The others, by tag in lower case.
    pub(crate) others: Lookup<String, Language>,
}

/// The texts of a flow in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Language {
    /// As written.
    pub(crate) tag: String,
    /// By the text that the flow says.
    pub(crate) texts: Lookup<String, Text>,
    /// What a visitor says by pressing a button or choosing an option, folded, with what it is in the
    /// flow's own language.
    labels: Lookup<String, String>,
}

impl Languages {
    /// The language of a conversation; none for the flow's own, and for one that it does not have.
    /// `de-AT` is served by `de` (RFC 4647, lookup).
    pub(crate) fn of(&self, cvars: &Cvars) -> Option<&Language> {
        if self.others.is_empty() {
            return None;
        }
        let mut tag = cvars.get(LOCALE_CVAR)?.as_str()?.to_ascii_lowercase().replace('_', "-");
        loop {
            if let Some(language) = self.others.get(&tag) {
                return Some(language);
            }
            if self.own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&tag)) {
                return None;
            }
            let shorter = tag.rfind('-')?;
            tag.truncate(shorter);
        }
    }
}

impl Language {
    pub(crate) fn new(tag: &str) -> Self {
        Self { tag: tag.to_owned(), ..Self::default() }
    }

    /// A text with holes is heard by no label: what it says is not known beforehand.
    pub(crate) fn add(&mut self, source: &str, text: Text, is_label: bool) {
        let folded = Words::of(text.source());
        if is_label && !text.has_holes() && !folded.is_empty() {
            self.labels.add(folded.spelling().to_owned(), source.to_owned());
        }
        self.texts.add(source.to_owned(), text);
    }

    /// What a label of this language is in the flow's own.
    pub(crate) fn own_label(&self, said: &Words) -> Option<&str> {
        self.labels.get(said.spelling()).map(String::as_str)
    }

    /// A text of the flow in this language.
    pub(crate) fn text(&self, source: &str) -> Option<&Text> {
        self.texts.get(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_served_by_the_nearest_language() {
        let mut languages = Languages { own: Some("en".into()), ..Languages::default() };
        for tag in ["de", "pt-BR", "en-AU"] {
            languages.others.add(tag.to_lowercase(), Language::new(tag));
        }
        let of = |locale: &str| {
            let cvars = [(LOCALE_CVAR.to_owned(), locale.into())].into_iter().collect();
            languages.of(&cvars).map(|language| language.tag.clone())
        };
        for (locale, served) in [
            ("de", Some("de")),
            ("DE_at", Some("de")),
            ("de-Latn-CH", Some("de")),
            ("pt-br", Some("pt-BR")),
            ("pt", None),
            ("en-AU", Some("en-AU")),
            ("en-GB", None),
            ("fr", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(of(locale).as_deref(), served, "{locale:?}");
        }
        assert!(languages.of(&Cvars::new()).is_none());
    }
}
