//! How an action is written down, and read again whatever was left out.

use serde::{Deserialize, Serialize};

use crate::action::{Action, SUGGESTED_REPLIES};
use crate::ask::{CHOICES_ONLY, is_day};
use crate::limits::{FORM_FIELDS, RATING_GRADES};
use crate::{Card, ChoiceRules, FormField, LinkCard, MediaKind, MediaSize, Position};

/// Every key of every type, all optional: what is unknown is passed over, what is missing is empty.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct RawAction {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    width: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    height: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    #[serde(rename = "kind", default, skip_serializing_if = "Option::is_none")]
    wanted: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<FormField>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cards: Option<Vec<Card>>,
}

/// `min` and `max`: of ratings and choices a number, of dates a day. Anything else is passed over.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Bound {
    Number(i64),
    Day(String),
    #[serde(skip_serializing)]
    Neither(serde::de::IgnoredAny),
}

impl Bound {
    fn number<N: TryFrom<i64>>(this: Option<&Self>) -> Option<N> {
        match this {
            Some(Self::Number(number)) => N::try_from(*number).ok(),
            _ => None,
        }
    }

    fn day(this: Option<Self>) -> Option<String> {
        match this {
            Some(Self::Day(day)) if is_day(&day) => Some(day),
            _ => None,
        }
    }
}

impl From<RawAction> for Action {
    fn from(raw: RawAction) -> Self {
        if let (Some(kind), Some(url)) = (MediaKind::of(&raw.kind), &raw.url) {
            let side = |side: &Option<Bound>| Bound::number(side.as_ref());
            let size = MediaSize::of(side(&raw.width), side(&raw.height));
            return Self::Media { kind, url: url.clone(), text: raw.text, size };
        }
        match (raw.kind.as_str(), raw.wait) {
            ("card", _) if raw.cards.is_some() => Self::Card { cards: raw.cards.unwrap_or_default() },
            ("text", _) => Self::Text { text: raw.text.unwrap_or_default() },
            ("choice", _) => Self::Choice {
                rules: ChoiceRules {
                    min: Bound::number(raw.min.as_ref()),
                    max: Bound::number(raw.max.as_ref()),
                    choices_only: raw.input.as_deref() == Some(CHOICES_ONLY),
                },
                text: raw.text.unwrap_or_default(),
                options_type: raw.options_type.unwrap_or_else(|| SUGGESTED_REPLIES.to_owned()),
                options: raw.options.unwrap_or_default(),
            },
            ("wait", Some(wait)) => Self::Wait { wait },
            _ => asks_or_points(raw),
        }
    }
}

/// The types of our own.
fn asks_or_points(raw: RawAction) -> Action {
    let position = || Position::of(raw.latitude?, raw.longitude?);
    match raw.kind.as_str() {
        "rating" => {
            let min: i32 = Bound::number(raw.min.as_ref()).unwrap_or(1);
            let max: i32 = Bound::number(raw.max.as_ref()).unwrap_or(5);
            if (0..RATING_GRADES).contains(&max.saturating_sub(min)) {
                return Action::Rating { text: raw.text.unwrap_or_default(), min, max };
            }
            other(raw)
        }
        "date" => Action::Date {
            text: raw.text.unwrap_or_default(),
            min: Bound::day(raw.min),
            max: Bound::day(raw.max),
        },
        "form" => match raw.fields {
            Some(mut fields) if !fields.is_empty() => {
                fields.truncate(FORM_FIELDS);
                Action::Form { text: raw.text.unwrap_or_default(), fields }
            }
            _ => other(raw),
        },
        "input" => Action::Input {
            text: raw.text.unwrap_or_default(),
            wanted: raw.wanted.unwrap_or_else(|| "text".to_owned()),
        },
        "location" => match position() {
            Some(position) => Action::Location { position, text: raw.text },
            None => other(raw),
        },
        "link" => match raw.url {
            Some(url) => Action::Link(LinkCard {
                url,
                title: raw.title.unwrap_or_default(),
                text: raw.text.unwrap_or_default(),
                image: raw.image,
            }),
            None => other(raw),
        },
        "notice" => Action::Notice { text: raw.text.unwrap_or_default() },
        _ => other(raw),
    }
}

fn other(raw: RawAction) -> Action {
    Action::Other { kind: raw.kind, text: raw.text.or(raw.title).or(raw.url).unwrap_or_default() }
}

impl From<Action> for RawAction {
    fn from(action: Action) -> Self {
        let kind = action.kind().to_owned();
        let empty = Self { kind, ..Self::default() };
        let number = |number: u32| Bound::Number(number.into());
        match action {
            Action::Choice { text, options_type, options, rules } => Self {
                text: Some(text),
                options_type: Some(options_type),
                options: Some(options),
                min: rules.min.map(number),
                max: rules.max.map(number),
                input: rules.choices_only.then(|| CHOICES_ONLY.to_owned()),
                ..empty
            },
            Action::Wait { wait } => Self { wait: Some(wait), ..empty },
            Action::Media { url, text, size, .. } => Self {
                url: Some(url),
                text,
                width: size.map(|size| number(size.width)),
                height: size.map(|size| number(size.height)),
                ..empty
            },
            Action::Card { cards } => Self { cards: Some(cards), ..empty },
            Action::Rating { text, min, max } => Self {
                text: Some(text),
                min: Some(Bound::Number(min.into())),
                max: Some(Bound::Number(max.into())),
                ..empty
            },
            Action::Date { text, min, max } => {
                Self { text: Some(text), min: min.map(Bound::Day), max: max.map(Bound::Day), ..empty }
            }
            Action::Form { text, fields } => Self { text: Some(text), fields: Some(fields), ..empty },
            Action::Input { text, wanted } => Self { text: Some(text), wanted: Some(wanted), ..empty },
            Action::Location { position, text } => Self {
                text,
                latitude: Some(position.latitude()),
                longitude: Some(position.longitude()),
                ..empty
            },
            Action::Link(LinkCard { url, title, text, image }) => {
                Self { url: Some(url), title: Some(title), text: Some(text), image, ..empty }
            }
            Action::Text { text } | Action::Notice { text } | Action::Other { text, .. } => {
                Self { text: Some(text), ..empty }
            }
        }
    }
}
