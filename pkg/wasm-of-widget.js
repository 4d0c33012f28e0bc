// Where the wasm of the window lies: named at the package's root, so that a bundler that leaves the address as it is
// means `wasm/` beside the bundle (README, "Bundlers"); in a file of its own, so that others place no wasm that is not used.
export const place = () => new URL("./wasm/parlour_widget_bg.wasm", import.meta.url);
