// `/v/<version>/engine.js`: what a page with a `flow` fetches, and no other. Built by `cargo xtask dist`.
import start, { Bot } from "glue";
import { openServer } from "./open.js";

let started;

/** The wasm, verified; what fails is fetched again when it is needed. */
const engine = () => {
  const wasm = () =>
    fetch(new URL("engine.wasm", import.meta.url), { integrity: __ENGINE_WASM_SRI__, credentials: "omit" });
  return (started ||= start({ module_or_path: wasm() }).catch((error) => {
    started = undefined;
    throw error;
  }));
};

/** The server of one chat's configuration; `unkept` is told if the browser keeps nothing. */
export async function open({ flow, gateway, bot, storage }, unkept) {
  await engine();
  return openServer(Bot, { flow, name: `${gateway}|${bot}`, storage }, unkept);
}
