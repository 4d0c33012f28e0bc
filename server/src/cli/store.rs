//! Commands that write to the store, also beside a running server.

use std::path::Path;

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
    let config = match config::load(path, &environment) {
        Ok((config, _)) => config,
        Err(mistakes) => {
            print_mistakes(&mistakes);
            return Exit::Usage;
        }
    };
    let StoreAddress::Sqlite(file) = &config.store;
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return Exit::Unreachable;
        }
    };
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
