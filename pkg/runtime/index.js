// `parlour/runtime` in a page: a conversation without a window.
import start, { Talk } from "../wasm/parlour_runtime.js";
import { place } from "../wasm-of-runtime.js";
import { checked, converse } from "./conversation.js";

let started;

/** Runs the wasm once: as the bundler places it, or from the bytes, module or response given as `wasm`. */
const runtime = (wasm) =>
  (started ||= start({ module_or_path: wasm ?? place() }).catch((error) => {
    started = undefined;
    throw error;
  }));

/** Opens a conversation. */
export async function createConversation(options) {
  const whole = checked(options);
  await runtime(whole.wasm);
  return converse(Talk, whole);
}
