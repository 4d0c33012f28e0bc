//! Flow files, and system prompts of models, that change under a running server.
//!
//! Files are looked at, not listened to: what editors, symbolic links and mounted folders do to a file
//! differs, but its time, size or inode differ afterwards each time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::app::App;
use crate::config::{Bot, Channel, FlowBot, Mistake, Model, Upstream, read_prompt, reload, with_carets};
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
        if let Some(own) = bot.flow_bot() {
            tracing::info!(bot = %bot.id, version = own.version, "a flow is live");
        }
    }
    let mut draining = app.draining();
    let file = |bot: &Arc<Bot>| {
        bot.flow_bot().map(|own| own.file.clone()).or_else(|| Some(bot.prompt()?.file.clone()))
    };
    let files: BTreeSet<PathBuf> = app.bots.all().iter().filter_map(file).collect();
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
                read_prompts(&app, file).await;
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
    let own = |bot: Arc<Bot>| {
        let own = bot.flow_bot().filter(|own| own.file == file).cloned();
        own.map(|own| (bot, own))
    };
    let bots: Vec<_> = app.bots.all().into_iter().filter_map(own).collect();
    let read = |(bot, own): (Arc<Bot>, Arc<FlowBot>)| {
        let new = reload(&own);
        (bot, own, new)
    };
    let work = move || bots.into_iter().map(read).collect::<Vec<_>>();
    let Ok(read) = tokio::task::spawn_blocking(work).await else { return };
    let mut told: Vec<Vec<Mistake>> = Vec::new();
    for (bot, old, new) in read {
        match new {
            Ok(new) if new.version == old.version => {
                if is_asked {
                    tracing::info!(bot = %bot.id, version = old.version, "a flow is unchanged");
                }
            }
            Ok(new) => {
                let (before, version) = (&old.version, &new.version);
                tracing::info!(bot = %bot.id, version, before, "a flow was reloaded");
                app.bots.replace(Bot { channel: Channel::Engine(Arc::new(new)), ..(*bot).clone() });
            }
            // Bots that share a flow share its mistakes.
            Err(mistakes) if told.contains(&mistakes) => {}
            Err(mistakes) => {
                let (version, lines) = (&old.version, with_carets(&mistakes));
                tracing::error!("a flow was not reloaded, version {version} stays:\n{lines}");
                told.push(mistakes);
            }
        }
    }
}

/// Reads the file for each model that it tells who it is: answers asked for from now on are by the new one.
async fn read_prompts(app: &App, file: &Path) {
    let is_of = |bot: &Arc<Bot>| bot.prompt().is_some_and(|prompt| prompt.file == file);
    let bots: Vec<Arc<Bot>> = app.bots.all().into_iter().filter(is_of).collect();
    if bots.is_empty() {
        return;
    }
    let path = file.to_owned();
    let Ok(read) = tokio::task::spawn_blocking(move || read_prompt(path)).await else { return };
    let new = match read {
        Ok(new) => new,
        Err(mistake) => {
            let lines = with_carets(&[mistake]);
            tracing::error!("a system prompt was not reloaded, the one before stays:\n{lines}");
            return;
        }
    };
    for bot in bots {
        let (Some(old), Some(upstream)) = (bot.prompt(), bot.upstream()) else { continue };
        let (before, version) = (&old.version, &new.version);
        let Some(model) = upstream.model.clone().filter(|_| before != version) else { continue };
        tracing::info!(bot = %bot.id, version, before, "a system prompt was reloaded");
        let model = Some(Model { system: Some(new.clone()), ..model });
        let channel = Channel::Upstream(Arc::new(Upstream { model, ..(**upstream).clone() }));
        app.bots.replace(Bot { channel, ..(*bot).clone() });
    }
}
