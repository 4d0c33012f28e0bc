//! How soon a page is level again once the line or the server is there again (P10): it is connected, it
//! shows all that was stored by then, and what it had to send by then is sent.
//!
//! A page that something else strikes meanwhile is not counted: what it waits for is not there yet.

use std::collections::BTreeSet;

use parlour_core::{Connection, Content, Delivery};

use crate::browser::{Tab, TabId};
use crate::store::Kept;
use crate::world::World;

/// What a page is to reach.
pub(crate) struct Recovery {
    since: u64,
    conversation: u64,
    seq: u64,
    unsent: BTreeSet<String>,
    /// What was missing when it was last looked at.
    lacked: &'static str,
}

impl Tab {
    /// What the page has not reached yet.
    fn lacks(&self, of: &Recovery) -> Option<&'static str> {
        let sends = |content: &Content| match content {
            Content::Visitor { mid, delivery: Delivery::Queued | Delivery::Sending, .. } => {
                of.unsent.contains(mid)
            }
            _ => false,
        };
        let last = self.machine.placed().rev().find_map(|(_, seq)| seq).unwrap_or_default();
        if self.machine.connection() != Connection::Online {
            Some("the stream")
        } else if last < of.seq {
            Some("the log")
        } else if self.machine.entries().iter().rev().any(|entry| sends(&entry.content)) {
            Some("what it sends")
        } else {
            None
        }
    }

    fn has_to_send(&self) -> BTreeSet<String> {
        let waits = |content: &Content| match content {
            Content::Visitor { mid, delivery: Delivery::Queued | Delivery::Sending, .. } => Some(mid.clone()),
            _ => None,
        };
        self.machine.entries().iter().filter_map(|entry| waits(&entry.content)).collect()
    }
}

impl World {
    /// The line of this page is there again, and was the last thing that was missing.
    pub(crate) fn line_returns(&mut self, who: TabId) {
        if self.server.is_up() && !self.faults.is_over {
            self.begin_recovery(&[who]);
        }
    }

    /// The server is there again.
    pub(crate) fn server_returns(&mut self) {
        if self.faults.is_over {
            return;
        }
        let mut pages = Vec::new();
        for visitor in 0..self.visitors.len() {
            pages.extend(self.visitors[visitor].open_tabs().into_iter().map(|tab| self.id(visitor, tab)));
        }
        self.begin_recovery(&pages);
    }

    fn begin_recovery(&mut self, pages: &[TabId]) {
        let mut kept = Kept::open(&self.server.file());
        let ends = kept.ends();
        kept.close();
        let now = self.now;
        for who in pages {
            let Some(tab) = self.tab(*who) else { continue };
            let is_silent = tab.line.as_ref().is_some_and(|line| line.is_silent);
            let Some(conversation) = tab.machine.conversation_id() else { continue };
            let Some(seq) = ends.get(&conversation).copied() else { continue };
            if !tab.is_offline && !is_silent && tab.struck_until <= now {
                let unsent = tab.has_to_send();
                tab.recovery = Some(Recovery { since: now, conversation, seq, unsent, lacked: "nothing" });
            }
        }
    }

    /// Something is wrong with this page until then.
    pub(crate) fn struck(&mut self, who: TabId, until: u64) {
        if let Some(tab) = self.tab(who) {
            tab.recovery = None;
            tab.struck_until = tab.struck_until.max(until);
        }
    }

    /// Something is wrong with the server or with a clock.
    pub(crate) fn all_struck(&mut self) {
        for tab in self.visitors.iter_mut().flat_map(|visitor| &mut visitor.tabs) {
            tab.recovery = None;
        }
    }

    pub(crate) fn look_whether_level(&mut self, who: TabId) {
        let now = self.now;
        let Some(tab) = self.tab(who) else { return };
        let Some(mut recovery) = tab.recovery.take() else { return };
        if tab.machine.conversation_id() != Some(recovery.conversation) {
            return;
        }
        if let Some(lacked) = tab.lacks(&recovery) {
            recovery.lacked = lacked;
            tab.recovery = Some(recovery);
            return;
        }
        let took = now - recovery.since;
        self.trace.note(now, "level", format_args!("{who} after {took} ms, at last {}", recovery.lacked));
        self.recoveries.push(took);
    }
}
