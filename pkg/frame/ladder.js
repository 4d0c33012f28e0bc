// What stands where wasm may not run (embed contract §6.3): the same chat in a frame of the gateway, and where that is
// refused too, a plain link to the page the server draws. One file, for a page with such a policy may fetch no other.
import { attention } from "../parts/attention.js";
import { cover } from "../parts/cover.js";
import { watch } from "../parts/rules.js";
import { reject, tell } from "../loader/config.js";
import { framed } from "./framed.js";
import { link } from "./link.js";

const PARTS = { attention: { attention }, cover: { cover }, rules: { watch } };

/** Parts of what is drawn beside the window; those inside it the frame fetches itself. */
export const part = async (name) => PARTS[name] || reject("load_failed");

/** Whether the policy of the page keeps it from fetching our files. This file is there, so a failure is a refusal. */
const mayFetch = () => fetch(import.meta.url, { credentials: "omit" }).then(() => true, () => false);

/** The word of `parlour:fallback` for why there is no wasm; nothing where that is no reason to go on without. */
async function reason(error) {
  if (error === undefined) return "config";
  if (typeof WebAssembly !== "object") return "unsupported";
  // What is no wasm at all, as a page in its place, is a fault of the files.
  if (/magic|start with/.test(error.message)) return;
  if (error instanceof WebAssembly.CompileError) return /policy|CSP|unsafe/i.test(error.message) ? "csp" : "unsupported";
  return error instanceof TypeError && !(await mayFetch()) ? "csp" : undefined;
}

/** Elements whose chat is a link by now. */
const ended = new WeakSet();

/**
 * Gives what runs the chat in a frame, as the wasm's glue would (`widget/src/api.rs`).
 *
 * @param {{element: HTMLElement, root: ShadowRoot, button: HTMLButtonElement, config: object, door: object,
 *   ends: (() => void)[], error: unknown}} self `error`: why the wasm does not run; `undefined` where it is not
 *   wanted. `door` is furnished with what can be had without fetching.
 */
export async function descend(self) {
  const { element, config, door, error } = self;
  const why = await reason(error);
  if (!why) throw error;
  // A bot in the page is wasm too, and no server knows it.
  if (config.flow) return reject("wasm_refused", "This browser or page does not let the chat run.");
  const frame = framed(self);
  Object.assign(door, { part: (name) => (name === "transcript" ? frame.transcript : part(name)), words: frame.words });
  const mount = async (...given) => {
    try {
      // A browser that cannot run it here cannot run it in a frame.
      if (why === "unsupported" || ended.has(element)) throw 0;
      const key = await frame.mount(...given);
      tell(element, "fallback", { rung: "frame", why });
      return key;
    } catch {
      if (!ended.has(element)) {
        ended.add(element);
        link(self);
        tell(element, "fallback", { rung: "page", why });
      }
      return reject("wasm_refused", "This page does not let the chat run; it has a page of its own.");
    }
  };
  return { ...frame, mount };
}
