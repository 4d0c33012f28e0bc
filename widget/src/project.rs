//! The machine's transcript as rows of the page: one signal per entry, and only new rows are made.

use leptos::mount::{UnmountHandle, mount_to_renderer};
use parlour_core::{Entry, EntryKey};
use web_sys::HtmlElement;

use crate::view::{Asks, El, Live, Mounted, Screen, row};

/// The rows that stand in the list, oldest first.
pub struct Projection {
    list: HtmlElement,
    screen: Screen,
    asks: Asks,
    rows: Vec<Row>,
}

struct Row {
    key: EntryKey,
    revision: u32,
    entry: Live<Entry>,
    /// Takes the row off the page when dropped.
    _mounted: UnmountHandle<Mounted>,
}

impl Projection {
    /// Rows go into `list`; `screen` has the bot's name and the words.
    pub fn new(list: HtmlElement, screen: Screen, asks: Asks) -> Self {
        Self { list, screen, asks, rows: Vec::new() }
    }

    /// Brings the rows level with `entries`. `true` if anything changed.
    pub fn show(&mut self, entries: &[Entry]) -> bool {
        let before = self.rows.len();
        self.forget_what_is_gone(entries);
        let mut changed = self.rows.len() != before;
        let in_place = self.rows.iter().zip(entries).take_while(|(row, entry)| row.key == entry.key).count();
        if in_place < self.rows.len() {
            // The order changed: what follows is drawn anew, at its new place.
            self.rows.truncate(in_place);
            changed = true;
        }
        for (row, entry) in self.rows.iter_mut().zip(entries) {
            if row.revision != entry.revision {
                row.revision = entry.revision;
                row.entry.put(entry.clone());
                changed = true;
            }
        }
        for entry in entries.iter().skip(in_place) {
            self.add(entry);
            changed = true;
        }
        changed
    }

    fn forget_what_is_gone(&mut self, entries: &[Entry]) {
        let is_level = self.rows.len() <= entries.len()
            && self.rows.iter().zip(entries).all(|(row, entry)| row.key == entry.key);
        if !is_level {
            self.rows.retain(|row| entries.iter().any(|entry| entry.key == row.key));
        }
    }

    fn add(&mut self, entry: &Entry) {
        let live = Live::new(entry.clone());
        let (entry_of_row, screen, asks) = (live.clone(), self.screen.clone(), self.asks.clone());
        let mounted = mount_view(self.list.clone(), Box::new(move || row(&entry_of_row, &screen, &asks)));
        self.rows.push(Row { key: entry.key, revision: entry.revision, entry: live, _mounted: mounted });
    }
}

/// The one instance of Leptos' mounting.
#[inline(never)]
pub fn mount_view(parent: HtmlElement, draw: Box<dyn FnOnce() -> El>) -> UnmountHandle<Mounted> {
    mount_to_renderer(&parent, draw)
}
