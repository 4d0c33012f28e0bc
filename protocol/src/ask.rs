//! What a message asks of the visitor beyond words, so that a window can draw a control for it.
//!
//! All of it is PROPOSED: our own, beside the documented types (server.md §3.3, protocols.md 1.3.2
//! and 1.3.6). A reader that knows none of it shows the `text` and lets the visitor type, which is
//! always understood: an answer goes back as a plain `text` action, in the words below.
//!
//! | asked by | answered with |
//! |---|---|
//! | `choice` | one of `options` |
//! | `choice` with `options_type: multi_select` | the chosen options, one a line |
//! | `rating` | the number |
//! | `date` | the day, `2026-05-01` |
//! | `form` | [`form_answer`]: a line `label: value` for each field that was filled in |
//! | `input` | the text; of `location`: `52.5, 13.4`; of `file`: its address |

use serde::{Deserialize, Serialize};

/// What an answer to a choice must keep to: keys `min`, `max` and `input` of the action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChoiceRules {
    /// Fewest options; of `multi_select`.
    pub min: Option<u32>,
    /// Most options; of `multi_select`.
    pub max: Option<u32>,
    /// Nothing but the options is taken, so a window may lock its text box: `"input":"choices_only"`.
    pub choices_only: bool,
}

/// The `options_type` of a choice of several options.
pub const MULTI_SELECT: &str = "multi_select";

/// The `input` of a choice that takes nothing but its options.
pub(crate) const CHOICES_ONLY: &str = "choices_only";

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormField {
    /// Unique in its form: letters, digits and `_`.
    pub name: String,
    /// Shown beside the field, and written before its value in the answer.
    pub label: String,
    /// `text number email phone date multiple_choice multi_select`; another word is a `text`.
    pub kind: String,
    /// Whether the form is not sent without it.
    pub required: bool,
    /// Of `multiple_choice` and `multi_select`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// The text that answers a form: what a person, another platform and the engine read alike.
///
/// Fields without a value are left out, line breaks within a value become spaces; several options of
/// one field are written with `, ` between them.
pub fn form_answer<'a>(values: impl IntoIterator<Item = (&'a FormField, &'a str)>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (field, value) in values {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            lines.push([field.label.as_str(), ": ", &value].concat());
        }
    }
    lines.join("\n")
}

/// Whether it is written as a day: `2026-05-01`.
pub fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().zip("0000-00-00".bytes()).all(|(byte, model)| match model {
            b'0' => byte.is_ascii_digit(),
            dash => byte == dash,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(label: &str) -> FormField {
        FormField { label: label.to_owned(), ..FormField::default() }
    }

    #[test]
    fn a_form_is_answered_in_lines_that_a_person_can_read() {
        let (name, street, note) = (field("Name"), field("Street and number"), field("Note"));
        let answer = form_answer([(&name, "Ann Lee"), (&street, " Hauptstr. 1\nHinterhaus "), (&note, "  ")]);
        assert_eq!(answer, "Name: Ann Lee\nStreet and number: Hauptstr. 1 Hinterhaus");
    }

    #[test]
    fn a_day_is_ten_signs() {
        assert!(is_day("2026-05-01"));
        for text in ["", "2026-5-1", "1.5.2026", "2026-05-01T00", "2026/05/01", "20260-5-01"] {
            assert!(!is_day(text), "{text:?}");
        }
    }
}
