// Starts the page's wasm; what it needs lies beside it.
import start from "./tester.js";

start({ module_or_path: new URL("tester_bg.wasm", import.meta.url) });
