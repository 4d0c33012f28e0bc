//! What a module expects of the visitor, said to its author.

use super::quoted::{list, quoted};
use crate::date::Day;
use crate::input::{Hearing, Input, InputKind};

/// "a number from 1 to 10", "one of `S`, `M`, `L`". Of a form it names the field that `said` left out or got
/// wrong.
pub(super) fn expected(input: &Input, said: &str, hearing: &Hearing<'_>) -> String {
    let number = |bound: f64| bound.to_string();
    let bounds = range(input.min.map(number), input.max.map(number));
    let options = || list(input.options.iter().map(String::as_str));
    match input.kind {
        InputKind::Statement | InputKind::Text => "any words".to_owned(),
        InputKind::Number => format!("a number{bounds}"),
        InputKind::Email => "an e-mail address".to_owned(),
        InputKind::Phone => "a telephone number".to_owned(),
        InputKind::Date => {
            let day = |day: Day| day.at(hearing.now_ms).to_string();
            let bounds = range(input.earliest.map(day), input.latest.map(day));
            format!("a day, such as 2026-05-01 or 1.5.2026,{bounds}").trim_end_matches(',').to_owned()
        }
        InputKind::MultipleChoice => format!("one of {}", options()),
        InputKind::MultiSelect if bounds.is_empty() => format!("some of {}", options()),
        InputKind::MultiSelect => format!("some of {}, their number{bounds}", options()),
        InputKind::Rating => format!("a whole number from {} to {}", input.smallest(), input.largest()),
        InputKind::File => "the address of a file, beginning with `https://`".to_owned(),
        InputKind::Location => "latitude and longitude in degrees".to_owned(),
        InputKind::Form => match input.wrong_field(said, hearing) {
            Some(label) => format!("a form, in which {} is missing or wrong", quoted(label)),
            None => "a form, of which nothing was filled in".to_owned(),
        },
    }
}

fn range(from: Option<String>, to: Option<String>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
        (Some(from), None) => format!(" from {from} on"),
        (None, Some(to)) => format!(" up to {to}"),
        (None, None) => String::new(),
    }
}
