//! What a run is made of: its seed, its size, and which of its faults happen.

use std::collections::{BTreeMap, BTreeSet};

use crate::dice::Dice;

/// One run. The same plan is the same run, to the last byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) visitors: usize,
    /// What each of them types.
    pub(crate) messages: usize,
    /// Faults that do not happen, by their number in the order of striking.
    pub(crate) without: BTreeSet<u32>,
}

impl Plan {
    pub(crate) fn new(seed: u64, visitors: usize, messages: usize) -> Self {
        Self { seed, visitors, messages, without: BTreeSet::new() }
    }
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    RequestLost,
    RequestRefused,
    RequestTwice,
    AnswerLost,
    AnswerGarbled,
    Late,
    Together,
    StreamRefused,
    StreamCut,
    StreamSliced,
    StreamSilent,
    StreamHeld,
    PieceLost,
    WordLost,
    WordTwice,
    WordLate,
    LeadStolen,
    Offline,
    Reload,
    Crash,
    TabOpened,
    TabClosed,
    PageFrozen,
    StorageCleared,
    StorageRefuses,
    BrowserClock,
    ServerClock,
    TokensExpire,
    KillNow,
    KillAtRow,
    KillBeforeCommit,
    KillAfterCommit,
    CommitRefused,
    PowerCut,
    PowerCutInFlush,
    DiskFull,
    Restart,
    EpochChanged,
    BackupRestored,
    Forgotten,
    IdReused,
}

/// All of them.
pub(crate) const ALL: [Fault; 41] = [
    Fault::RequestLost,
    Fault::RequestRefused,
    Fault::RequestTwice,
    Fault::AnswerLost,
    Fault::AnswerGarbled,
    Fault::Late,
    Fault::Together,
    Fault::StreamRefused,
    Fault::StreamCut,
    Fault::StreamSliced,
    Fault::StreamSilent,
    Fault::StreamHeld,
    Fault::PieceLost,
    Fault::WordLost,
    Fault::WordTwice,
    Fault::WordLate,
    Fault::LeadStolen,
    Fault::Offline,
    Fault::Reload,
    Fault::Crash,
    Fault::TabOpened,
    Fault::TabClosed,
    Fault::PageFrozen,
    Fault::StorageCleared,
    Fault::StorageRefuses,
    Fault::BrowserClock,
    Fault::ServerClock,
    Fault::TokensExpire,
    Fault::KillNow,
    Fault::KillAtRow,
    Fault::KillBeforeCommit,
    Fault::KillAfterCommit,
    Fault::CommitRefused,
    Fault::PowerCut,
    Fault::PowerCutInFlush,
    Fault::DiskFull,
    Fault::Restart,
    Fault::EpochChanged,
    Fault::BackupRestored,
    Fault::Forgotten,
    Fault::IdReused,
];

/// Which faults have struck, and whether the next one does.
pub(crate) struct Faults {
    luck: Dice,
    count: u32,
    without: BTreeSet<u32>,
    pub(crate) is_over: bool,
    pub(crate) met: BTreeMap<Fault, u64>,
}

impl Faults {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            luck: Dice::new(plan.seed ^ 0x00fa_0175),
            count: 0,
            without: plan.without.clone(),
            is_over: false,
            met: BTreeMap::new(),
        }
    }

    /// Whether `fault` happens here, which it does once in `rarity` times.
    pub(crate) fn strikes(&mut self, fault: Fault, rarity: u64) -> bool {
        !self.is_over && self.luck.one_in(rarity) && self.strike(fault)
    }

    /// It happens, unless the plan leaves it out.
    pub(crate) fn strike(&mut self, fault: Fault) -> bool {
        let number = self.count;
        self.count += 1;
        if self.without.contains(&number) {
            return false;
        }
        *self.met.entry(fault).or_default() += 1;
        true
    }

    /// How many have come up, those that were left out among them.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }
}
