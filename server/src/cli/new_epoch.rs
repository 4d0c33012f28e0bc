//! `parlour new-epoch`: what browsers know of the store is not true any more.

use std::path::Path;

use serde_json::json;

use super::exit::Exit;
use super::store::{Stored, with_store};

/// Gives the store another epoch: after a copy was put back, whoever has a cursor of the store that is lost
/// reads the conversation anew. A server that runs does not see it before it is started again.
pub(super) fn run(config: &Path, json: bool) -> Exit {
    with_store(config, async |Stored { store, .. }| {
        let epoch = store.renew_epoch().await?;
        if json {
            println!("{}", json!({"epoch": epoch}));
        } else {
            println!("epoch {epoch}: every conversation is read anew once the server is started");
        }
        Ok(Exit::Done)
    })
}
