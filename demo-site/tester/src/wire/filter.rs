//! Which entries are shown.

use super::entry::{Entry, Kind};

/// Which entries are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each of its words stands somewhere in the entry, in whatever case.
    pub words: String,
    /// What streams tell is left out.
    pub hides_streams: bool,
    /// Only what went between the server and others.
    pub webhooks_only: bool,
    /// Only what went wrong.
    pub wrong_only: bool,
}

impl Filter {
    /// Whether `entry` is shown.
    pub fn shows(&self, entry: &Entry) -> bool {
        if self.hides_streams && matches!(entry.kind, Kind::Stream | Kind::Event | Kind::End) {
            return false;
        }
        if self.webhooks_only && entry.kind != Kind::Webhook {
            return false;
        }
        if self.wrong_only && !entry.is_wrong() {
            return false;
        }
        if self.words.trim().is_empty() {
            return true;
        }
        let title = entry.title();
        let texts = [
            entry.kind.word(),
            title.as_str(),
            entry.url.as_str(),
            entry.injected.as_deref().unwrap_or_default(),
            entry.body.as_deref().unwrap_or_default(),
            entry.answer.as_deref().unwrap_or_default(),
        ];
        let all = texts.join("\n").to_lowercase();
        self.words.split_whitespace().all(|word| all.contains(&word.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: Kind, body: &str) -> Entry {
        let url = "https://chat.example/api/webchat/bot/2f1c/messages/".to_owned();
        Entry { kind, url, method: "POST".to_owned(), body: Some(body.to_owned()), ..Entry::default() }
    }

    #[test]
    fn every_word_must_stand_somewhere_in_whatever_case() {
        let said = entry(Kind::Request, r#"{"text":"Sleeping bag"}"#);
        let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
        assert!(words("").shows(&said));
        assert!(words("post SLEEPING").shows(&said));
        assert!(!words("sleeping tent").shows(&said));
    }

    #[test]
    fn streams_and_what_went_well_can_be_left_out() {
        let quiet = Filter { hides_streams: true, ..Filter::default() };
        assert!(!quiet.shows(&entry(Kind::Event, "")));
        assert!(quiet.shows(&entry(Kind::Answer, "")));
        let wrong = Filter { wrong_only: true, ..Filter::default() };
        assert!(!wrong.shows(&entry(Kind::Answer, "")));
        assert!(wrong.shows(&entry(Kind::Failed, "")));
        let webhooks = Filter { webhooks_only: true, ..Filter::default() };
        assert!(webhooks.shows(&entry(Kind::Webhook, "")) && !webhooks.shows(&entry(Kind::Answer, "")));
    }
}
