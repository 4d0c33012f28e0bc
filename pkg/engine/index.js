// `parlour/engine` in a page: the bot engine as wasm, where the bundler places it.
import { place } from "../wasm-of-engine.js";
import { making } from "./making.js";

export const { createBot, createServer, open } = making(place);
