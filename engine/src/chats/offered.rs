//! What a visitor does, in the words a bot hears; and words as what the visitor did.

use parlour_protocol::{Action, FormField, MULTI_SELECT, form_answer, is_day};

use super::difference::Difference;
use super::model::Act;
use crate::date::Day;

/// What an act comes to for whoever plays it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The visitor says this.
    Say(String),
    /// The conversation is moved to this module, by name or number.
    Jump(String),
    /// So many milliseconds pass.
    Wait(u64),
    /// This is recorded, and not heard.
    Standby(String),
    /// The bot has the conversation again.
    GiveBack,
}

/// The words of an act, and where it differs from what a visitor could do: what is pressed, chosen or filled
/// in must have been `offered` in the last answer. It is said all the same, so that the rest can be looked at.
///
/// `now_ms` is the clock of the conversation.
pub fn doing(act: &Act, offered: &[Action], now_ms: u64) -> (Doing, Option<Difference>) {
    let said = |text: &str| (Doing::Say(text.to_owned()), None);
    match act {
        Act::Say(text) => said(text),
        Act::Press(label) => press(label, offered),
        Act::Choose(labels) => choose(labels, offered),
        Act::Fill(values) => fill(values, offered),
        Act::Date(written) => {
            let day = Day::parse(written).map(|day| day.at(now_ms).to_string());
            said(&day.unwrap_or_else(|| written.clone()))
        }
        Act::Rate(grade) => said(&grade.to_string()),
        Act::Place(position) => said(&[position.north(), ", ".to_owned(), position.east()].concat()),
        Act::File(address) => said(address),
        Act::Jump(reference) => (Doing::Jump(reference.clone()), None),
        Act::Wait(ms) => (Doing::Wait(*ms), None),
        Act::Standby(text) => (Doing::Standby(text.clone()), None),
        Act::GiveBack => (Doing::GiveBack, None),
    }
}

fn press(label: &str, offered: &[Action]) -> (Doing, Option<Difference>) {
    let buttons = buttons(offered);
    if let Some((_, says)) = buttons.iter().find(|(shown, _)| shown == label) {
        return (Doing::Say(says.clone()), None);
    }
    let found = buttons.into_iter().map(|(shown, _)| shown);
    (Doing::Say(label.to_owned()), Some(Difference::of("press", [label.to_owned()], found)))
}

/// Labels that can be pressed, each with what pressing it says.
fn buttons(offered: &[Action]) -> Vec<(String, String)> {
    let mut buttons = Vec::new();
    for action in offered {
        match action {
            Action::Choice { options, .. } => {
                buttons.extend(options.iter().map(|option| (option.clone(), option.clone())));
            }
            Action::Card { cards } => {
                let all = cards.iter().flat_map(|card| &card.buttons);
                let says =
                    all.filter_map(|button| Some((button.title.clone(), button.options.message.clone()?)));
                buttons.extend(says);
            }
            _ => {}
        }
    }
    buttons
}

fn choose(labels: &[String], offered: &[Action]) -> (Doing, Option<Difference>) {
    let options = options(offered, true);
    let lacks: Vec<String> = labels.iter().filter(|label| !options.contains(label)).cloned().collect();
    let differs = (!lacks.is_empty()).then(|| Difference::of("choose", lacks, options.iter().cloned()));
    (Doing::Say(labels.join("\n")), differs)
}

/// What the last answer offers, of which several or one may be taken.
fn options(offered: &[Action], several: bool) -> Vec<String> {
    let of = |action: &Action| match action {
        Action::Choice { options, options_type, .. } if (options_type == MULTI_SELECT) == several => {
            options.clone()
        }
        _ => Vec::new(),
    };
    offered.iter().flat_map(of).collect()
}

fn form(offered: &[Action]) -> &[FormField] {
    let fields = offered.iter().rev().find_map(|action| match action {
        Action::Form { fields, .. } => Some(fields.as_slice()),
        _ => None,
    });
    fields.unwrap_or_default()
}

fn fill(values: &[(String, String)], offered: &[Action]) -> (Doing, Option<Difference>) {
    let fields = form(offered);
    let is_of = |field: &FormField, key: &str| field.name == key || field.label == key;
    let known = fields.iter().filter_map(|field| {
        let (_, value) = values.iter().find(|(key, _)| is_of(field, key))?;
        Some((field, value.as_str()))
    });
    let mut said = form_answer(known);
    let lacks: Vec<&(String, String)> =
        values.iter().filter(|(key, _)| !fields.iter().any(|field| is_of(field, key))).collect();
    for (key, value) in &lacks {
        if !said.is_empty() {
            said.push('\n');
        }
        said.extend([key.as_str(), ": ", value]);
    }
    let differs = (!lacks.is_empty()).then(|| {
        let keys = lacks.iter().map(|(key, _)| key.clone());
        Difference::of("fill", keys, fields.iter().map(|field| field.name.clone()))
    });
    (Doing::Say(said), differs)
}

/// What a visitor did who says `text` where this was `offered`.
pub fn act_of(text: &str, offered: &[Action]) -> Act {
    let said = || Act::Say(text.to_owned());
    if let Some((label, _)) = buttons(offered).into_iter().find(|(_, says)| says == text)
        && options(offered, true).is_empty()
    {
        return Act::Press(label);
    }
    match offered.last() {
        Some(Action::Form { fields, .. }) => filled(text, fields).map_or_else(said, Act::Fill),
        Some(Action::Rating { .. }) => text.parse().map_or_else(|_| said(), Act::Rate),
        Some(Action::Date { .. }) if is_day(text) => Act::Date(text.to_owned()),
        Some(Action::Input { wanted, .. }) if wanted == "file" => Act::File(text.to_owned()),
        Some(Action::Input { wanted, .. }) if wanted == "location" => {
            place(text).map_or_else(said, Act::Place)
        }
        Some(Action::Choice { options, options_type, .. }) if options_type == MULTI_SELECT => {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let all_offered = !lines.is_empty() && lines.iter().all(|line| options.contains(line));
            if all_offered { Act::Choose(lines) } else { said() }
        }
        _ => said(),
    }
}

/// The values of a form's answer as a window writes it, by the names of the fields.
fn filled(text: &str, fields: &[FormField]) -> Option<Vec<(String, String)>> {
    let value = |line: &str| {
        fields.iter().find_map(|field| {
            let value = line.strip_prefix(field.label.as_str())?.strip_prefix(": ")?;
            Some((field.name.clone(), value.to_owned()))
        })
    };
    text.lines().map(value).collect::<Option<Vec<_>>>().filter(|values| !values.is_empty())
}

fn place(text: &str) -> Option<parlour_protocol::Position> {
    let (latitude, longitude) = text.split_once(',')?;
    parlour_protocol::Position::of(latitude.trim().parse().ok()?, longitude.trim().parse().ok()?)
}
