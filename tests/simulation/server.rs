//! The server's own code, alive in a runtime of its own whose time stands still until it is moved. To
//! kill it is to drop that runtime, with everything that was under way at the places where it waited.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use parlour_server::config::{Config, parse};
use parlour_server::simulation::{Answered, Asked, Inside, set_disk, set_elsewhere};
use tokio::runtime::{Builder, Runtime};
use tokio::task::AbortHandle;

use crate::dice::Dice;
use crate::disk::FaultyDisk;
use crate::power;

/// Looks at a store that nobody uses at that moment, before it is taken to be at rest: more than any
/// chain of tasks that wake one another without asking the store.
const QUIET_LOOKS: u32 = 8;

/// What came of a request or a stream, by its number.
#[derive(Debug)]
pub(crate) enum Heard {
    Answered(u64, Answered),
    Opened(u64, u16, Option<u64>),
    Came(u64, Vec<u8>),
    Ended(u64),
}

impl Heard {
    fn id(&self) -> u64 {
        match self {
            Self::Answered(id, _) | Self::Opened(id, ..) | Self::Came(id, _) | Self::Ended(id) => *id,
        }
    }
}

/// How looking at the server ended.
pub(crate) enum Settled {
    /// Nothing more comes before time moves or somebody asks.
    Quiet(Vec<Heard>),
    /// The disk stands still: the server is to be killed there, after what it has said so far.
    Stopped(Vec<Heard>),
}

pub(crate) struct Server {
    folder: tempfile::TempDir,
    pub(crate) disk: Arc<FaultyDisk>,
    elsewhere: Arc<Mutex<Elsewhere>>,
    life: Option<Life>,
}

struct Life {
    runtime: Runtime,
    inside: Inside,
    heard: Arc<Mutex<Vec<Heard>>>,
    tasks: BTreeMap<u64, AbortHandle>,
    /// Reads that wait for news, as they ask when there is some.
    waits: BTreeMap<u64, Asked>,
    /// While this is held, tokio does not move its paused clock by itself.
    time_stands: mpsc::Sender<()>,
}

/// What other servers were asked.
struct Elsewhere {
    seed: u64,
    /// Calls that must not be made twice, by their keys.
    made: BTreeMap<String, u32>,
}

impl Server {
    pub(crate) fn new(seed: u64) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder for the store");
        std::fs::write(folder.path().join("flow.toml"), include_str!("flow.toml")).expect("the flow");
        let elsewhere = Elsewhere { seed, made: BTreeMap::new() };
        let elsewhere = Arc::new(Mutex::new(elsewhere));
        let server = Self { folder, disk: Arc::default(), elsewhere, life: None };
        power::watch(&server.log(), &server.disk);
        server
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("parlour.db")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("parlour.db-wal")
    }

    pub(crate) fn is_up(&self) -> bool {
        self.life.is_some()
    }

    pub(crate) fn start(&mut self) {
        set_disk(Arc::clone(&self.disk) as _);
        let elsewhere = Arc::clone(&self.elsewhere);
        set_elsewhere(Box::new(move |method, key| {
            let mut elsewhere = elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
            if method == "POST" {
                *elsewhere.made.entry(key.to_owned()).or_default() += 1;
            }
            // By what is asked, not by when: which of two conversations asks first is a matter of threads.
            let seed = key.bytes().fold(elsewhere.seed, |seed, byte| seed.rotate_left(7) ^ u64::from(byte));
            let mut dice = Dice::new(seed);
            let delay = Duration::from_millis(1 + dice.below(4_000));
            (delay, (!dice.one_in(8)).then(|| "shipped".to_owned()))
        }));
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build();
        let runtime = runtime.expect("a runtime");
        let (time_stands, stood) = mpsc::channel::<()>();
        runtime.spawn_blocking(move || stood.recv());
        let config = self.config();
        let inside = runtime.block_on(Inside::open(config)).expect("the store opens");
        let heard = Arc::default();
        self.life = Some(Life {
            runtime,
            inside,
            heard,
            tasks: BTreeMap::new(),
            waits: BTreeMap::new(),
            time_stands,
        });
    }

    fn config(&self) -> Config {
        let parsed = parse("parlour.toml", include_str!("parlour.toml"), self.folder.path(), &|_| None);
        let mut config = parsed.unwrap_or_else(|mistakes| panic!("{mistakes:?}")).0;
        // Budgets are counted by a clock that nobody sets; that they hold is shown elsewhere.
        config.limits.sessions_per_minute_per_ip = 1_000_000_000;
        config.limits.messages_per_minute_per_ip = 1_000_000_000;
        for bot in config.bots.values_mut() {
            let bot = Arc::get_mut(bot).expect("nobody else has the bot yet");
            bot.rate.per_minute = 1_000_000_000;
            bot.rate.burst = 1_000_000_000;
        }
        config
    }

    /// Ends the server where it stands, and the machine under it: of what was written and not flushed, a
    /// part is there, cut off anywhere, or nothing.
    pub(crate) fn lose_power(&mut self, dice: &mut Dice) {
        let (file, log) = (self.file(), self.log());
        let store = std::fs::read(&file).expect("the store's file");
        let mut rest = std::fs::read(&log).unwrap_or_default();
        let (flushed, written) = self.disk.unsure(&log);
        let kept = flushed + dice.below(written - flushed + 1);
        rest.truncate(usize::try_from(kept).unwrap());
        self.kill();
        let _ = std::fs::remove_file(file.with_extension("db-shm"));
        std::fs::write(&file, store).expect("the store's file");
        std::fs::write(&log, rest).expect("the store's log");
    }

    /// Ends the server where it stands. What its disk had begun to keep is kept.
    pub(crate) fn kill(&mut self) {
        let Some(life) = self.life.take() else { return };
        let Life { runtime, inside, time_stands, .. } = life;
        drop(time_stands);
        {
            let _context = runtime.enter();
            drop(inside);
        }
        drop(runtime);
        self.disk.go_on();
        set_disk(Arc::new(FaultyDisk::default()));
        // Each connection closes on a thread of its own, the last one with a checkpoint.
        while Arc::strong_count(&self.disk) > 1 || power::is_open(self.folder.path()) {
            std::thread::sleep(Duration::from_micros(50));
        }
    }

    pub(crate) fn ask(&mut self, id: u64, asked: Asked) {
        let Some(life) = &mut self.life else { return };
        if let Some(at_once) = at_once(&asked) {
            life.waits.insert(id, at_once);
        }
        life.ask(id, asked);
    }

    pub(crate) fn stream(&mut self, id: u64, asked: Asked) {
        let Some(life) = &mut self.life else { return };
        let (inside, heard) = (life.inside.clone(), Arc::clone(&life.heard));
        let task = life.runtime.spawn(async move {
            let (status, retry, mut body) = inside.stream(&asked).await;
            drop(inside);
            tell(&heard, Heard::Opened(id, status, retry));
            while let Some(piece) = std::future::poll_fn(|context| body.poll(context)).await {
                tell(&heard, Heard::Came(id, piece));
            }
            tell(&heard, Heard::Ended(id));
        });
        life.tasks.insert(id, task.abort_handle());
    }

    /// The client of this request or stream has left.
    pub(crate) fn leave(&mut self, id: u64) {
        if let Some(task) = self.life.as_mut().and_then(|life| life.tasks.remove(&id)) {
            task.abort();
        }
        if let Some(life) = &mut self.life {
            life.waits.remove(&id);
        }
    }

    pub(crate) fn drain(&self) {
        if let Some(life) = &self.life {
            life.inside.drain();
        }
    }

    pub(crate) fn sweep(&mut self) {
        if let Some(life) = &self.life {
            life.runtime.block_on(life.inside.sweep());
        }
    }

    pub(crate) fn tell_disk(&self, pragma: &'static str) {
        if let Some(life) = &self.life {
            life.runtime.block_on(life.inside.tell_disk(pragma)).expect("a pragma");
        }
    }

    pub(crate) fn advance(&self, ms: u64) {
        if let Some(life) = &self.life
            && ms > 0
        {
            life.runtime.block_on(tokio::time::advance(Duration::from_millis(ms)));
        }
    }

    /// Lets the server do what it can at this moment.
    pub(crate) fn settle(&mut self) -> Settled {
        let Some(life) = &mut self.life else { return Settled::Quiet(Vec::new()) };
        let is_stopped = life.look(&self.disk);
        let mut heard = life.take();
        // How much a read that waited has seen is a matter of threads: what it says is what there is at rest.
        let rung: Vec<u64> = heard.iter().map(Heard::id).filter(|id| life.waits.contains_key(id)).collect();
        heard.retain(|one| !rung.contains(&one.id()));
        if is_stopped {
            return Settled::Stopped(merged(heard));
        }
        for id in rung {
            if let Some(asked) = life.waits.remove(&id) {
                life.ask(id, asked);
            }
        }
        assert!(!life.look(&self.disk), "a read has stopped the disk");
        heard.extend(life.take());
        // In the order of asking, whatever the order of threads.
        heard.sort_by_key(Heard::id);
        let heard = merged(heard);
        for one in &heard {
            if let Heard::Answered(id, _) | Heard::Ended(id) = one {
                life.tasks.remove(id);
            }
        }
        Settled::Quiet(heard)
    }

    /// Every row of the reports, as JSON and as a CSV file.
    pub(crate) fn reports(&self) -> (Vec<serde_json::Value>, Vec<u8>) {
        let life = self.life.as_ref().expect("a server that is up");
        life.runtime.block_on(life.inside.reports()).expect("a report")
    }

    /// Calls that were made more than once although they must not be.
    pub(crate) fn repeated_calls(&self) -> Vec<String> {
        let elsewhere = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        elsewhere.made.iter().filter(|(_, count)| **count > 1).map(|(key, _)| key.clone()).collect()
    }
}

impl Life {
    fn ask(&mut self, id: u64, asked: Asked) {
        let (inside, heard) = (self.inside.clone(), Arc::clone(&self.heard));
        let task = self.runtime.spawn(async move {
            let answered = inside.ask(&asked).await;
            tell(&heard, Heard::Answered(id, answered));
        });
        self.tasks.insert(id, task.abort_handle());
    }

    /// Until nothing is under way, or the disk stands still, which is told.
    fn look(&self, disk: &FaultyDisk) -> bool {
        self.runtime.block_on(async {
            let mut looks = 0;
            while looks < QUIET_LOOKS {
                tokio::task::yield_now().await;
                if self.inside.is_quiet() {
                    looks += 1;
                } else {
                    looks = 0;
                    if disk.is_stopped() {
                        for _ in 0..QUIET_LOOKS {
                            tokio::task::yield_now().await;
                        }
                        return true;
                    }
                    std::thread::yield_now();
                }
            }
            false
        })
    }

    fn take(&self) -> Vec<Heard> {
        let mut heard = std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        heard.sort_by_key(Heard::id);
        heard
    }
}

/// What a read that waits asks without waiting; `None` for what does not wait.
fn at_once(asked: &Asked) -> Option<Asked> {
    let (head, rest) = asked.path.split_once("wait=")?;
    let end = rest.find('&').unwrap_or(rest.len());
    Some(Asked { path: format!("{head}wait=0{}", &rest[end..]), ..asked.clone() })
}

/// What came of one stream at one moment is one piece: how many it was is a matter of threads.
fn merged(heard: Vec<Heard>) -> Vec<Heard> {
    let mut merged: Vec<Heard> = Vec::with_capacity(heard.len());
    for one in heard {
        match (merged.last_mut(), one) {
            (Some(Heard::Came(last, bytes)), Heard::Came(id, more)) if *last == id => bytes.extend(more),
            (_, one) => merged.push(one),
        }
    }
    merged
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        power::watch_no_more(&self.log());
    }
}

fn tell(heard: &Mutex<Vec<Heard>>, what: Heard) {
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(what);
}
