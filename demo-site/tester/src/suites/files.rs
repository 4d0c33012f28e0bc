//! Files from the builder's disk, and onto it.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    /// The names and texts of all files that an input or a drop holds, in turn.
    #[wasm_bindgen(js_name = chosenAll)]
    fn chosen_all(event: &web_sys::Event) -> js_sys::Promise;
    /// Keeps a text as a file of the builder's disk.
    pub(super) fn download(name: &str, text: &str);
}

/// The names and texts of all files that an input or a drop holds. To be called in the event's own turn: a drop shows
/// its files no longer afterwards.
pub(super) fn files(event: &web_sys::Event) -> impl Future<Output = Vec<(String, String)>> + use<> {
    let chosen = JsFuture::from(chosen_all(event));
    async move {
        // A file that cannot be read is as good as none.
        let told = chosen.await.unwrap_or_default();
        let all: Vec<String> =
            js_sys::Array::from(&told).iter().filter_map(|text| text.as_string()).collect();
        all.chunks_exact(2).filter_map(|pair| Some((pair.first()?.clone(), pair.last()?.clone()))).collect()
    }
}
