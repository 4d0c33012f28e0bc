//! A form's answer: a line `label: value` for each field, as `parlour_protocol::form_answer` writes it
//! and as a person may type it.

use serde_json::{Map, Value};

use crate::input::{FormInput, Hearing};

/// The answers by the names of their fields, or the first field that is needed and missing, or is
/// wrong; no field if nothing was filled in. A line that begins with no label goes on with the one before. Without any label, as many
/// lines as there are fields (or fields that are needed) are taken in order.
pub(crate) fn read<'a>(
    fields: &'a [FormInput],
    said: &str,
    hearing: &Hearing<'_>,
) -> Result<Map<String, Value>, Option<&'a FormInput>> {
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut answers: Vec<(&FormInput, String)> = Vec::new();
    for line in &lines {
        match labelled(fields, line, hearing) {
            Some((field, value)) => {
                answers.retain(|(known, _)| known.name != field.name);
                answers.push((field, value.to_owned()));
            }
            None => {
                if let Some((_, value)) = answers.last_mut() {
                    value.push('\n');
                    value.push_str(line);
                }
            }
        }
    }
    if answers.is_empty() {
        let needed = || fields.iter().filter(|field| field.required);
        if lines.len() == fields.len() {
            answers = fields.iter().zip(lines.iter().map(|line| (*line).to_owned())).collect();
        } else if lines.len() == needed().count() {
            answers = needed().zip(lines.iter().map(|line| (*line).to_owned())).collect();
        }
    }
    let mut kept = Map::new();
    for field in fields {
        let answer = answers.iter().find(|(known, _)| known.name == field.name);
        match answer.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()) {
            Some(value) => {
                kept.insert(field.name.clone(), field.input.read(value, hearing).ok_or(Some(field))?);
            }
            None if field.required => return Err(Some(field)),
            None => {}
        }
    }
    if kept.is_empty() { Err(None) } else { Ok(kept) }
}

/// The field that a line is about; a label may hold a colon itself.
fn labelled<'a, 'b>(
    fields: &'a [FormInput],
    line: &'b str,
    hearing: &Hearing<'_>,
) -> Option<(&'a FormInput, &'b str)> {
    line.match_indices([':', '：']).find_map(|(at, colon)| {
        let before = line.get(..at)?;
        let field = fields
            .iter()
            .find(|field| hearing.is_label(before, &field.label) || before.trim() == field.name)?;
        Some((field, line.get(at.saturating_add(colon.len())..)?))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::input::{Input, InputKind};

    fn read_all(said: &str) -> Option<Value> {
        let field = |name: &str, label: &str, kind, required| FormInput {
            name: name.to_owned(),
            label: label.to_owned(),
            required,
            input: Input { kind, options: vec!["S".into(), "M".into()], ..Input::default() },
        };
        let fields = [
            field("name", "Your name", InputKind::Text, true),
            field("mail", "E-mail: work", InputKind::Email, true),
            field("sizes", "Sizes", InputKind::MultiSelect, false),
        ];
        read(&fields, said, &Hearing { now_ms: 0, language: None }).ok().map(Value::Object)
    }

    #[test]
    fn lines_with_labels_are_read_in_any_order() {
        let all = json!({"name": "Ann: the first", "mail": "ann@example.com", "sizes": ["M", "S"]});
        let said = "sizes: m, S\nYour name: Ann: the first\nE-mail: work: ann@example.com";
        assert_eq!(read_all(said), Some(all));
        let two_lines = read_all("name: Ann\nLee\nmail： ann@example.com").unwrap();
        assert_eq!(two_lines["name"], "Ann\nLee");
    }

    #[test]
    fn lines_without_labels_are_read_in_order_if_they_are_as_many() {
        let two = json!({"name": "Ann", "mail": "ann@example.com"});
        assert_eq!(read_all("Ann\n\nann@example.com"), Some(two));
        assert_eq!(read_all("Ann\nann@example.com\nM").unwrap()["sizes"], json!(["M"]));
    }

    #[test]
    fn what_is_missing_or_wrong_makes_it_no_answer() {
        for said in [
            "Ann",
            "Your name: Ann",
            "Your name: Ann\nmail: nowhere",
            "Your name: \nmail: ann@example.com",
            "name: Ann\nmail: ann@example.com\nsizes: XXL",
            "a\nb\nc\nd",
        ] {
            assert_eq!(read_all(said), None, "{said:?}");
        }
    }
}
