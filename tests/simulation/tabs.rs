//! The tabs of a browser that have a conversation in common: who leads, and what the others are told, which may be
//! lost, doubled or late. As `widget/src/tabs.rs` and `pkg/loader/tabs.js`.

use parlour_core::{Connection, Input, Overheard, Role, StreamEvent};
use parlour_protocol::Cursor;

use crate::browser::TabId;
use crate::plan::Fault;
use crate::world::{Happening, World};

/// Milliseconds until another tab leads when one is gone: mostly a moment, at worst as long as a frozen one is asked.
const NOTICED_MS: u64 = 9_000;
/// Milliseconds until a tab hears that another one has taken the lead.
const LOST_MS: u64 = 10_000;
/// How late a word may be.
const LATE_MS: u64 = 20_000;

/// What a tab has to do with the others.
#[derive(Default)]
pub(crate) struct Sharing {
    conversation: Option<u64>,
    leads: bool,
    /// What came down its stream and was not told yet.
    frame: Option<StreamEvent>,
    told: Option<(Cursor, Connection)>,
}

impl World {
    /// Before an input is handled.
    pub(crate) fn hears_first(&mut self, who: TabId, input: &Input) {
        let Some(tab) = self.tab(who) else { return };
        let sharing = &mut tab.sharing;
        match input {
            Input::Role(role) => {
                sharing.leads = *role == Role::Leads;
                sharing.told = None;
                self.trace.note(self.now, "role", format_args!("{who} {role:?}"));
            }
            Input::Streamed { event, .. } if sharing.leads => sharing.frame = Some(event.clone()),
            _ => {}
        }
    }

    /// After it.
    pub(crate) fn share(&mut self, who: TabId) {
        let Some(tab) = self.tab(who) else { return };
        let conversation = tab.machine.conversation_id();
        if tab.sharing.conversation != conversation {
            self.leave_group(who);
            let Some(tab) = self.tab(who) else { return };
            tab.sharing = Sharing { conversation, ..Sharing::default() };
            if conversation.is_some() {
                self.feed(who, Input::Role(Role::Follows));
                self.join_group(who);
            }
        }
        self.tell_group(who);
    }

    fn join_group(&mut self, who: TabId) {
        let Some(group) = self.group(who) else { return };
        match self.visitors[who.visitor].leaders.get(&group).copied() {
            None => self.elect(who, 5),
            // Asked, the one that leads says how far it is.
            Some(leader) => {
                if let Some(tab) = self.tab(leader).filter(|tab| tab.sharing.leads) {
                    tab.sharing.told = None;
                    self.tell_group(leader);
                }
            }
        }
    }

    /// The lead is free when a page ends.
    pub(crate) fn leave_group(&mut self, who: TabId) {
        let Some(group) = self.group(who) else { return };
        let leaders = &mut self.visitors[who.visitor].leaders;
        if leaders.get(&group) != Some(&who) {
            return;
        }
        leaders.remove(&group);
        let others = self.others(who);
        if !others.is_empty() {
            let next = others[self.dice.index(others.len())];
            let delay = if self.dice.one_in(4) { self.dice.below(NOTICED_MS) } else { 5 };
            self.elect(next, delay);
        }
    }

    fn elect(&mut self, who: TabId, delay: u64) {
        let Some(group) = self.group(who) else { return };
        self.visitors[who.visitor].leaders.insert(group, who);
        self.later(delay, Happening::Elected { who, group, role: Role::Leads });
    }

    /// Of a group that a tab has left meanwhile it hears nothing, nor what is no longer so: a browser's locks tell
    /// in the order in which they change hands.
    pub(crate) fn elected(&mut self, who: TabId, group: u64, role: Role) {
        let leads = self.visitors[who.visitor].leaders.get(&group) == Some(&who);
        if self.group(who) == Some(group) && leads == (role == Role::Leads) {
            self.feed(who, Input::Role(role));
            if leads {
                self.feed(who, Input::RowsLeft);
            }
        }
    }

    /// Another tab takes the lead; the one that had it hears of it later, and for a while there are two.
    pub(crate) fn steal(&mut self, who: TabId) {
        let Some(group) = self.group(who) else { return };
        let before = self.visitors[who.visitor].leaders.get(&group).copied().filter(|before| *before != who);
        self.elect(who, 5);
        if let Some(before) = before {
            let delay = self.dice.below(LOST_MS);
            self.later(delay, Happening::Elected { who: before, group, role: Role::Follows });
        }
    }

    fn tell_group(&mut self, who: TabId) {
        let Some(tab) = self.tab(who) else { return };
        let frame = tab.sharing.frame.take();
        let Some(cursor) = tab.machine.cursor().filter(|_| tab.sharing.leads) else { return };
        let now = (cursor, tab.machine.connection());
        if frame.is_none() && tab.sharing.told.as_ref() == Some(&now) {
            return;
        }
        tab.sharing.told = Some(now.clone());
        let (cursor, connection) = now;
        for other in self.others(who) {
            let word = Overheard { cursor: cursor.clone(), connection, event: frame.clone() };
            self.say(other, &word);
        }
    }

    fn say(&mut self, who: TabId, word: &Overheard) {
        if self.faults.strikes(Fault::WordLost, 60) {
            return;
        }
        let mut delay = 1 + self.dice.below(20);
        if self.faults.strikes(Fault::WordLate, 60) {
            delay += self.dice.below(LATE_MS);
        }
        if self.faults.strikes(Fault::WordTwice, 60) {
            let again = delay + self.dice.below(LATE_MS);
            self.later(again, Happening::Tell { who, input: Input::Overheard(word.clone()) });
        }
        self.later(delay, Happening::Tell { who, input: Input::Overheard(word.clone()) });
    }

    fn group(&self, who: TabId) -> Option<u64> {
        self.visitors[who.visitor].tabs.get(who.tab)?.sharing.conversation
    }

    fn others(&self, who: TabId) -> Vec<TabId> {
        let group = self.group(who);
        let open = self.visitors[who.visitor].open_tabs();
        let ids: Vec<TabId> = open.into_iter().map(|tab| self.id(who.visitor, tab)).collect();
        ids.into_iter().filter(|id| *id != who && self.group(*id) == group).collect()
    }
}
