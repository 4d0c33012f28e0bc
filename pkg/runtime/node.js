// `parlour/runtime` in Node, which fetches no file: the wasm is read from where it lies.
import { readFile } from "node:fs/promises";
import { opening } from "./open.js";

/** Opens a conversation. */
export const createConversation = opening(() => readFile(new URL("../wasm/parlour_runtime_bg.wasm", import.meta.url)));
