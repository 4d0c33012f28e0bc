// From a flow's address to a bot that answers in the page.
import { serve } from "./serve.js";
import { FLOW_CHARS, MISTAKES_TOLD } from "./limits.js";
import { browserRows, memoryRows } from "./rows.js";

/** `said` becomes the message of `parlour:error`. */
const failure = (code, said, more) => Object.assign(new Error(said), { code, said, ...more });

/** The flow's text. */
async function flowText(address) {
  const answer = await fetch(address).catch(() => undefined);
  const text = answer?.ok ? await answer.text() : undefined;
  // Sites that answer any address with their page say 200.
  if (text && /html/.test(answer.headers.get("Content-Type"))) {
    throw failure("load_failed", `The flow ${address} was answered with a page of HTML: nothing lies there.`);
  }
  if (text === undefined || text.length > FLOW_CHARS) {
    const why = !answer ? "cannot be reached" : answer.ok ? "is too long" : `was answered with ${answer.status}`;
    throw failure("load_failed", `The flow ${address} ${why}.`);
  }
  return text;
}

/** A bot of this text. Rejects with `config_invalid`, the first mistakes in words and all of them in `mistakes`. */
export function readBot(Bot, text, name = "") {
  try {
    return new Bot(text);
  } catch (error) {
    const { mistakes } = error;
    if (!mistakes) throw error;
    const [count, told] = [mistakes.length, mistakes.slice(0, MISTAKES_TOLD).join(" · ")];
    const more = count > MISTAKES_TOLD ? ` · and ${count - MISTAKES_TOLD} more` : "";
    const noun = count > 1 ? "mistakes" : "mistake";
    throw failure("config_invalid", `The flow${name && ` ${name}`} has ${count} ${noun}: ${told}${more}`, { mistakes });
  }
}

/**
 * The server of a bot: of the flow at the address `flow`, kept under `name` in IndexedDB if `storage` is `local`, else
 * in memory. Where there is no IndexedDB, `unkept` is told, and memory does.
 */
export async function openServer(Bot, { flow, name, storage }, unkept) {
  const bot = readBot(Bot, await flowText(flow), flow);
  return serve(bot, await rowsFor(name, storage, unkept));
}

/** Where conversations named `name` are kept. */
export async function rowsFor(name, storage, unkept) {
  if (storage !== "local") return memoryRows();
  try {
    return await browserRows(`parlour:${name}`);
  } catch {
    unkept?.("This browser keeps nothing: the conversation ends with the page.");
    return memoryRows();
  }
}
