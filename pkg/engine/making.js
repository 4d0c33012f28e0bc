// What makes bots and servers of a flow: the engine's wasm, run once, and what is over it.
import start, { Bot } from "../wasm/parlour_page.js";
import { serve } from "./serve.js";
import { openServer, readBot, rowsFor } from "./open.js";

/** Gives the module's three functions. `place` says where the wasm is, as an address or its bytes, for whom none is given as `wasm`. */
export function making(place) {
  let started;

  /** Runs the wasm once: as the bundler places it, or from the bytes, module or response given as `wasm`. */
  const engine = (wasm) =>
    (started ||= start({ module_or_path: wasm ?? place() }).catch(
      (error) => {
        started = undefined;
        throw error;
      },
    ));

  const anySeed = () => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);

  /** A bot to talk to, turn by turn. */
  async function createBot(flow, { wasm, state, now = Date.now, seed = anySeed } = {}) {
    await engine(wasm);
    const bot = readBot(Bot, flow);
    let kept = state ? JSON.stringify(state) : "";
    const turn = (text, ref) => {
      const told = JSON.parse(bot.turn(kept, text, ref, now(), seed()));
      kept = JSON.stringify(told.state);
      return told;
    };
    return {
      name: bot.name,
      begin: () => turn(),
      say: (text) => turn(String(text)),
      moveTo: (ref) => turn(undefined, String(ref)),
      get state() {
        return kept ? JSON.parse(kept) : undefined;
      },
      free: () => bot.free(),
    };
  }

  /** A page's own server for `flow`'s text, shaped like `fetch`. */
  async function createServer(flow, { wasm, name = "page", storage = "local", unkept, now, chance } = {}) {
    await engine(wasm);
    return serve(readBot(Bot, flow), await rowsFor(name, storage, unkept), { now, chance });
  }

  /** The server of one chat's configuration, for `init({flow})`. */
  async function open({ flow, gateway, bot, storage }, unkept) {
    await engine();
    return openServer(Bot, { flow, name: `${gateway}|${bot}`, storage }, unkept);
  }

  return { createBot, createServer, open };
}
