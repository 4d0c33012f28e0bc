//! What asks the visitor for something and what points somewhere: the action types of our own.

use parlour_protocol::limits::RATING_GRADES;
use parlour_protocol::{Action, ChoiceRules, FormField, LinkCard, Position, is_day};
use wasm_bindgen::JsValue;

use super::read::{each, flag, list, small, text, texts};
use crate::caught::get;

/// The keys of a choice beyond its options.
pub(super) fn rules(told: &JsValue) -> ChoiceRules {
    ChoiceRules {
        min: small(told, "min"),
        max: small(told, "max"),
        choices_only: text(told, "input").as_deref() == Some("choices_only"),
    }
}

/// `None` for a type that is unknown, or lacks what it needs.
pub(super) fn asks_or_points(kind: &str, told: &JsValue) -> Option<Action> {
    let words = || text(told, "text").unwrap_or_default();
    Some(match kind {
        "rating" => {
            let (min, max) = (grade(told, "min").unwrap_or(1), grade(told, "max").unwrap_or(5));
            if !(0..RATING_GRADES).contains(&max.saturating_sub(min)) {
                return None;
            }
            Action::Rating { text: words(), min, max }
        }
        "date" => Action::Date {
            text: words(),
            min: text(told, "min").filter(|day| is_day(day)),
            max: text(told, "max").filter(|day| is_day(day)),
        },
        "form" => {
            let mut fields = Vec::new();
            each(&list(told, "fields"), &mut |one| fields.push(field(&one)));
            if fields.is_empty() {
                return None;
            }
            Action::Form { text: words(), fields }
        }
        "input" => {
            Action::Input { text: words(), wanted: text(told, "kind").unwrap_or_else(|| "text".to_owned()) }
        }
        "location" => Action::Location {
            position: Position::of(get(told, "latitude").as_f64()?, get(told, "longitude").as_f64()?)?,
            text: text(told, "text"),
        },
        "link" => Action::Link(LinkCard {
            url: text(told, "url")?,
            title: text(told, "title").unwrap_or_default(),
            text: words(),
            image: text(told, "image"),
        }),
        "notice" => Action::Notice { text: words() },
        _ => return None,
    })
}

fn field(told: &JsValue) -> FormField {
    FormField {
        name: text(told, "name").unwrap_or_default(),
        label: text(told, "label").unwrap_or_default(),
        kind: text(told, "kind").unwrap_or_default(),
        required: flag(told, "required"),
        options: texts(told, "options"),
    }
}

#[allow(clippy::cast_possible_truncation)] // whole, and within the bounds of an `i32`
fn grade(told: &JsValue, key: &str) -> Option<i32> {
    let value = get(told, key).as_f64()?;
    ((-1e9..=1e9).contains(&value) && value.trunc() >= value && value.trunc() <= value)
        .then_some(value as i32)
}
