//! What the disk really has of the store's log: SQLite's calls of `fsync` end here. Where the power is cut,
//! what was written after the last of them is lost, or half of it.
//!
//! Of the store's own file nothing is lost: SQLite writes there only what it has flushed in the log, and
//! begins the log anew only after it has flushed the file.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::disk::FaultyDisk;

/// A log's header and what precedes each page in it (SQLite, "WAL-mode File Format"), in bytes.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The disks of this process, by their logs.
static DISKS: Mutex<BTreeMap<PathBuf, Weak<FaultyDisk>>> = Mutex::new(BTreeMap::new());

fn disks() -> MutexGuard<'static, BTreeMap<PathBuf, Weak<FaultyDisk>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells `disk` from now on whenever this log is flushed.
pub(crate) fn watch(log: &Path, disk: &Arc<FaultyDisk>) {
    disks().insert(log.to_owned(), Arc::downgrade(disk));
}

pub(crate) fn watch_no_more(log: &Path) {
    disks().remove(log);
}

/// In the place of the system's: the files lie in memory, so there is nothing else to be done.
#[allow(unsafe_code, reason = "SQLite is to call this in the place of the system's function of that name")]
#[unsafe(no_mangle)]
extern "C" fn fsync(file: i32) -> i32 {
    flushed(file);
    0
}

/// As [`fsync`]: which of the two SQLite calls is a matter of how it was compiled.
#[allow(unsafe_code, reason = "SQLite is to call this in the place of the system's function of that name")]
#[unsafe(no_mangle)]
extern "C" fn fdatasync(file: i32) -> i32 {
    flushed(file);
    0
}

fn flushed(file: i32) {
    let Ok(path) = std::fs::read_link(format!("/proc/self/fd/{file}")) else { return };
    let disk = disks().get(&path).and_then(Weak::upgrade);
    if let Some(disk) = disk {
        disk.flushes(&path);
    }
}

/// Whether this process has a file of that folder open.
pub(crate) fn is_open(folder: &Path) -> bool {
    let Ok(files) = std::fs::read_dir("/proc/self/fd") else { return false };
    files.flatten().any(|file| std::fs::read_link(file.path()).is_ok_and(|path| path.starts_with(folder)))
}

/// How much of a log was flushed. The log begins anew under other salts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flushed {
    salts: [u8; 8],
    to: u64,
}

impl Flushed {
    /// All that stands in the log now.
    pub(crate) fn note(&mut self, log: &Path) {
        let Some((file, salts, page)) = open(log) else {
            *self = Self::default();
            return;
        };
        if salts != self.salts {
            *self = Self { salts, to: HEADER as u64 };
        }
        self.to = end(&file, salts, page, self.to);
    }

    /// From where to where bytes of this log may be missing after a power cut.
    pub(crate) fn unsure(&self, log: &Path) -> (u64, u64) {
        match open(log) {
            Some((file, salts, page)) if salts == self.salts => (self.to, end(&file, salts, page, self.to)),
            Some(_) | None => (0, 0),
        }
    }
}

/// The log, its salts and the size of its pages.
fn open(log: &Path) -> Option<(File, [u8; 8], u64)> {
    let file = File::open(log).ok()?;
    let mut header = [0; HEADER];
    file.read_exact_at(&mut header, 0).ok()?;
    let page = u32::from_be_bytes(header[8..12].try_into().ok()?);
    Some((file, header[16..24].try_into().ok()?, u64::from(page)))
}

/// Where the frames end that stand in the log one after the other from `from` on.
fn end(file: &File, salts: [u8; 8], page: u64, from: u64) -> u64 {
    let mut end = from;
    let mut header = [0; FRAME_HEADER];
    while file.read_exact_at(&mut header, end).is_ok() && header[8..16] == salts {
        end += FRAME_HEADER as u64 + page;
    }
    end
}
