//! The connections that may hold for what was said, found by its words: the cost of a turn grows
//! with what was said, not with the size of the flow.

use crate::condition::{Condition, Said};
use crate::flow::Connection;
use crate::lookup::Lookup;
use crate::words::Words;

/// An index over one list of connections, in the order in which they are looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Words that begin a phrase, with the words of the longest one.
    first_words: Lookup<u64, usize>,
    /// By all words of the phrase.
    phrases: Lookup<u64, Vec<Entry>>,
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
                    index.add(entry);
                }
            } else {
                index.others.push(order);
            }
        }
        index
    }

    fn add(&mut self, entry: Entry) {
        let mut count = 0_usize;
        let (mut first, mut all) = (None, SEED);
        for word in entry.phrase.each() {
            all = and_then(all, word);
            first.get_or_insert(all);
            count = count.saturating_add(1);
        }
        let Some(first) = first else { return };
        if let Some(longest) = self.first_words.of(first) {
            *longest = count.max(*longest);
        }
        if let Some(entries) = self.phrases.of(all) {
            entries.push(entry);
        }
    }

    /// The first connection that holds.
    pub(crate) fn first<'a>(&self, connections: &'a [Connection], said: &Said<'_>) -> Option<&'a Connection> {
        let by_phrase = self.by_phrase(said.words);
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
        if self.phrases.is_empty() {
            return None;
        }
        let mut found: Option<usize> = None;
        for rest in said.rests() {
            let mut words = rest.split(' ').filter(|word| !word.is_empty());
            let Some(mut hash) = words.next().map(|word| and_then(SEED, word)) else { continue };
            let Some(longest) = self.first_words.get(&hash) else { continue };
            for count in 1..=*longest {
                let holds = |entry: &&Entry| {
                    if entry.exactly {
                        *said == entry.phrase
                    } else {
                        rest.starts_with(entry.phrase.spelling())
                    }
                };
                // In the order of the connections, so the first that holds is the one.
                let here = self.phrases.get(&hash).and_then(|entries| entries.iter().find(holds));
                if let Some(entry) = here {
                    found = Some(found.map_or(entry.order, |found| found.min(entry.order)));
                }
                if count == *longest {
                    break;
                }
                let Some(word) = words.next() else { break };
                hash = and_then(hash, word);
            }
        }
        found
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over words; what it finds is compared letter by letter.
fn and_then(hash: u64, word: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    step(word.bytes().fold(hash, step), b' ')
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
