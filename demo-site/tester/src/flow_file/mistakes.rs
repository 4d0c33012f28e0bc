//! What is wrong in a file, line by line.

use leptos::html;
use leptos::prelude::*;

use super::read::{Fault, Told};
use crate::limits::MISTAKES_SHOWN;
use crate::page::{Session, act, prose};

/// Shown while the last file that was opened has mistakes.
pub(crate) fn mistakes(session: Session) -> AnyView {
    (move || session.fault.get().map(|(name, fault)| shown(session, &name, fault))).into_any()
}

fn shown(session: Session, name: &str, fault: Fault) -> AnyView {
    let body = match fault {
        Fault::TooLong => html::p().child("It is longer than a flow may be.").into_any(),
        Fault::Mistakes(mistakes) => {
            let more = mistakes.len().saturating_sub(MISTAKES_SHOWN);
            let list: Vec<AnyView> = mistakes.into_iter().take(MISTAKES_SHOWN).map(mistake).collect();
            let more = (more > 0).then(|| html::p().child(format!("And {more} more.")));
            (html::ol().child(list), more).into_any()
        }
    };
    let head = html::h2().child(format!("{name} cannot run yet"));
    let close = act("Close", move || session.fault.set(None));
    html::section()
        .class("mistakes")
        .attr("aria-label", "Mistakes of the file")
        .child((head, close, body))
        .into_any()
}

fn mistake(told: Told) -> AnyView {
    let place = html::span().class("place").child(format!("Line {}, column {}", told.line, told.column));
    let source = html::code().class("source").child(told.source);
    let advice = html::p().class("advice").child(prose(told.advice));
    html::li().child((place, html::p().child(prose(&sentence(&told.message))), source, advice)).into_any()
}

/// With a capital letter, and a full stop.
fn sentence(half: &str) -> String {
    let mut letters = half.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    [&first, letters.as_str(), "."].concat()
}
