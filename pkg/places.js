// Where the wasm lies. Every file that is fetched is named in a module at the root of the package, in full: bundlers
// that see `new URL()` place it, for the others `wasm/` is copied beside the bundle (README, "Bundlers").

export const WIDGET_WASM = () => new URL("./wasm/parlour_widget_bg.wasm", import.meta.url);
export const ENGINE_WASM = () => new URL("./wasm/parlour_page_bg.wasm", import.meta.url);
export const RUNTIME_WASM = () => new URL("./wasm/parlour_runtime_bg.wasm", import.meta.url);
