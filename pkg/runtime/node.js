// `parlour/runtime` in Node, which fetches no file: the wasm is read from where it lies.
import { readFile } from "node:fs/promises";
import start, { Talk } from "../wasm/parlour_runtime.js";
import { checked, converse } from "./conversation.js";

let started;

const runtime = (wasm) =>
  (started ||= Promise.resolve(wasm ?? readFile(new URL("../wasm/parlour_runtime_bg.wasm", import.meta.url)))
    .then((module_or_path) => start({ module_or_path }))
    .catch((error) => {
      started = undefined;
      throw error;
    }));

/** Opens a conversation. */
export async function createConversation(options) {
  const whole = checked(options);
  await runtime(whole.wasm);
  return converse(Talk, whole);
}
