//! The connections that may hold for what was said, found by its words: the cost of a turn grows
//! with what was said, not with the size of the flow.

use std::collections::BTreeMap;

use crate::condition::{Condition, Said};
use crate::flow::Connection;
use crate::words::Words;

/// An index over one list of connections, in the order in which they are looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    by_first_word: BTreeMap<Box<str>, Vec<Entry>>,
    /// Those that are not told by a phrase.
    others: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Entry {
    order: usize,
    phrase: Words,
    exactly: bool,
}

impl Index {
    pub(crate) fn of(connections: &[Connection]) -> Self {
        let mut index = Self::default();
        for (order, connection) in connections.iter().enumerate() {
            let mut entries = Vec::new();
            if phrases(&connection.condition, order, &mut entries) {
                for entry in entries {
                    let Some(first) = entry.phrase.each().next() else { continue };
                    index.by_first_word.entry(first.into()).or_default().push(entry);
                }
            } else {
                index.others.push(order);
            }
        }
        index
    }

    /// The first connection that holds.
    pub(crate) fn first<'a>(&self, connections: &'a [Connection], said: &Said<'_>) -> Option<&'a Connection> {
        let by_phrase = self.by_phrase(&said.words);
        let before = |order: &&usize| by_phrase.is_none_or(|found| **order < found);
        let other = self
            .others
            .iter()
            .take_while(before)
            .filter_map(|order| connections.get(*order))
            .find(|connection| connection.condition.holds(said));
        other.or_else(|| connections.get(by_phrase?))
    }

    fn by_phrase(&self, said: &Words) -> Option<usize> {
        if self.by_first_word.is_empty() {
            return None;
        }
        let mut found: Option<usize> = None;
        for rest in said.rests() {
            let Some(entries) = rest.split(' ').nth(1).and_then(|word| self.by_first_word.get(word)) else {
                continue;
            };
            // In the order of the connections, so the first that holds is the one.
            for entry in entries.iter().take_while(|entry| found.is_none_or(|found| entry.order < found)) {
                let holds = if entry.exactly {
                    *said == entry.phrase
                } else {
                    rest.starts_with(entry.phrase.spelling())
                };
                if holds {
                    found = Some(entry.order);
                    break;
                }
            }
        }
        found
    }
}

/// Whether the condition is nothing but phrases, any of which is enough.
fn phrases(condition: &Condition, order: usize, entries: &mut Vec<Entry>) -> bool {
    match condition {
        Condition::Says(phrase) => entries.push(Entry { order, phrase: phrase.0.clone(), exactly: false }),
        Condition::Exactly(phrase) => entries.push(Entry { order, phrase: phrase.0.clone(), exactly: true }),
        Condition::Any(parts) => return parts.iter().all(|part| phrases(part, order, entries)),
        _ => return false,
    }
    true
}
