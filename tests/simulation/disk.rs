//! The disk under the store: it keeps what it is told, refuses a commit, or stops the server in the
//! middle of one.

use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use parlour_server::simulation::Disk;

use crate::power::Flushed;

/// What comes at a place that is counted from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The server stops at the n-th row that is changed from now on, its transaction open.
    KillAtRow(u32),
    /// It stops when the next transaction is to be kept, which is not kept.
    KillBeforeCommit,
    /// It stops when the next transaction is kept: nobody is told.
    KillAfterCommit,
    /// The next commit fails, and the server goes on.
    RefuseCommit,
    /// The power is cut when the log is to be flushed next.
    CutInFlush,
}

#[derive(Default)]
struct State {
    mark: Option<Mark>,
    is_stopped: bool,
    /// Whether that is for want of power.
    is_cut: bool,
    may_go_on: bool,
    flushed: Flushed,
}

/// Shared by the harness and the thread of the connection that writes.
#[derive(Default)]
pub(crate) struct FaultyDisk {
    state: Mutex<State>,
    goes_on: Condvar,
}

impl FaultyDisk {
    pub(crate) fn set(&self, mark: Option<Mark>) {
        self.lock().mark = mark;
    }

    /// Whether the writer's thread stands still, and the server is to be dropped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().is_stopped
    }

    /// Whether it stands still because the power was cut.
    pub(crate) fn is_cut(&self) -> bool {
        self.lock().is_cut
    }

    /// The log is to be flushed. Called by whoever does it, on their own thread.
    pub(crate) fn flushes(&self, log: &Path) {
        let mut state = self.lock();
        if state.mark == Some(Mark::CutInFlush) {
            state.is_cut = true;
            self.stop(state);
        } else {
            state.flushed.note(log);
        }
    }

    /// From where to where bytes of the log are lost if the power is cut now.
    pub(crate) fn unsure(&self, log: &Path) -> (u64, u64) {
        self.lock().flushed.unsure(log)
    }

    /// The server is gone: what its disk had begun comes to its end.
    pub(crate) fn go_on(&self) {
        let mut state = self.lock();
        state.mark = None;
        if state.is_stopped {
            state.may_go_on = true;
            self.goes_on.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self, mut state: MutexGuard<'_, State>) {
        state.mark = None;
        state.is_stopped = true;
        while !state.may_go_on {
            state = self.goes_on.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.is_stopped = false;
        state.is_cut = false;
        state.may_go_on = false;
    }
}

impl Disk for FaultyDisk {
    fn row_changed(&self) {
        let mut state = self.lock();
        match state.mark {
            Some(Mark::KillAtRow(0)) => self.stop(state),
            Some(Mark::KillAtRow(rows)) => state.mark = Some(Mark::KillAtRow(rows - 1)),
            _ => {}
        }
    }

    fn keeps(&self) -> bool {
        let mut state = self.lock();
        match state.mark {
            Some(Mark::KillBeforeCommit) => {
                self.stop(state);
                false
            }
            Some(Mark::KillAfterCommit) => {
                self.stop(state);
                true
            }
            Some(Mark::RefuseCommit) => {
                state.mark = None;
                false
            }
            _ => true,
        }
    }
}
