//! What one message may draw. A window shows as much of it as is looked through at once; of the rest, and of
//! what cannot be asked at the same time, it shows the words.

use parlour_protocol::limits::FORM_FIELDS;
use parlour_protocol::{Action, MULTI_SELECT};

use crate::limits::{CARD_BUTTONS, CARDS, CHOICES, OPTIONS};

/// `actions` as far as they are drawn. What is beyond the limits stands behind its action as a text: the titles
/// of cards, the options, the fields, in one paragraph, which is folded where it is long. One message answers
/// one question, so a control after the first is its text and what it offers.
///
/// The visitor may type what cannot be pressed: a text box is not locked where options are left out.
pub fn fit(actions: Vec<Action>) -> Vec<Action> {
    let (mut fitting, mut left, mut has_control) = (Vec::new(), OPTIONS, false);
    for mut action in actions {
        let is_control = is_control(&action);
        if is_control && has_control {
            let (mut text, mut offers) = (action.readable(), String::new());
            beyond(&mut action, &mut 0, 0, &mut offers);
            if !offers.is_empty() {
                add(&mut text, "\n", &offers);
            }
            fitting.push(Action::Text { text });
            continue;
        }
        has_control |= is_control;
        let mut rest = String::new();
        beyond(&mut action, &mut left, FORM_FIELDS, &mut rest);
        fitting.push(action);
        if !rest.is_empty() {
            fitting.push(Action::Text { text: rest });
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

/// Between what is beyond.
const AND: &str = " · ";

/// Takes out of `action` what is not drawn, and adds its words to `rest`. `left` options may be drawn, and `most`
/// fields.
fn beyond(action: &mut Action, left: &mut usize, most: usize, rest: &mut String) {
    match action {
        Action::Card { cards } => {
            for card in cards.iter().skip(CARDS) {
                add(rest, AND, &card.title);
            }
            cards.truncate(CARDS);
            for card in cards {
                for button in card.buttons.iter().skip(CARD_BUTTONS) {
                    add(&mut card.text, "\n", &button.title);
                }
                card.buttons.truncate(CARD_BUTTONS);
            }
        }
        Action::Choice { options, rules, .. } => {
            let drawn = options.len().min(CHOICES).min(*left);
            rules.choices_only &= drawn == options.len();
            cut(options, drawn, AND, AND, rest);
            *left -= drawn;
        }
        Action::Form { fields, .. } => {
            for (nth, field) in fields.iter_mut().enumerate() {
                let drawn = if nth < most { field.options.len().min(*left) } else { 0 };
                if nth >= most || drawn < field.options.len() {
                    add(rest, AND, &field.label);
                }
                cut(&mut field.options, drawn, ": ", ", ", rest);
                *left -= drawn;
            }
            fields.truncate(most);
        }
        _ => {}
    }
}

fn cut(options: &mut Vec<String>, drawn: usize, before: &str, between: &str, rest: &mut String) {
    let mut sign = before;
    for option in options.iter().skip(drawn) {
        add(rest, sign, option);
        sign = between;
    }
    options.truncate(drawn);
}

#[inline(never)]
fn add(text: &mut String, sign: &str, more: &str) {
    if !text.is_empty() {
        text.push_str(sign);
    }
    text.push_str(more);
}
