// Where the wasm of the engine lies: named at the package's root, so that a bundler that leaves the address as it is
// means `wasm/` beside the bundle (README, "Bundlers"); in a file of its own, so that others place no wasm that is not used.
export const place = () => new URL("./wasm/parlour_page_bg.wasm", import.meta.url);
