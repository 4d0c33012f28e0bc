//! What must hold at any moment, and what when all is quiet again.

use std::collections::BTreeMap;

use parlour_core::{Connection, Content, Delivery, Earlier, Notice};
use parlour_protocol::{Action, StoredEvent};

use crate::world::World;

impl World {
    /// Everything typed is stored once and in order, and the page shows the log, whole.
    pub(crate) fn check_level(&self) {
        let own: Vec<&str> = self
            .server
            .log
            .iter()
            .filter_map(|event| match event {
                StoredEvent::Message(message) => message.mid.as_deref().filter(|mid| !mid.starts_with('o')),
                StoredEvent::Handover(_) => None,
            })
            .collect();
        assert_eq!(own, self.typed);
        assert_eq!(self.machine.earlier(), Earlier::None, "read back to the beginning");
        let log: Vec<String> = self.log_texts();
        assert_eq!(self.screen(), log);
        assert_eq!(self.machine.connection(), Connection::Online);
        assert!(!self.machine.typing() || self.wake.is_some());
        assert!(self.rows.is_empty());
        let all_sent = self.machine.entries().iter().all(|entry| {
            !matches!(&entry.content, Content::Visitor { delivery, .. } if *delivery != Delivery::Sent)
        });
        assert!(all_sent);
    }

    /// At any moment: what is shown of the log is in its order and nothing is shown twice; what is
    /// unsent stands at the end in the order of typing.
    pub(crate) fn check_screen(&self) {
        let mut order: BTreeMap<String, usize> = BTreeMap::new();
        let log = self.log_texts();
        for (index, text) in log.iter().enumerate() {
            order.insert(text.clone(), index);
        }
        for (index, mid) in self.typed.iter().enumerate() {
            order.entry(format!("text {mid}")).or_insert(log.len() + index);
        }
        let places: Vec<usize> = self.screen().iter().map(|text| order[text]).collect();
        let stored: Vec<usize> = places.iter().copied().filter(|place| *place < log.len()).collect();
        let own_unsent = |text: &String| {
            self.machine.entries().iter().any(|entry| {
                matches!(&entry.content,
            Content::Visitor { text: other, delivery, .. } if other == text && *delivery != Delivery::Sent)
            })
        };
        // The server may have stored what the page still holds for unsent.
        let known: Vec<usize> =
            self.screen().iter().filter(|text| !own_unsent(text)).map(|text| order[text]).collect();
        assert!(known.is_sorted_by(|a, b| a < b), "{:?}", self.screen());
        let mut unique = stored;
        unique.sort_unstable();
        assert!(unique.is_sorted_by(|a, b| a < b), "shown twice: {:?}", self.screen());
    }

    fn log_texts(&self) -> Vec<String> {
        let mut texts = vec![];
        for event in &self.server.log {
            if let StoredEvent::Message(message) = event {
                for action in &message.actions {
                    if let Action::Text { text } = action {
                        texts.push(text.clone());
                    }
                }
            }
        }
        texts
    }

    fn screen(&self) -> Vec<String> {
        self.machine
            .entries()
            .iter()
            .filter_map(|entry| match &entry.content {
                Content::Visitor { text, .. } | Content::Received { action: Action::Text { text }, .. } => {
                    Some(text.clone())
                }
                Content::Notice(Notice::Reset) => None,
                other => panic!("{other:?}"),
            })
            .collect()
    }
}
