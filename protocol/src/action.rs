//! What a bot says: the `actions` of a message.

use serde::{Deserialize, Serialize};

use crate::action_wire::RawAction;
use crate::{Card, ChoiceRules, FormField, LinkCard, MULTI_SELECT, MediaKind, MediaSize, Position};

/// One action of a bot's message.
///
/// Sources: `text` and the list of types, seed "Response Parameters"; `choice` and `wait`, seed of
/// message reports and protocols.md 1.3. Those marked PROPOSED are our own (server.md §3.3): a
/// reader that does not know them shows their `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RawAction", into = "RawAction")]
pub enum Action {
    /// A bubble of text.
    Text {
        /// What is shown.
        text: String,
    },
    /// Suggested replies: pressing one sends its text as the visitor's.
    Choice {
        /// Shown above the buttons; may be empty.
        text: String,
        /// `suggested_replies`, or a word this version does not know; shown alike.
        options_type: String,
        /// Labels, which are also the texts sent.
        options: Vec<String>,
        /// PROPOSED: how many, and whether anything else is taken.
        rules: ChoiceRules,
    },
    /// A pause before the next bubble.
    Wait {
        /// Milliseconds; a reader caps them at [`crate::limits::WAIT_CAP_MS`].
        wait: u32,
    },
    /// A picture, a sound, a film or a file (protocols.md 1.3.5).
    Media {
        /// Which of them.
        kind: MediaKind,
        /// Where it lies; a reader takes `http:` and `https:` only.
        url: String,
        /// Shown beside it.
        text: Option<String>,
        /// PROPOSED: of a picture or film.
        size: Option<MediaSize>,
    },
    /// One card, or several as a carousel (protocols.md 1.3.3).
    Card {
        /// In the order in which they are shown.
        cards: Vec<Card>,
    },
    /// PROPOSED: asks for a whole number, drawn as that many stars or buttons.
    Rating {
        /// Shown above the control; may be empty.
        text: String,
        /// Lowest grade.
        min: i32,
        /// Highest grade; at most [`crate::limits::RATING_GRADES`] grades in all.
        max: i32,
    },
    /// PROPOSED: asks for a day.
    Date {
        /// Shown above the control; may be empty.
        text: String,
        /// First day that is taken, `2026-05-01`.
        min: Option<String>,
        /// Last day that is taken.
        max: Option<String>,
    },
    /// PROPOSED: asks for several things at once; one message answers it ([`crate::form_answer`]).
    Form {
        /// Shown above the fields; may be empty.
        text: String,
        /// In the order in which they are shown; at most [`crate::limits::FORM_FIELDS`].
        fields: Vec<FormField>,
    },
    /// PROPOSED: asks for typed words of one kind, or for a `file` or a `location`.
    Input {
        /// Shown above the control; may be empty.
        text: String,
        /// `number email phone file location`; another word is typed freely. `kind` on the wire.
        wanted: String,
    },
    /// PROPOSED: shows a place.
    Location {
        /// Where it is.
        position: Position,
        /// What is there.
        text: Option<String>,
    },
    /// PROPOSED: points at a page.
    Link(LinkCard),
    /// PROPOSED: said by nobody, set apart from the bubbles: "The shop has closed."
    Notice {
        /// What is shown.
        text: String,
    },
    /// A type this version cannot draw. It is kept, and shown as its text where it has one.
    Other {
        /// The `type` as it came.
        kind: String,
        /// What can be read of it: its `text`, `title` or address, else empty.
        text: String,
    },
}

impl Action {
    /// The types there are: the documented ones first, then our own.
    pub const TYPES: [&str; 15] = [
        "text", "choice", "wait", "image", "video", "audio", "file", "card", "rating", "date", "form",
        "input", "location", "link", "notice",
    ];

    /// A bubble of `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Suggested replies under an empty text.
    pub fn suggested_replies<S: Into<String>>(options: impl IntoIterator<Item = S>) -> Self {
        Self::Choice {
            text: String::new(),
            options_type: SUGGESTED_REPLIES.to_owned(),
            options: options.into_iter().map(Into::into).collect(),
            rules: ChoiceRules::default(),
        }
    }

    /// A choice of several options under an empty text.
    pub fn multi_select<S: Into<String>>(options: impl IntoIterator<Item = S>, rules: ChoiceRules) -> Self {
        Self::Choice {
            text: String::new(),
            options_type: MULTI_SELECT.to_owned(),
            options: options.into_iter().map(Into::into).collect(),
            rules,
        }
    }

    /// The `type` on the wire.
    pub fn kind(&self) -> &str {
        match self {
            Self::Text { .. } => "text",
            Self::Choice { .. } => "choice",
            Self::Wait { .. } => "wait",
            Self::Media { kind, .. } => kind.as_str(),
            Self::Card { .. } => "card",
            Self::Rating { .. } => "rating",
            Self::Date { .. } => "date",
            Self::Form { .. } => "form",
            Self::Input { .. } => "input",
            Self::Location { .. } => "location",
            Self::Link(_) => "link",
            Self::Notice { .. } => "notice",
            Self::Other { kind, .. } => kind,
        }
    }

    /// Whether it asks the visitor for something: with an empty text it is a control without a bubble.
    pub fn asks(&self) -> bool {
        matches!(
            self,
            Self::Choice { .. }
                | Self::Rating { .. }
                | Self::Date { .. }
                | Self::Form { .. }
                | Self::Input { .. }
        )
    }

    /// What can be read of it where it is not drawn: its text, its titles, else its address.
    pub fn readable(&self) -> String {
        match self {
            Self::Text { text }
            | Self::Choice { text, .. }
            | Self::Rating { text, .. }
            | Self::Date { text, .. }
            | Self::Form { text, .. }
            | Self::Input { text, .. }
            | Self::Notice { text }
            | Self::Other { text, .. } => text.clone(),
            Self::Wait { .. } => String::new(),
            Self::Media { text: Some(text), .. } | Self::Location { text: Some(text), .. }
                if !text.is_empty() =>
            {
                text.clone()
            }
            Self::Media { url, .. } => url.clone(),
            Self::Card { cards } => {
                let titles: Vec<&str> = cards.iter().map(|card| card.title.as_str()).collect();
                titles.join("\n")
            }
            Self::Location { position, .. } => [position.north(), ", ".to_owned(), position.east()].concat(),
            Self::Link(LinkCard { title, text, url, .. }) => {
                let told = [title, text].into_iter().find(|told| !told.is_empty());
                told.unwrap_or(url).clone()
            }
        }
    }
}

/// The only documented `options_type` (protocols.md 1.3.2).
pub(crate) const SUGGESTED_REPLIES: &str = "suggested_replies";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Action {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn documented_actions_keep_their_bytes() {
        for json in [
            r#"{"type":"text","text":"bot example message"}"#,
            r#"{"type":"wait","wait":1500}"#,
            r#"{"type":"choice","text":"Example message!","options_type":"suggested_replies","options":["yes","no"]}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json)).unwrap(), json);
        }
    }

    #[test]
    fn media_and_cards_keep_their_bytes() {
        for json in [
            r#"{"type":"image","url":"https://example.com/a.jpg","text":"a caption"}"#,
            r#"{"type":"video","url":"https://example.com/a.mp4"}"#,
            r#"{"type":"image","url":"https://example.com/a.jpg","width":1200,"height":400}"#,
            r#"{"type":"audio","url":"https://example.com/a.mp3"}"#,
            r#"{"type":"file","url":"https://example.com/a.pdf"}"#,
            r#"{"type":"card","cards":[{"title":"Google","text":"google","image_source_url":"","image_destination_url":"http://www.google.es","buttons":[{"is_active":true,"title":"Button 1 label","type":"postback","options":{"message":"Hello"}}]}]}"#,
        ] {
            let action = read(json);
            assert!(!matches!(action, Action::Other { .. }), "{json}");
            assert_eq!(serde_json::to_string(&action).unwrap(), json);
        }
    }

    #[test]
    fn what_asks_and_points_keeps_its_bytes() {
        for json in [
            r#"{"type":"choice","text":"","options_type":"multi_select","options":["A","B"],"min":1,"max":2}"#,
            r#"{"type":"choice","text":"","options_type":"suggested_replies","options":["A"],"input":"choices_only"}"#,
            r#"{"type":"rating","text":"How was it?","min":1,"max":5}"#,
            r#"{"type":"date","text":""}"#,
            r#"{"type":"date","text":"When?","min":"2026-05-01","max":"2026-12-31"}"#,
            r#"{"type":"form","text":"","fields":[{"name":"mail","label":"E-mail","kind":"email","required":true},{"name":"size","label":"Size","kind":"multiple_choice","required":false,"options":["S","M"]}]}"#,
            r#"{"type":"input","text":"","kind":"file"}"#,
            r#"{"type":"location","text":"Our shop","latitude":52.5200066,"longitude":-13.404954}"#,
            r#"{"type":"location","latitude":-0.1,"longitude":180.0}"#,
            r#"{"type":"link","url":"https://example.com/","title":"Care","text":"","image":"https://example.com/a.jpg"}"#,
            r#"{"type":"notice","text":"The shop has closed."}"#,
        ] {
            let action = read(json);
            assert!(!matches!(action, Action::Other { .. }), "{json}");
            assert_eq!(serde_json::to_string(&action).unwrap(), json);
        }
    }

    #[test]
    fn every_type_of_the_list_is_read_as_itself() {
        let whole = r#""url":"https://example.com/","text":"a","wait":1,"cards":[],"fields":[{"name":"a"}],"latitude":1,"longitude":2"#;
        for kind in Action::TYPES {
            let action = read(&format!(r#"{{"type":"{kind}",{whole}}}"#));
            assert_eq!(action.kind(), kind);
            assert!(!matches!(action, Action::Other { .. }), "{kind}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_in_an_ask_leaves_what_can_be_read_of_it() {
        let other = |kind: &str, text: &str| Action::Other { kind: kind.into(), text: text.into() };
        assert_eq!(read(r#"{"type":"rating"}"#), Action::Rating { text: String::new(), min: 1, max: 5 });
        assert_eq!(read(r#"{"type":"rating","text":"?","min":1,"max":1000000}"#), other("rating", "?"));
        assert_eq!(read(r#"{"type":"rating","text":"?","min":5,"max":1}"#), other("rating", "?"));
        assert_eq!(read(r#"{"type":"form","text":"?"}"#), other("form", "?"));
        assert_eq!(
            read(r#"{"type":"location","text":"?","latitude":91,"longitude":0}"#),
            other("location", "?")
        );
        assert_eq!(read(r#"{"type":"link","title":"Care"}"#), other("link", "Care"));
        assert_eq!(
            read(r#"{"type":"date","min":"tomorrow","max":7}"#),
            Action::Date { text: String::new(), min: None, max: None }
        );
        assert_eq!(
            read(r#"{"type":"choice","options":["A"],"min":-1,"max":{},"input":"shouted"}"#),
            Action::suggested_replies(["A"])
        );
    }

    #[test]
    fn everything_can_be_read_by_those_who_cannot_draw_it() {
        for (latitude, longitude, written) in [
            ("52.5", "13.4", "52.5, 13.4"),
            ("-0.0000001", "180", "-0.0000001, 180"),
            ("0", "-10", "0, -10"),
            ("-33.8568", "100.2100000", "-33.8568, 100.21"),
        ] {
            let json = format!(r#"{{"type":"location","latitude":{latitude},"longitude":{longitude}}}"#);
            assert_eq!(read(&json).readable(), written);
        }
        assert_eq!(
            read(r#"{"type":"link","url":"https://example.com/"}"#).readable(),
            "https://example.com/"
        );
        assert_eq!(
            read(r#"{"type":"form","text":"Your address","fields":[{"name":"a"}]}"#).readable(),
            "Your address"
        );
        assert!(read(r#"{"type":"input","kind":"email"}"#).asks());
        assert!(!read(r#"{"type":"notice","text":"a"}"#).asks());
    }

    #[test]
    fn a_size_that_is_none_leaves_the_picture() {
        let without = read(r#"{"type":"image","url":"/a.png"}"#);
        for size in [
            r#""width":4"#,
            r#""width":4,"height":0"#,
            r#""width":-4,"height":3"#,
            r#""width":4,"height":20001"#,
            r#""width":"wide","height":3"#,
            r#""width":4.5,"height":3"#,
        ] {
            assert_eq!(read(&format!(r#"{{"type":"image","url":"/a.png",{size}}}"#)), without, "{size}");
        }
    }

    #[test]
    fn media_without_an_address_is_only_what_can_be_read_of_it() {
        let action = read(r#"{"type":"image","title":"Tent"}"#);
        assert_eq!(action, Action::Other { kind: "image".into(), text: "Tent".into() });
        assert_eq!(read(r#"{"type":"card","cards":[{"title":"A"},{"title":"B"}]}"#).readable(), "A\nB");
    }

    #[test]
    fn an_unknown_action_degrades_to_what_can_be_read_of_it() {
        assert_eq!(
            read(r#"{"type":"hologram","title":"Tent, 3D","frames":[1,2]}"#),
            Action::Other { kind: "hologram".into(), text: "Tent, 3D".into() }
        );
        assert_eq!(read(r#"{"type":"wait"}"#), Action::Other { kind: "wait".into(), text: String::new() });
    }
}
