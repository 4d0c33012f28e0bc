//! Flow files that change under a running server.
//!
//! Files are looked at, not listened to: what editors, symbolic links and mounted folders do to a file
//! differs, but its time, size or inode differ afterwards each time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::app::App;
use crate::config::{Bot, Mistake, reload, with_carets};
use crate::limits::FLOW_POLL;

/// What tells one state of a file from the next; none while it is not there.
type Stamp = Option<(SystemTime, u64, u64)>;

/// What was seen of a file.
#[derive(Default)]
struct Seen {
    /// At the last look.
    last: Stamp,
    /// When it was read; none before the first time.
    read: Option<Stamp>,
}

/// Reads flow files again when they change, or when it is asked for, until the server drains.
pub(crate) async fn watch(app: Arc<App>) {
    for bot in app.bots.all() {
        tracing::info!(bot = %bot.id, version = bot.flow_version, "a flow is live");
    }
    let mut draining = app.draining();
    let files: BTreeSet<PathBuf> = app.bots.all().iter().map(|bot| bot.flow_file.clone()).collect();
    let mut seen: BTreeMap<PathBuf, Seen> = files.into_iter().map(|file| (file, Seen::default())).collect();
    loop {
        let is_asked = tokio::select! {
            () = tokio::time::sleep(FLOW_POLL) => false,
            () = app.reload.notified() => true,
            _ = draining.wait_for(|draining| *draining) => return,
        };
        for (file, seen) in &mut seen {
            let now = stamp(file).await;
            let stands = now == seen.last;
            seen.last = now;
            if is_asked || (stands && seen.read != Some(now)) {
                seen.read = Some(now);
                read(&app, file, is_asked).await;
            }
        }
    }
}

async fn stamp(file: &Path) -> Stamp {
    use std::os::unix::fs::MetadataExt as _;
    let about = tokio::fs::metadata(file).await.ok()?;
    Some((about.modified().ok()?, about.len(), about.ino()))
}

/// Reads the file for each bot that has it: the old flow stays until the new one is found whole.
async fn read(app: &App, file: &Path, is_asked: bool) {
    let bots: Vec<Arc<Bot>> = app.bots.all().into_iter().filter(|bot| bot.flow_file == file).collect();
    let work = move || bots.iter().map(|bot| (Arc::clone(bot), reload(bot))).collect::<Vec<_>>();
    let Ok(read) = tokio::task::spawn_blocking(work).await else { return };
    let mut told: Vec<Vec<Mistake>> = Vec::new();
    for (old, new) in read {
        match new {
            Ok(new) if new.flow_version == old.flow_version => {
                if is_asked {
                    tracing::info!(bot = %old.id, version = old.flow_version, "a flow is unchanged");
                }
            }
            Ok(new) => {
                let before = &old.flow_version;
                tracing::info!(bot = %new.id, version = new.flow_version, before, "a flow was reloaded");
                app.bots.replace(new);
            }
            // Bots that share a flow share its mistakes.
            Err(mistakes) if told.contains(&mistakes) => {}
            Err(mistakes) => {
                let (version, lines) = (&old.flow_version, with_carets(&mistakes));
                tracing::error!("a flow was not reloaded, version {version} stays:\n{lines}");
                told.push(mistakes);
            }
        }
    }
}
