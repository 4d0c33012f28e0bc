//! Commands that write to the store, also beside a running server.

use std::path::Path;

use tokio::runtime::{Builder, Runtime};

use super::exit::{Exit, environment, print_mistakes};
use crate::config::{self, Config, StoreAddress};
use crate::store::Store;

/// A configuration and its store.
pub(super) struct Stored<'a> {
    pub(super) config: &'a Config,
    pub(super) store: &'a Store,
}

/// Runs `work` on the store of the configuration, and closes it.
pub(super) fn with_store(
    path: &Path,
    work: impl AsyncFnOnce(Stored<'_>) -> Result<Exit, sqlx::Error>,
) -> Exit {
    let (config, runtime) = match prepare(path) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let StoreAddress::Sqlite(file) = &config.store;
    let done = runtime.block_on(async {
        let store = Store::open(file).await?;
        let done = work(Stored { config: &config, store: &store }).await;
        store.close().await;
        done
    });
    done.unwrap_or_else(|error| {
        eprintln!("the store {} cannot be used: {error}", file.display());
        Exit::Unreachable
    })
}

/// Reads the configuration and starts a runtime; tells why, if either fails.
pub(super) fn prepare(path: &Path) -> Result<(Config, Runtime), Exit> {
    let (config, _) = config::load(path, &environment).map_err(|mistakes| {
        print_mistakes(&mistakes);
        Exit::Usage
    })?;
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
        eprintln!("{error}");
        Exit::Unreachable
    })?;
    Ok((config, runtime))
}
