//! Visitors, lines and a server, with time that goes from one happening to the next.

use std::collections::BTreeMap;

use parlour_core::{Earlier, Effect, Input};

use crate::books::Books;
use crate::browser::{Tab, TabId, Typed, Visitor};
use crate::dice::Dice;
use crate::plan::{Fault, Faults, Plan};
use crate::server::Server;
use crate::trace::Trace;

pub(crate) use crate::happening::{Happening, Pending};

/// Saturday, 21 November 2026.
pub(crate) const START: u64 = 1_795_255_200_000;
/// Milliseconds after the last fault within which everything must be level: the longest back-off, a
/// dead stream, the longest answer of another server, and the longest pauses of a bot.
const SETTLE_MS: u64 = 240_000;
/// How often the server's own timers are looked at.
const TICK_MS: u64 = 2_000;

pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) dice: Dice,
    pub(crate) faults: Faults,
    pub(crate) now: u64,
    /// How far the server's clock is off.
    pub(crate) skew: i64,
    pub(crate) happenings: BTreeMap<(u64, u64), Happening>,
    counted: u64,
    pub(crate) server: Server,
    advanced_to: u64,
    pub(crate) visitors: Vec<Visitor>,
    pub(crate) pending: BTreeMap<u64, Pending>,
    pub(crate) next_id: u64,
    pub(crate) books: Books,
    /// How long pages took to be level again, in milliseconds.
    pub(crate) recoveries: Vec<u64>,
    /// Rows of reports that were compared with the store.
    pub(crate) reported: u64,
    pub(crate) trace: Trace,
}

impl World {
    pub(crate) fn new(plan: &Plan, is_traced: bool) -> Self {
        parlour_server::simulation::set_dice(plan.seed);
        parlour_server::simulation::set_now(i64::try_from(START).unwrap());
        let mut server = Server::new(plan.seed);
        server.start();
        let visitors = (0..plan.visitors).map(|_| Visitor::default()).collect();
        Self {
            plan: plan.clone(),
            dice: Dice::new(plan.seed),
            faults: Faults::new(plan),
            now: START,
            skew: 0,
            happenings: BTreeMap::new(),
            counted: 0,
            server,
            advanced_to: START,
            visitors,
            pending: BTreeMap::new(),
            next_id: 0,
            books: Books::default(),
            recoveries: Vec::new(),
            reported: 0,
            trace: Trace::new(is_traced),
        }
    }

    /// From the first page to the moment when all is quiet again.
    pub(crate) fn live(&mut self) {
        for visitor in 0..self.visitors.len() {
            self.visitors[visitor].to_type = self.plan.messages;
            let delay = self.dice.below(3_000);
            self.later(delay, Happening::Type { visitor });
        }
        self.later(TICK_MS, Happening::Tick);
        self.later(500, Happening::Mishap);
        let mut calm_at = None;
        while let Some(((at, _), happening)) = self.happenings.pop_first() {
            self.now = at;
            self.happen(happening);
            if calm_at.is_none() && self.visitors.iter().all(|visitor| visitor.to_type == 0) {
                self.calm_down();
                calm_at = Some(self.now);
            }
            if calm_at.is_some_and(|calm| self.now > calm + SETTLE_MS) {
                return;
            }
        }
    }

    /// No fault comes any more, and what was broken works again.
    fn calm_down(&mut self) {
        self.faults.is_over = true;
        self.trace.note(self.now, "calm", "");
        self.have_room();
        if !self.server.is_up() {
            self.up();
        }
        for visitor in 0..self.visitors.len() {
            self.visitors[visitor].refuses = false;
            // The visitor comes back: what a closed page left in the storage is sent by the next one.
            if let Some(tab) = self.visitors[visitor].open_tabs().first().copied() {
                self.reload(self.id(visitor, tab));
            }
            for tab in self.visitors[visitor].open_tabs() {
                let who = self.id(visitor, tab);
                if !self.is_frozen(who) {
                    self.online(who);
                }
                self.later(100, Happening::Scroll { who });
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        if let Some(who) = happening.page().filter(|who| self.is_frozen(*who)) {
            let delay = self.visitors[who.visitor].tabs[who.tab].frozen_until - self.now;
            self.later(delay, happening);
            return;
        }
        match happening {
            Happening::Type { visitor } => self.type_one(visitor),
            Happening::Arrive { who, ticket, call, is_copy } => self.arrive(who, ticket, call, is_copy),
            Happening::Return { who, ticket, result } => self.come_back(who, ticket, result),
            Happening::Connect { who, ticket, token, after } => self.connect(who, ticket, &token, &after),
            Happening::Opened { who, ticket } if self.has_line(who, ticket) => {
                self.feed(who, Input::StreamOpened { ticket });
            }
            Happening::Bytes { who, ticket, bytes } if self.has_line(who, ticket) => {
                self.hear_bytes(who, ticket, &bytes);
            }
            Happening::Close { who, ticket, end } if self.has_line(who, ticket) => {
                self.drop_line(who);
                self.feed(who, Input::StreamClosed { ticket, end });
            }
            Happening::Wake { who, at } if self.tab(who).is_some_and(|tab| tab.wake == Some(at)) => {
                self.tab(who).unwrap().wake = None;
                self.feed(who, Input::Woke);
            }
            Happening::Tell { who, input } => self.feed(who, input),
            Happening::Elected { who, group, role } => self.elected(who, group, role),
            Happening::Online { who } => self.online(who),
            Happening::Scroll { who } => self.scroll(who),
            Happening::StorageWorks { visitor } => self.visitors[visitor].refuses = false,
            Happening::DiskHasRoom => self.have_room(),
            Happening::ClockGoesRight { by } => self.skew += by,
            Happening::Up if !self.server.is_up() => self.up(),
            Happening::Tick => {
                self.later(TICK_MS, Happening::Tick);
                self.pass_time();
            }
            Happening::Mishap => self.mishap(),
            _ => {}
        }
    }

    fn type_one(&mut self, visitor: usize) {
        if self.visitors[visitor].to_type == 0 {
            return;
        }
        let pause = if self.dice.one_in(3) { 20 } else { 100 + self.dice.below(6_000) };
        self.later(pause, Happening::Type { visitor });
        if self.visitors[visitor].is_leaving {
            return;
        }
        let tab = self.some_tab(visitor);
        let who = self.id(visitor, tab);
        if self.is_frozen(who) {
            return;
        }
        // Nobody goes on writing under forty messages that wait; the outbox of all tabs has room for fifty.
        let waits = self.visitors[visitor].rows.len();
        if waits >= 40 || self.tab(who).is_some_and(|tab| tab.unsent() >= 40) {
            return;
        }
        let number = self.plan.messages - self.visitors[visitor].to_type;
        let mid = format!("{visitor:08x}-{:04x}-7000-8000-{number:012x}", self.counted % 0xffff);
        let word = match self.dice.below(24) {
            0 => "order",
            1 => "buy",
            2..5 => "long",
            _ => "say",
        };
        let text = format!("{word} w{visitor}x{number}");
        self.visitors[visitor].to_type -= 1;
        self.trace.note(self.now, "typed", format_args!("{who} {text}"));
        self.feed(who, Input::VisitorSent { mid: mid.clone(), text: text.clone() });
        // A page that ended before it had done anything has not shown it either.
        if self.visitors[visitor].noted.contains(&mid) {
            let hand = (tab, self.visitors[visitor].tabs[tab].breaks);
            self.visitors[visitor].typed.push(Typed { mid, text, hand });
            self.visitors[visitor].typed_in_all += 1;
        }
    }

    /// One input, and what the machine asks for, unless the page ends in the middle of it.
    pub(crate) fn feed(&mut self, who: TabId, input: Input) {
        self.hears_first(who, &input);
        let wall = self.visitors[who.visitor].wall(self.now);
        let Some(tab) = self.tab(who) else { return };
        let now = tab.clock(wall);
        let effects = tab.machine.handle(now, input);
        let crash = if effects.len() > 1 && self.faults.strikes(Fault::Crash, 250) {
            Some(1 + self.dice.index(effects.len() - 1))
        } else {
            None
        };
        for (index, effect) in effects.into_iter().enumerate() {
            if crash == Some(index) {
                self.trace.note(self.now, "crash", who);
                self.reload(who);
                return;
            }
            self.perform(who, now, effect);
        }
        self.check_screen(who);
        self.look_whether_level(who);
        self.share(who);
    }

    fn perform(&mut self, who: TabId, now: u64, effect: Effect) {
        match effect {
            Effect::Call { ticket, call } => self.call(who, ticket, call),
            Effect::OpenStream { ticket, token, after } => self.open_line(who, ticket, token, after),
            Effect::CloseStream { .. } => self.drop_line(who),
            Effect::Persist(saved) => self.visitors[who.visitor].store(&saved),
            Effect::Keep { message, is_new } => {
                let how = self.visitors[who.visitor].keep(who, &message, is_new);
                self.row_done(who, Input::Kept { mid: message.mid, how });
            }
            Effect::Drop { mid } => drop(self.visitors[who.visitor].rows.remove(&mid)),
            Effect::ReadRows => {
                let rows = self.visitors[who.visitor].read(who);
                self.row_done(who, Input::RowsRead(rows));
            }
            Effect::Wake { at } => {
                if let Some(tab) = self.tab(who) {
                    tab.wake = Some(at);
                    self.later(at.saturating_sub(now).max(1), Happening::Wake { who, at });
                }
            }
            Effect::Wipe => self.visitors[who.visitor].wipe(),
            Effect::Forgot { is_done } => self.forgotten(who, is_done),
            Effect::Announce { .. } => {}
        }
    }

    /// The browser answers a little later, and in the order in which it was asked.
    fn row_done(&mut self, who: TabId, input: Input) {
        let latency = self.dice.below(30);
        let now = self.now;
        let Some(tab) = self.tab(who) else { return };
        tab.rows_due = tab.rows_due.max(now + latency);
        let delay = tab.rows_due - now;
        self.later(delay, Happening::Tell { who, input });
    }

    /// A page is gone between two moments, and is loaded again.
    pub(crate) fn reload(&mut self, who: TabId) {
        self.close(who);
        self.open(who.visitor, who.tab);
    }

    pub(crate) fn close(&mut self, who: TabId) {
        self.drop_line(who);
        self.leave_group(who);
        let Some(tab) = self.tab(who) else { return };
        tab.is_open = false;
        tab.page += 1;
        self.visitors[who.visitor].lose_page();
    }

    pub(crate) fn open(&mut self, visitor: usize, tab: usize) {
        let visitor_of = &mut self.visitors[visitor];
        if tab == visitor_of.tabs.len() {
            visitor_of.tabs.push(Tab::new(0));
        } else {
            visitor_of.tabs[tab] = Tab::new(visitor_of.tabs[tab].page + 1);
        }
        let restored = visitor_of.load(tab);
        let who = self.id(visitor, tab);
        self.feed(who, restored);
        self.feed(who, Input::Opened);
        if self.faults.is_over {
            self.later(100, Happening::Scroll { who });
        }
    }

    fn online(&mut self, who: TabId) {
        if let Some(tab) = self.tab(who) {
            let was_offline = std::mem::take(&mut tab.is_offline);
            self.feed(who, Input::WentOnline);
            if was_offline {
                self.line_returns(who);
            }
        }
    }

    fn scroll(&mut self, who: TabId) {
        let Some(tab) = self.tab(who) else { return };
        let is_whole = tab.machine.earlier() == Earlier::None;
        let failed = tab.failed();
        self.later(1_000, Happening::Scroll { who });
        // By a clock that was far off, some were too old to be sent without being asked for.
        for mid in failed {
            self.visitors[who.visitor].asked_again.insert(mid.clone());
            self.feed(who, Input::VisitorRetried { mid, again: String::new() });
        }
        if !is_whole {
            self.feed(who, Input::ScrolledNearTop);
        }
    }

    /// One of the visitor's tabs; the first one is opened with the first word.
    fn some_tab(&mut self, visitor: usize) -> usize {
        if self.visitors[visitor].tabs.is_empty() {
            self.open(visitor, 0);
        }
        let open = self.visitors[visitor].open_tabs();
        if open.is_empty() {
            self.open(visitor, 0);
            return 0;
        }
        open[self.dice.index(open.len())]
    }

    pub(crate) fn id(&self, visitor: usize, tab: usize) -> TabId {
        TabId { visitor, tab, page: self.visitors[visitor].tabs[tab].page }
    }

    /// The tab, if it is still that page.
    pub(crate) fn tab(&mut self, who: TabId) -> Option<&mut Tab> {
        let tab = self.visitors[who.visitor].tabs.get_mut(who.tab)?;
        (tab.page == who.page && tab.is_open).then_some(tab)
    }

    pub(crate) fn is_frozen(&mut self, who: TabId) -> bool {
        let now = self.now;
        self.tab(who).is_some_and(|tab| tab.frozen_until > now)
    }

    /// Time passes at the server as it has passed here, and what it waited for is done before anybody
    /// asks for more.
    pub(crate) fn pass_time(&mut self) {
        let server_now = i64::try_from(self.now).unwrap() + self.skew;
        parlour_server::simulation::set_now(server_now);
        if self.now > self.advanced_to {
            self.server.advance(self.now - self.advanced_to);
            self.advanced_to = self.now;
            self.settle();
        }
    }

    pub(crate) fn latency(&mut self) -> u64 {
        let most = if self.faults.is_over { 40 } else { 600 };
        5 + self.dice.below(most)
    }

    pub(crate) fn later(&mut self, delay: u64, happening: Happening) {
        self.counted += 1;
        self.happenings.insert((self.now + delay, self.counted), happening);
    }
}
