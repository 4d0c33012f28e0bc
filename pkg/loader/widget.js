// `widget.js` as the gateway serves it: what stands behind the launcher, the glue of the wasm, and the door to
// the files that are fetched when they are first needed. Bundled by `cargo xtask dist`; `glue` is what
// wasm-bindgen wrote.
import init, { act, close, mount, open, send, speak, stand, state, unmount } from "glue";
import { checking, meeting } from "./chat.js";
import { served } from "./door.js";
import { preparing } from "./flow.js";
import { ahead } from "./language.js";
import { preload } from "./preload.js";

// Named one by one: what a bundler makes of all of them at once trips over pages that give every object more keys.
const glue = { act, close, mount, open, send, speak, stand, state, unmount };
const base = new URL(".", import.meta.url).href;
const door = served(base, __FILES_SRI__);
const wasm = () => fetch(base + "widget.wasm", { integrity: __WASM_SRI__, credentials: "omit" });
let compiled;
let running;

/** Compiles the wasm, none of it running: a press then finds it done. */
const compile = () =>
  (compiled ||= wasm().then((file) => WebAssembly.compileStreaming(file)).catch((error) => {
    compiled = undefined;
    throw error;
  }));
export const warm = () => compile().catch(() => {});

/** Runs the wasm once; the language is fetched meanwhile. What failed is tried again by the next call. */
const start = () =>
  (running ||= Promise.all([
    compile().catch(wasm).then((module_or_path) => init({ module_or_path })),
    ahead(door),
  ]).catch((error) => {
    running = undefined;
    throw error;
  }));

const prepare = preparing(({ nonce }) =>
  preload(base + "engine.js", __ENGINE_SRI__, nonce).then(() => import(base + "engine.js"))
);

/** What stands where wasm may not run; such a page may fetch no list of hashes, so its own is here. */
const ladder = ({ nonce }) =>
  preload(base + "ladder.js", __LADDER_SRI__, nonce).then(() => import(base + "ladder.js"));

export const meet = meeting({ glue, door, start, ladder, prepare });
export const check = checking(door);
