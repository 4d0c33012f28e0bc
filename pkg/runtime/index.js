// `parlour/runtime` in a page: a conversation without a window, its wasm where the bundler places it.
import { place } from "../wasm-of-runtime.js";
import { opening } from "./open.js";

/** Opens a conversation. */
export const createConversation = opening(place);
