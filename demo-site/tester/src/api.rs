//! Where the page begins.

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page. `index.html` calls it by starting the module.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(crate::page::page);
}
