// What opens conversations: the wasm, run once, and the conversation over it.
import start, { Talk } from "../wasm/parlour_runtime.js";
import { checked, converse } from "./conversation.js";

/**
 * Gives `createConversation`. `place` says where the wasm is, as an address or its bytes, for whom none is given as
 * `wasm`; a wasm that could not be had is asked for again by the next call.
 */
export const opening = (place) => {
  let started;
  return async (options) => {
    const whole = checked(options);
    await (started ||= start({ module_or_path: whole.wasm ?? place() }).catch((error) => {
      started = undefined;
      throw error;
    }));
    return converse(Talk, whole);
  };
};
