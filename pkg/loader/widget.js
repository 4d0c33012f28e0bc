// `widget.js` as the gateway serves it: the glue of the wasm, and the door to the files that are fetched
// when they are first needed. Bundled by `cargo xtask dist`; `glue` is what wasm-bindgen wrote.
import start, { mount as put, speak, unmount as take } from "glue";
import { served } from "./door.js";
import { preparing } from "./flow.js";
import { ahead, speaking } from "./language.js";
import { preload } from "./preload.js";

const base = new URL(".", import.meta.url).href;
const door = served(base, __FILES_SRI__);
const chats = speaking({ mount: put, speak, unmount: take }, door);

/** Starts the wasm; the language is fetched meanwhile. */
export default (options) => Promise.all([start(options), ahead(door)]);
export { close, open, send, state } from "glue";
export const { mount, unmount } = chats;
export const prepare = preparing(({ nonce }) =>
  preload(base + "engine.js", __ENGINE_SRI__, nonce).then(() => import(base + "engine.js"))
);
