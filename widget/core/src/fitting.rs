//! What one message may draw. A window shows as much of it as is looked through at once; of the rest, and of
//! what cannot be asked at the same time, it shows the words.

use parlour_protocol::limits::FORM_FIELDS;
use parlour_protocol::{Action, MULTI_SELECT};

use crate::limits::{CARD_BUTTONS, CARDS, CHOICES, OPTIONS};

/// `actions` as far as they are drawn. What is beyond the limits stands behind its action as a text, a line
/// for each card, option or field. One message answers one question, so a control after the first is its
/// text and what it offers.
///
/// The visitor may type what cannot be pressed: a text box is not locked where options are left out.
pub fn fit(actions: Vec<Action>) -> Vec<Action> {
    let (mut fitting, mut left, mut has_control) = (Vec::new(), OPTIONS, false);
    for mut action in actions {
        if !is_control(&action) {
            add(&mut fitting, action, &mut left);
        } else if has_control {
            let mut lines = vec![action.readable()];
            lines.append(&mut beyond(&mut action, &mut 0, 0));
            lines.retain(|line| !line.is_empty());
            fitting.push(Action::text(lines.join("\n")));
        } else {
            has_control = true;
            add(&mut fitting, action, &mut left);
        }
    }
    fitting
}

/// Suggested replies stand beside a control; each of the others is one.
fn is_control(action: &Action) -> bool {
    match action {
        Action::Choice { options_type, .. } => options_type == MULTI_SELECT,
        action => action.asks(),
    }
}

fn add(fitting: &mut Vec<Action>, mut action: Action, left: &mut usize) {
    let rest = beyond(&mut action, left, FORM_FIELDS);
    fitting.push(action);
    if !rest.is_empty() {
        fitting.push(Action::text(rest.join("\n")));
    }
}

/// Takes out of `action` what is not drawn, and gives the words of it. `left` options may be drawn, and `most`
/// fields.
fn beyond(action: &mut Action, left: &mut usize, most: usize) -> Vec<String> {
    match action {
        Action::Card { cards } => {
            for card in cards.iter_mut() {
                for button in split(&mut card.buttons, CARD_BUTTONS) {
                    card.text.push('\n');
                    card.text.push_str(&button.title);
                }
            }
            split(cards, CARDS).into_iter().map(|card| card.title).collect()
        }
        Action::Choice { options, rules, .. } => {
            let rest = split(options, CHOICES.min(*left));
            *left -= options.len();
            rules.choices_only &= rest.is_empty();
            rest
        }
        Action::Form { fields, .. } => {
            let mut words = Vec::new();
            for (nth, field) in fields.iter_mut().enumerate() {
                let rest = split(&mut field.options, if nth < most { *left } else { 0 });
                *left -= field.options.len();
                let offers = if rest.is_empty() { "" } else { ": " };
                if nth >= most || !rest.is_empty() {
                    words.push([field.label.as_str(), offers, &rest.join(", ")].concat());
                }
            }
            fields.truncate(most);
            words
        }
        _ => Vec::new(),
    }
}

fn split<T>(list: &mut Vec<T>, most: usize) -> Vec<T> {
    list.split_off(list.len().min(most))
}
