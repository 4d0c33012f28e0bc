//! The entries that are held, in the order of time.

use std::sync::Arc;

use super::entry::{Entry, Kind};
use crate::limits::{WIRE_BYTES, WIRE_ENTRIES};

/// Entries with their numbers, the oldest first.
pub type Kept = Vec<(u64, Arc<Entry>)>;

/// Holds one more: what the chat tells at the end, what the server tells afterwards where it belongs. The oldest go
/// where there are too many, or too many bytes of them.
pub fn keep(kept: &mut Kept, number: u64, entry: Entry) {
    let place = match entry.kind {
        Kind::Webhook => kept.iter().rposition(|(_, earlier)| earlier.at <= entry.at).map_or(0, |at| at + 1),
        _ => kept.len(),
    };
    kept.insert(place, (number, Arc::new(entry)));
    let mut bytes: usize = kept.iter().map(|(_, entry)| entry.bytes()).sum();
    let mut gone = 0;
    for (_, entry) in kept.iter() {
        if kept.len() - gone <= WIRE_ENTRIES && bytes <= WIRE_BYTES {
            break;
        }
        bytes -= entry.bytes();
        gone += 1;
    }
    kept.drain(..gone);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: Kind, at: f64, bytes: usize) -> Entry {
        Entry { kind, at, body: Some("x".repeat(bytes)), ..Entry::default() }
    }

    fn numbers(kept: &Kept) -> Vec<u64> {
        kept.iter().map(|(number, _)| *number).collect()
    }

    #[test]
    fn a_webhook_stands_where_it_came_and_the_rest_as_it_was_told() {
        let mut kept = Kept::new();
        for (number, kind, at) in [
            (1, Kind::Request, 10.0),
            (2, Kind::Answer, 30.0),
            (3, Kind::Webhook, 20.0),
            (4, Kind::Webhook, 5.0),
            (5, Kind::Webhook, 30.0),
            // The clock was set back.
            (6, Kind::Request, 1.0),
        ] {
            keep(&mut kept, number, entry(kind, at, 0));
        }
        assert_eq!(numbers(&kept), [4, 1, 3, 2, 5, 6]);
    }

    #[test]
    fn the_oldest_go_where_there_are_too_many_or_too_many_bytes() {
        let mut kept = Kept::new();
        for number in 1..=505 {
            keep(&mut kept, number, entry(Kind::Event, 0.0, 0));
        }
        assert_eq!((kept.len(), kept[0].0), (500, 6));
        keep(&mut kept, 506, entry(Kind::Event, 0.0, WIRE_BYTES - 10));
        assert_eq!(kept.len(), 500);
        keep(&mut kept, 507, entry(Kind::Event, 0.0, 11));
        assert_eq!(numbers(&kept), [507]);
        keep(&mut kept, 508, entry(Kind::Event, 0.0, WIRE_BYTES + 1));
        assert_eq!(numbers(&kept), [0_u64; 0], "one alone that is too long is not held");
    }
}
