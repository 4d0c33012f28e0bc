//! `parlour report`.

use std::path::Path;

use uuid::Uuid;

use super::exit::{Exit, environment, print_mistakes};
use crate::config::{self, StoreAddress};
use crate::store::Store;

/// Prints the rows of one bot, or of all.
pub(super) fn run(path: &Path, bot: Option<Uuid>) -> Exit {
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
    let bot = bot.map(|bot| bot.hyphenated().to_string());
    let rows = runtime.block_on(async {
        let store = Store::open_for_reading(file).await?;
        let rows = store.report(bot.as_deref()).await;
        store.close().await;
        rows
    });
    match rows {
        Ok(rows) => {
            println!("{}", serde_json::Value::Array(rows));
            Exit::Done
        }
        Err(error) => {
            eprintln!("the store {} cannot be read: {error}", file.display());
            Exit::Unreachable
        }
    }
}
