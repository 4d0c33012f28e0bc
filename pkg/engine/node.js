// `parlour/engine` in Node, which fetches no file: the wasm is read from where it lies.
import { readFile } from "node:fs/promises";
import { making } from "./making.js";

export const { createBot, createServer, open } = making(() => readFile(new URL("../wasm/parlour_page_bg.wasm", import.meta.url)));
