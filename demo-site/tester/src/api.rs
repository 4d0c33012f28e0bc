//! Where the page begins.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

/// Draws the page. `index.html` calls it by starting the module.
#[wasm_bindgen(start)]
pub fn start() {
    // The module has no names of functions; a panic says its file and line.
    std::panic::set_hook(Box::new(|panic| error(&panic.to_string())));
    leptos::mount::mount_to_body(crate::page::page);
}
