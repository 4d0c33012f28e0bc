//! A visitor's browser: tabs, what they share, and a clock of its own. What the shell of the widget
//! does around the machine (`widget/src/{driver,outbox,unsent,clock}.rs`) is done here alike.

use std::collections::{BTreeMap, BTreeSet};

use parlour_core::sse::Parser;
use parlour_core::{Content, Delivery, Entry, Input, Machine, Options, Saved, SavedMessage, Storing, Ticket};

use crate::recovery::Recovery;

/// The one bot.
pub(crate) const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// A tab, as it was when something was sent to it: after a reload it is another page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TabId {
    pub(crate) visitor: usize,
    pub(crate) tab: usize,
    pub(crate) page: u32,
}

impl std::fmt::Display for TabId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "v{}t{}p{}", self.visitor, self.tab, self.page)
    }
}

/// A message the visitor saw leave the text box.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub(crate) mid: String,
    pub(crate) text: String,
    /// The tab, and how often the storage had failed when its page was loaded: what a page types goes
    /// out in order, and after what the storage held for it.
    pub(crate) hand: (usize, u32),
}

#[derive(Default)]
pub(crate) struct Visitor {
    pub(crate) tabs: Vec<Tab>,
    /// Which of them leads those of a conversation.
    pub(crate) leaders: BTreeMap<u64, TabId>,
    /// The entry of `localStorage`.
    pub(crate) stored: Option<String>,
    /// The rows of messages that wait, by their ids, and whose each is.
    pub(crate) rows: BTreeMap<String, (TabId, String)>,
    pub(crate) refuses: bool,
    /// How far its clock is off.
    pub(crate) skew: i64,
    pub(crate) to_type: usize,
    pub(crate) typed: Vec<Typed>,
    pub(crate) typed_in_all: usize,
    /// Messages that were seen to be stored in the browser or sent.
    pub(crate) noted: BTreeSet<String>,
    /// Messages that may be missing: the browser lost its storage, or the server its store.
    pub(crate) excused: BTreeSet<String>,
    /// Since when nothing was lost or refused by the storage: messages typed before may be lost.
    pub(crate) spoilt: BTreeSet<String>,
    /// Messages that waited for too long and were sent again by hand, after others.
    pub(crate) asked_again: BTreeSet<String>,
    /// Messages that must be nowhere.
    pub(crate) forgotten: Vec<Typed>,
    pub(crate) is_leaving: bool,
    /// What of theirs was stored when it began, by its conversations.
    pub(crate) leaving: BTreeSet<(u64, String)>,
    /// The conversation that is left.
    pub(crate) leaving_from: u64,
    /// How often the storage was emptied or refused something.
    pub(crate) breaks: u32,
}

pub(crate) struct Tab {
    pub(crate) page: u32,
    pub(crate) is_open: bool,
    pub(crate) machine: Machine,
    /// By the tab's clock.
    pub(crate) wake: Option<u64>,
    pub(crate) calls: BTreeSet<Ticket>,
    pub(crate) line: Option<Line>,
    pub(crate) is_offline: bool,
    /// When the last answer of the rows is due.
    pub(crate) rows_due: u64,
    /// As [`Visitor::breaks`] was when it was loaded.
    pub(crate) breaks: u32,
    /// What it has still to reach since all it needs is there again.
    pub(crate) recovery: Option<Recovery>,
    /// Until when something is wrong that it cannot know of.
    pub(crate) struck_until: u64,
    /// Until when the browser lets it do nothing.
    pub(crate) frozen_until: u64,
    pub(crate) sharing: crate::tabs::Sharing,
    told: u64,
    behind: u64,
}

/// An event stream on its way to a tab.
pub(crate) struct Line {
    pub(crate) ticket: Ticket,
    /// The server's end, once it is reached and while it is there.
    pub(crate) id: Option<u64>,
    pub(crate) parser: Parser,
    pub(crate) is_silent: bool,
    /// When the last piece arrives: pieces do not overtake one another.
    pub(crate) due: u64,
}

impl Tab {
    pub(crate) fn new(page: u32) -> Self {
        Self {
            page,
            is_open: true,
            machine: Machine::new(Options { bot: BOT.to_owned(), ..Options::default() }),
            wake: None,
            calls: BTreeSet::new(),
            line: None,
            is_offline: false,
            rows_due: 0,
            breaks: 0,
            recovery: None,
            struck_until: 0,
            frozen_until: 0,
            sharing: crate::tabs::Sharing::default(),
            told: 0,
            behind: 0,
        }
    }

    /// Bubbles that wait, which stand at the end.
    pub(crate) fn unsent(&self) -> usize {
        let waits = |entry: &&Entry| matches!(&entry.content, Content::Visitor { delivery, .. } if *delivery != Delivery::Sent);
        self.machine.entries().iter().rev().take_while(waits).count()
    }

    /// Ids of messages that failed.
    pub(crate) fn failed(&self) -> Vec<String> {
        let failed = |entry: &Entry| match &entry.content {
            Content::Visitor { mid, delivery: Delivery::Failed(_), .. } => Some(mid.clone()),
            _ => None,
        };
        self.machine.entries().iter().filter_map(failed).collect()
    }

    /// As `widget/src/clock.rs`: a page's time never goes back.
    pub(crate) fn clock(&mut self, wall: u64) -> u64 {
        self.behind = self.behind.max(self.told.saturating_sub(wall));
        self.told = wall + self.behind;
        self.told
    }
}

impl Visitor {
    pub(crate) fn wall(&self, now: u64) -> u64 {
        now.saturating_add_signed(self.skew)
    }

    pub(crate) fn saved(&self) -> Option<Saved> {
        self.stored.as_deref().and_then(|json| serde_json::from_str(json).ok())
    }

    /// What a page finds when it is loaded.
    pub(crate) fn load(&mut self, tab: usize) -> Input {
        let saved = if self.refuses { None } else { self.saved() };
        self.tabs[tab].breaks = self.breaks;
        Input::Restored(saved)
    }

    /// As `widget/src/outbox.rs`: a tab writes the whole entry.
    pub(crate) fn store(&mut self, saved: &Saved) {
        if self.refuses {
            self.breaks += 1;
        } else {
            self.stored = serde_json::to_string(saved).ok();
        }
    }

    /// As `pkg/loader/unsent.js`: a row of its own for each message. One that is not new and is gone stays away.
    pub(crate) fn keep(&mut self, who: TabId, message: &SavedMessage, is_new: bool) -> Storing {
        self.noted.insert(message.mid.clone());
        if self.refuses {
            self.breaks += 1;
            self.spoilt.insert(message.mid.clone());
            return Storing::Held;
        }
        if is_new || self.rows.contains_key(&message.mid) {
            self.rows.insert(message.mid.clone(), (who, serde_json::to_string(message).unwrap()));
        }
        Storing::Stored
    }

    /// What is in the rows, in the order of typing, but for those of other pages that live. A page that could not read them
    /// types before what they hold.
    pub(crate) fn read(&mut self, who: TabId) -> Vec<SavedMessage> {
        if self.refuses {
            self.breaks += 1;
            self.tabs[who.tab].breaks = self.breaks;
            return Vec::new();
        }
        let lives =
            |page: TabId| self.tabs.get(page.tab).is_some_and(|tab| tab.is_open && tab.page == page.page);
        let free = self.rows.values().filter(|(owner, _)| *owner == who || !lives(*owner));
        let mut read: Vec<SavedMessage> = free.map(|(_, row)| serde_json::from_str(row).unwrap()).collect();
        read.sort_by(|one, other| (one.at, &one.mid).cmp(&(other.at, &other.mid)));
        read
    }

    /// The visitor's data leave this browser.
    pub(crate) fn wipe(&mut self) {
        self.stored = None;
        self.rows.clear();
    }

    /// The storage is emptied under the pages' feet.
    pub(crate) fn clear(&mut self) {
        self.breaks += 1;
        self.spoilt.extend(self.rows.keys().cloned());
        self.wipe();
    }

    /// A page is gone: what only it knew of is lost, and may be, if the storage failed it.
    pub(crate) fn lose_page(&mut self) {
        let kept = &self.rows;
        self.excused.extend(self.spoilt.iter().filter(|mid| !kept.contains_key(*mid)).cloned());
    }

    pub(crate) fn open_tabs(&self) -> Vec<usize> {
        (0..self.tabs.len()).filter(|tab| self.tabs[*tab].is_open).collect()
    }
}
