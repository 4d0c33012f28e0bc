//! What must hold at any moment, and what when all is quiet again.

use std::collections::{BTreeMap, BTreeSet};

use parlour_core::{Connection, Content, Delivery, Earlier, Machine, Notice};
use parlour_protocol::Action;

use crate::browser::TabId;
use crate::store::{Kept, Row};
use crate::world::World;

impl World {
    /// At any moment: no bubble twice, and what is stored stands in the order of the log.
    pub(crate) fn check_screen(&mut self, who: TabId) {
        let Some(tab) = self.tab(who) else { return };
        let mut last = 0;
        let mut mids = BTreeSet::new();
        let mut broken = None;
        for (entry, seq) in tab.machine.placed() {
            if let Content::Visitor { mid, .. } = &entry.content
                && !mids.insert(mid.as_str())
            {
                broken = Some(format!("P4: {who} shows {mid} twice"));
            }
            if let Some(seq) = seq {
                if seq < last {
                    broken = Some(format!("P3: {who} shows {seq} after {last}"));
                }
                last = seq;
            }
        }
        if let Some(broken) = broken {
            self.books.breaks(broken);
        }
    }

    /// When all is quiet: what is stored is what was typed, in order, and every page shows it whole.
    /// Returns how many messages are stored or were until they were deleted, how many of them are there,
    /// and how many bubbles were compared.
    pub(crate) fn check_level(&mut self) -> (u64, u64, u64) {
        let mut kept = Kept::open(&self.server.file());
        let rows = kept.rows();
        self.check_log(&rows, &kept.ends());
        self.check_typed(&rows);
        for visitor in 0..self.visitors.len() {
            for typed in std::mem::take(&mut self.visitors[visitor].forgotten) {
                if kept.mentions(&typed.text) {
                    self.books.breaks(format!("P12: {} was forgotten and is still there", typed.mid));
                }
            }
        }
        let left = kept.count(
            "SELECT count(*) FROM answers JOIN conversations ON conversations.id = answers.conversation \
             WHERE conversations.deleted_ms IS NOT NULL",
        );
        if left != 0 {
            self.books.breaks(format!("P12: {left} answers to who was forgotten are still there"));
        }
        let waiting = kept.count("SELECT count(*) FROM waiting");
        if waiting != 0 {
            self.books.breaks(format!("I7: {waiting} messages wait for ever"));
        }
        let orphans = kept.count(
            "SELECT count(*) FROM messages WHERE mid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM answers \
             WHERE answers.conversation = messages.conversation AND answers.mid = messages.mid)",
        );
        if orphans != 0 {
            self.books.breaks(format!("P6: {orphans} messages without their answer"));
        }
        self.check_reports(&mut kept);
        if !kept.is_whole() {
            self.books.breaks("P6: the store's file is damaged".to_owned());
        }
        // Numbers are given once, and a transaction that was not kept gives none.
        let stored = kept.count("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'messages'");
        kept.close();
        for key in self.server.repeated_calls() {
            self.books.breaks(format!("I4: the call {key} was made twice"));
        }
        let mut shown = 0;
        for visitor in 0..self.visitors.len() {
            for tab in self.visitors[visitor].open_tabs() {
                shown += self.check_page(self.id(visitor, tab), &rows);
            }
        }
        for row in &rows {
            let mid = row.mid.as_deref().unwrap_or_default();
            let detail = format!("{} {mid} {:?}", row.conversation, row.texts);
            self.trace.count(row.seq, "row", &detail);
        }
        (stored.unsigned_abs(), rows.len() as u64, shown)
    }

    /// I2: from 1 on without a gap, in each conversation.
    fn check_log(&mut self, rows: &[Row], ends: &BTreeMap<u64, u64>) {
        let mut found: BTreeMap<u64, u64> = BTreeMap::new();
        for row in rows {
            let last = found.entry(row.conversation).or_default();
            if row.seq != *last + 1 {
                self.books.breaks(format!("I2: {} follows {last} in {}", row.seq, row.conversation));
            }
            *last = row.seq;
        }
        if let Some((conversation, end)) = ends
            .iter()
            .find(|(conversation, end)| found.get(conversation).copied().unwrap_or_default() != **end)
        {
            self.books.breaks(format!("I2: {conversation} should end at {end}"));
        }
    }

    /// I1 and P3: nothing typed is missing, nothing is there that nobody typed, and each tab's words
    /// stand in the order of typing.
    fn check_typed(&mut self, rows: &[Row]) {
        let mut places: BTreeMap<&str, Vec<(u64, u64)>> = BTreeMap::new();
        for row in rows {
            if let Some(mid) = &row.mid {
                places.entry(mid).or_default().push((row.conversation, row.seq));
            }
        }
        let mut broken = Vec::new();
        for (visitor, one) in self.visitors.iter().enumerate() {
            let mut last: BTreeMap<((usize, u32), u64), u64> = BTreeMap::new();
            for typed in &one.typed {
                let Some(found) = places.remove(typed.mid.as_str()) else {
                    if !one.excused.contains(&typed.mid) {
                        broken.push(format!("I1: v{visitor} typed {} and it is not stored", typed.text));
                    }
                    continue;
                };
                // What a restored store had lost may come once more from a page that still held it.
                let is_ordered = !one.excused.contains(&typed.mid) && !one.asked_again.contains(&typed.mid);
                // What stands in two conversations, for the first could no longer be opened when it was to be sent again,
                // says nothing of order.
                let is_once = found.len() == 1;
                let held = found.into_iter().filter(|_| is_ordered && is_once);
                for (conversation, seq) in held {
                    let before = last.insert((typed.hand, conversation), seq).unwrap_or_default();
                    if seq < before {
                        broken.push(format!("P3: {} of v{visitor} stands before {before}", typed.text));
                    }
                }
            }
        }
        for mid in places.keys() {
            let is_unshown = self.visitors.iter().any(|one| one.noted.contains(*mid));
            if !is_unshown {
                broken.push(format!("I1: {mid} is stored and nobody typed it"));
            }
        }
        for what in broken {
            self.books.breaks(what);
        }
    }

    /// I3: the page shows the log, whole, and nothing else.
    fn check_page(&mut self, who: TabId, rows: &[Row]) -> u64 {
        let Some(tab) = self.tab(who) else { return 0 };
        let machine = &tab.machine;
        let Some(conversation) = machine.conversation_id() else { return 0 };
        let log: Vec<&String> =
            rows.iter().filter(|row| row.conversation == conversation).flat_map(|row| &row.texts).collect();
        let screen = screen(machine);
        let mut broken = None;
        if machine.earlier() != Earlier::None {
            broken = Some(format!("I3: {who} could not be read back to the beginning"));
        } else if machine.connection() != Connection::Online {
            broken = Some(format!("P10: {who} is {:?} although all works", machine.connection()));
        } else if screen.iter().ne(log.iter().copied()) {
            let place = screen.iter().zip(&log).take_while(|(one, other)| one == *other).count();
            broken = Some(format!(
                "I3: {who} shows {} bubbles, the log of {conversation} has {}; from {place}: {:?} for {:?}",
                screen.len(),
                log.len(),
                screen.get(place),
                log.get(place)
            ));
        }
        let shown = screen.len() as u64;
        if let Some(broken) = broken {
            self.books.breaks(broken);
        }
        shown
    }
}

fn screen(machine: &Machine) -> Vec<String> {
    let bubble = |content: &Content| match content {
        Content::Visitor { text, delivery: Delivery::Sent, .. }
        | Content::Received { action: Action::Text { text }, .. } => Some(text.clone()),
        Content::Notice(Notice::Reset | Notice::Unreadable | Notice::NotKept) => None,
        other => Some(format!("{other:?}")),
    };
    machine.entries().iter().filter_map(|entry| bubble(&entry.content)).collect()
}
