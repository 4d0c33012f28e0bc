//! The one place where work begins that nobody waits for.

use std::future::Future;

/// Runs `work` beside the page.
pub(crate) fn run(work: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(work);
}
