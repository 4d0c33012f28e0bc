// Defines `<parlour-chat>` and `window.Parlour`, and runs what was queued before.
import { KEYS, reject } from "./config.js";
import { defineElement, TAG } from "./element.js";

/**
 * @param {{assets: {warm(): void, more(): Promise<object>}, gateway: string, version: string,
 *   script?: HTMLScriptElement | null}} door where the files are, and the tag to read.
 */
export function install(door) {
  const before = window.Parlour;
  const { script } = door;
  const created = new Set();

  const body = new Promise((done) => {
    document.body ? done() : addEventListener("DOMContentLoaded", done);
  });
  const put = (element) => element.isConnected || document.body.append(element);

  const init = (config) => {
    const element = document.createElement(TAG);
    element.given = config = { ...config };
    for (const key of Object.keys(config)) if (KEYS.includes(key)) element[key] = config[key];
    created.add(element);
    document.body ? put(element) : body.then(() => put(element));
    return element.chat;
  };

  const run = (verb, args) => {
    if (verb === "init") return init(args[0]);
    const { id } = args[args.length - 1] || {};
    const element = id ? document.getElementById(id) : document.querySelector(TAG);
    const chat = element?.chat;
    if (!chat) return reject("destroyed");
    if (verb === "ready") return chat.ready;
    if (typeof chat[verb] === "function") return chat[verb](...args);
    console.warn("Parlour: no verb " + verb);
    return reject("unknown_verb");
  };

  // Other tags, of this version or another, share the first one's element. A bot has one chat of all its tags.
  const read = (init) => {
    const { bot } = script?.dataset || {};
    const tags = (init.tags = init.tags || {});
    if (bot && !tags[bot]?.element.isConnected) tags[bot] = init({ nonce: script.nonce || null, ...script.dataset });
  };
  if (before?.init?.call) {
    body.then(() => read(before.init));
    return before.init;
  }

  door.gone = (element) => {
    if (created.delete(element) && !created.size && window.Parlour === Parlour) window.Parlour = before;
  };
  if (!customElements.get(TAG)) defineElement(door);
  // A router that puts another body in the place of the page's takes no chat of ours along.
  new MutationObserver(() => document.body && created.forEach(put)).observe(document.documentElement, { childList: true });

  // What was queued, and what is called before the body is there, waits for it and keeps its order.
  const started = body.then(() => read(init));
  const Parlour = (verb, ...args) => started.then(() => run(verb, args));
  Parlour.init = init;
  window.Parlour = Parlour;
  for (const [args, done, failed] of before?.q || []) Parlour(...args).then(done, failed);
  return init;
}
