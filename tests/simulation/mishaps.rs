//! What goes wrong beside the line: pages, browsers, clocks, disks and the server itself.

use std::collections::BTreeSet;

use parlour_core::{Input, Leaving};
use parlour_server::simulation::Asked;

use crate::browser::{TabId, Typed};
use crate::plan::Fault;
use crate::store::Kept;
use crate::world::{Happening, Pending, World};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// As the configuration of the bot says.
const RETENTION_DAYS: i64 = 90;

/// How often each comes up among the others.
const MISHAPS: [(Fault, u64); 20] = [
    (Fault::Reload, 12),
    (Fault::Offline, 12),
    (Fault::TabOpened, 8),
    (Fault::TabClosed, 6),
    (Fault::PageFrozen, 4),
    (Fault::LeadStolen, 6),
    (Fault::StorageCleared, 2),
    (Fault::StorageRefuses, 2),
    (Fault::BrowserClock, 4),
    (Fault::ServerClock, 4),
    (Fault::TokensExpire, 2),
    (Fault::KillNow, 4),
    (Fault::PowerCut, 3),
    (Fault::DiskFull, 3),
    (Fault::Restart, 3),
    (Fault::EpochChanged, 1),
    (Fault::BackupRestored, 1),
    (Fault::Forgotten, 1),
    (Fault::IdReused, 6),
    (Fault::StreamSilent, 6),
];

impl World {
    pub(crate) fn mishap(&mut self) {
        if self.faults.is_over {
            return;
        }
        let pause = 300 + self.dice.below(3_000);
        self.later(pause, Happening::Mishap);
        let mut number = self.dice.below(MISHAPS.iter().map(|(_, weight)| weight).sum());
        let mut kind = Fault::Reload;
        for (fault, weight) in MISHAPS {
            if number < weight {
                kind = fault;
                break;
            }
            number -= weight;
        }
        let visitor = self.dice.index(self.visitors.len());
        let open = self.visitors[visitor].open_tabs();
        if open.is_empty() || self.visitors[visitor].is_leaving {
            return;
        }
        let tab = open[self.dice.index(open.len())];
        if !self.faults.strike(kind) {
            return;
        }
        let who = self.id(visitor, tab);
        if self.is_frozen(who) && matches!(kind, Fault::Offline | Fault::Forgotten) {
            return;
        }
        self.trace.note(self.now, "fault", format_args!("{kind:?} {who}"));
        self.happens(kind, who, &open);
    }

    fn happens(&mut self, kind: Fault, who: TabId, open: &[usize]) {
        let visitor = who.visitor;
        if matches!(kind, Fault::ServerClock | Fault::TokensExpire | Fault::DiskFull | Fault::EpochChanged) {
            self.all_struck();
        }
        match kind {
            Fault::Reload => self.reload(who),
            Fault::Offline => self.offline(who),
            Fault::TabOpened if open.len() < 3 && self.visitors[visitor].saved().is_some() => {
                let closed = (0..self.visitors[visitor].tabs.len()).find(|tab| !open.contains(tab));
                let tab = closed.unwrap_or(self.visitors[visitor].tabs.len());
                self.open(visitor, tab);
            }
            Fault::TabClosed if open.len() > 1 => self.close(who),
            Fault::LeadStolen => self.steal(who),
            Fault::StorageCleared => self.visitors[visitor].clear(),
            Fault::StorageRefuses => {
                self.visitors[visitor].refuses = true;
                let pause = self.dice.below(20_000);
                self.later(pause, Happening::StorageWorks { visitor });
            }
            Fault::BrowserClock => {
                self.visitors[visitor].skew = self.jump();
                self.all_struck();
            }
            Fault::ServerClock => {
                let by = self.jump();
                self.skew += by;
                let pause = self.dice.below(30_000);
                self.later(pause, Happening::ClockGoesRight { by: -by });
                if self.dice.one_in(3) {
                    self.sweep();
                }
            }
            Fault::TokensExpire => self.skew += 25 * HOUR_MS,
            Fault::KillNow => self.kill("between two requests"),
            Fault::PowerCut => self.cut_power("between two requests"),
            Fault::PageFrozen => self.freeze(who),
            Fault::DiskFull => self.fill_disk(),
            Fault::Restart => {
                self.pass_time();
                self.server.drain();
                self.settle();
                self.kill("after its goodbyes");
            }
            Fault::EpochChanged => self.change_epoch(),
            Fault::BackupRestored => self.restore_backup(),
            Fault::Forgotten => self.forget(who, open),
            Fault::IdReused => self.reuse_id(who),
            Fault::StreamSilent => {
                if let Some(line) = self.tab(who).and_then(|tab| tab.line.as_mut()) {
                    line.is_silent = true;
                }
            }
            _ => {}
        }
    }

    /// An hour or four hundred days, either way.
    fn jump(&mut self) -> i64 {
        let by = if self.dice.one_in(4) { 400 * DAY_MS } else { HOUR_MS };
        if self.dice.one_in(2) { by } else { -by }
    }

    fn offline(&mut self, who: TabId) {
        if let Some(tab) = self.tab(who) {
            tab.is_offline = true;
            self.feed(who, Input::WentOffline);
            if let Some(line) = self.tab(who).and_then(|tab| tab.line.as_mut()) {
                line.is_silent = true;
            }
        }
        let pause = self.dice.below(12_000);
        self.later(pause, Happening::Online { who });
    }

    /// The process ends where it stands: every connection breaks, and what is acknowledged is there.
    pub(crate) fn kill(&mut self, place: &'static str) {
        self.end_server(place, false);
    }

    /// The machine ends where it stands: what was not flushed is lost, and what is acknowledged is there.
    pub(crate) fn cut_power(&mut self, place: &'static str) {
        self.end_server(place, true);
    }

    fn end_server(&mut self, place: &'static str, is_cut: bool) {
        if !self.server.is_up() {
            return;
        }
        let (how, waited) = (if is_cut { "no power" } else { "killed" }, self.pending.len());
        self.trace.note(self.now, how, format_args!("{place}, {waited} waited"));
        self.books.kills += 1;
        self.all_struck();
        if is_cut {
            self.server.lose_power(&mut self.dice);
        } else {
            self.server.kill();
        }
        for (_, pending) in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Call { who, ticket, is_copy: false, .. } => {
                    let delay = self.latency();
                    let result = Err(parlour_core::Failure::NoAnswer);
                    self.later(delay, Happening::Return { who, ticket, result });
                }
                Pending::Call { .. } => {}
                Pending::Stream { who, ticket, .. } => {
                    let due = self.due(who);
                    let end = parlour_core::StreamEnd::Broken;
                    self.later(due, Happening::Close { who, ticket, end });
                }
            }
        }
        let mut kept = Kept::open(&self.server.file());
        let stored = kept.places();
        if is_cut && !kept.is_whole() {
            self.books.breaks("P6: the store's file is damaged by a power cut".to_owned());
        }
        kept.close();
        self.books.check_acked(&stored);
        let pause = if self.faults.is_over { 100 } else { 100 + self.dice.below(6_000) };
        self.later(pause, Happening::Up);
    }

    pub(crate) fn up(&mut self) {
        self.trace.note(self.now, "up", "");
        self.pass_time();
        self.server.start();
        self.settle();
        self.server_returns();
    }

    /// The browser stops the page's time for a while, as it does with pages nobody looks at.
    fn freeze(&mut self, who: TabId) {
        let until = self.now + 1_000 + self.dice.below(90_000);
        self.struck(who, until);
        if let Some(tab) = self.tab(who) {
            tab.frozen_until = until;
        }
    }

    fn fill_disk(&mut self) {
        if self.server.is_up() {
            // Fewer pages than there are already: as many as there are.
            self.server.tell_disk("PRAGMA max_page_count = 1");
            let pause = self.dice.below(5_000);
            self.later(pause, Happening::DiskHasRoom);
        }
    }

    pub(crate) fn have_room(&mut self) {
        self.server.tell_disk("PRAGMA max_page_count = 1073741823");
    }

    fn change_epoch(&mut self) {
        self.kill("for another epoch");
        let epoch = format!("{:016x}", self.dice.number());
        let mut kept = Kept::open(&self.server.file());
        kept.set_epoch(&epoch);
        kept.close();
    }

    /// The disk is lost and a copy is put in its place; what came after the copy is lost with it.
    fn restore_backup(&mut self) {
        let copy = self.server.file().with_extension("copy");
        if !copy.exists() {
            let mut kept = Kept::open(&self.server.file());
            kept.copy(&copy);
            kept.close();
            return;
        }
        self.kill("for a copy of its store");
        let file = self.server.file();
        let mut kept = Kept::open(&file);
        let lost = kept.places();
        kept.close();
        for end in ["db-wal", "db-shm"] {
            let _ = std::fs::remove_file(file.with_extension(end));
        }
        std::fs::rename(&copy, &file).expect("the copy");
        let epoch = format!("{:016x}", self.dice.number());
        let mut kept = Kept::open(&file);
        kept.set_epoch(&epoch);
        let stored = kept.places();
        kept.close();
        self.books.go_back(&stored);
        for visitor in &mut self.visitors {
            visitor.excused.extend(
                lost.keys().filter(|named| !stored.contains_key(*named)).map(|named| named.1.clone()),
            );
            // What was deleted after the copy was made is an operator's to delete again.
            visitor.forgotten.clear();
        }
    }

    /// The visitor asks to be forgotten, with one tab open and nothing left to be sent.
    fn forget(&mut self, who: TabId, open: &[usize]) {
        let saved = self.visitors[who.visitor].saved();
        let is_level =
            self.visitors[who.visitor].rows.is_empty() && saved.is_some_and(|saved| saved.token.is_some());
        if open.len() == 1 && is_level && !self.visitors[who.visitor].refuses {
            let conversation =
                self.tab(who).and_then(|tab| tab.machine.conversation_id()).unwrap_or_default();
            let mut kept = Kept::open(&self.server.file());
            let places = kept.places();
            kept.close();
            let visitor = &self.visitors[who.visitor];
            let is_theirs = |mid: &String| visitor.typed.iter().any(|typed| typed.mid == *mid);
            let theirs = places.into_keys().filter(|named| is_theirs(&named.1)).collect();
            self.visitors[who.visitor].leaving = theirs;
            self.visitors[who.visitor].leaving_from = conversation;
            self.visitors[who.visitor].is_leaving = true;
            self.feed(who, Input::Left(Leaving::Forget));
        }
    }

    pub(crate) fn forgotten(&mut self, who: TabId, is_done: bool) {
        self.visitors[who.visitor].is_leaving = false;
        self.trace.note(self.now, "forgotten", format_args!("{who} {is_done}"));
    }

    /// The server has deleted the visitor, whether the page hears of it or not.
    pub(crate) fn deleted(&mut self, who: TabId) {
        let mut kept = Kept::open(&self.server.file());
        let places = kept.places();
        kept.close();
        let visitor = &mut self.visitors[who.visitor];
        let leaving = std::mem::take(&mut visitor.leaving);
        // With the conversation go the person's others. What stands in one that this browser has lost its token of stays
        // there.
        let stays: BTreeSet<u64> =
            places.keys().filter(|named| leaving.contains(*named)).map(|named| named.0).collect();
        let mut gone: BTreeSet<u64> = leaving.iter().map(|named| named.0).collect();
        gone.retain(|conversation| !stays.contains(conversation));
        gone.insert(visitor.leaving_from);
        self.books.forget(&gone);
        let is_there = |mid: &str| places.keys().any(|named| named.1 == mid);
        let is_gone = |typed: &Typed| {
            leaving.iter().any(|named| gone.contains(&named.0) && named.1 == typed.mid)
                && !is_there(&typed.mid)
        };
        let (gone, typed): (Vec<_>, Vec<_>) =
            std::mem::take(&mut visitor.typed).into_iter().partition(is_gone);
        // What arrived late, from a page that is closed, went the same way.
        let is_late = |typed: &&Typed| !is_there(&typed.mid);
        visitor.excused.extend(typed.iter().filter(is_late).map(|typed| typed.mid.clone()));
        visitor.typed = typed;
        visitor.forgotten.extend(gone);
    }

    /// The ten-minute sweep, in the middle of whatever the clock says: only what is silent for longer
    /// than retention allows goes.
    pub(crate) fn sweep(&mut self) {
        if !self.server.is_up() {
            return;
        }
        self.pass_time();
        let now = i64::try_from(self.now).unwrap() + self.skew;
        let mut kept = Kept::open(&self.server.file());
        let all = kept.conversations(i64::MAX);
        let old = kept.conversations((now - RETENTION_DAYS * DAY_MS) / 1_000);
        let places = kept.places();
        self.server.sweep();
        let left = kept.conversations(i64::MAX);
        kept.close();
        let gone: BTreeSet<u64> = all.difference(&left).copied().collect();
        self.trace.note(self.now, "swept", gone.len());
        if !gone.is_subset(&old) {
            self.books.breaks(format!("P12: a sweep removed what retention keeps: {gone:?}, old: {old:?}"));
        }
        self.books.forget(&gone);
        let mids: Vec<&String> = places
            .keys()
            .filter(|(conversation, _)| gone.contains(conversation))
            .map(|(_, mid)| mid)
            .collect();
        for visitor in &mut self.visitors {
            visitor.excused.extend(mids.iter().map(|mid| (*mid).clone()));
        }
    }

    /// Somebody uses the id of a stored message for another one.
    fn reuse_id(&mut self, who: TabId) {
        let Some((mid, conversation)) = self.books.some_acked(&mut self.dice) else { return };
        let Some(token) = self.books.token_of(conversation) else { return };
        if !self.server.is_up() {
            return;
        }
        let id = self.next_id();
        self.books.probes.insert(id, mid.clone());
        let body = format!(r#"{{"id":"{mid}","actions":[{{"type":"text","text":"something else"}}]}}"#);
        let path = crate::wire::messages_path();
        let asked = Asked { body, path, method: "POST", ..crate::wire::blank(who, &token) };
        self.pass_time();
        self.server.ask(id, asked);
        self.settle();
    }
}
