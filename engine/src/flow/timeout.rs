//! How long a module waits for the visitor, as written.

use super::draft::{Reference, TimeoutDraft};
use super::fields::{Fields, number};
use super::mistake::Mistakes;
use super::node::Entry;
use crate::limits::TIMEOUT_SECONDS;

const TIMEOUT: &[&str] = &["seconds", "to"];

pub(super) fn timeout(entry: &Entry, mistakes: &mut Mistakes) -> Option<TimeoutDraft> {
    let fields = Fields::of(&entry.node, "a timeout", TIMEOUT, mistakes)?;
    let seconds = fields.required("seconds", mistakes);
    let seconds =
        seconds.and_then(|node| Some((node.at, number(node, "seconds", TIMEOUT_SECONDS, mistakes)?)));
    if let Some((at, 0)) = seconds {
        let sentence = format!("`seconds` is 0; allowed: 1 to {TIMEOUT_SECONDS}");
        mistakes.add(at, "out_of_range", sentence);
    }
    fields.required("to", mistakes);
    let to: Option<Reference> = fields.reference("to", mistakes);
    Some(TimeoutDraft { at: entry.at, seconds: u32::try_from(seconds?.1).ok()?, to })
}
