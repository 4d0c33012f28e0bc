// Defines `<parlour-chat>` and `window.Parlour`, and runs what was queued before.
import { DATA, reject, warn } from "./config.js";
import { defineElement, TAG } from "./element.js";

const VERBS = "open close toggle show hide send on once state destroy ready";

/**
 * @param {{assets: {warm(): void, load(): Promise<object>}, gateway: string, version: string,
 *   script?: HTMLScriptElement | null}} door where the files are, and the tag to read.
 */
export function install(door) {
  const before = window.Parlour;
  if (before?.init) return before.init;
  if (!customElements.get(TAG)) defineElement(door);

  const created = new Set();
  const body = new Promise((done) => {
    if (document.body) done();
    else document.addEventListener("DOMContentLoaded", done, { once: true });
  });

  const init = (config) => {
    const element = document.createElement(TAG);
    const unknown = [];
    for (const key in config) {
      if (/^(id|strings)$/.test(key) || DATA[key]) element[key] = config[key];
      else unknown.push(key);
    }
    created.add(element);
    const put = () => {
      document.body.append(element);
      for (const key of unknown) warn(element, key, config[key], "id strings " + Object.keys(DATA).join(" "));
    };
    if (document.body) put();
    else body.then(put);
    return element.chat;
  };

  const run = (verb, args) => {
    if (verb === "init") return init(args[0]);
    if (!VERBS.split(" ").includes(verb)) {
      console.warn(`Parlour: no verb ${verb}; there are init ${VERBS}`);
      return reject("unknown_verb");
    }
    const { id } = args[args.length - 1] || {};
    const element = id ? document.getElementById(id) : document.querySelector(TAG);
    const chat = element?.chat;
    if (!chat) return reject("destroyed");
    return verb === "ready" ? chat.ready : chat[verb](...args);
  };

  // What was queued, and what is called before the body is there, waits for it and keeps its order.
  const started = body.then(() => {
    const { script } = door;
    if (!script || !script.dataset.bot) return;
    const config = { nonce: script.nonce || null };
    for (const key in script.dataset) {
      // What other tools write on any script tag is theirs.
      if (!/^(turbo|cf)/.test(key)) config[key] = script.dataset[key];
    }
    init(config);
  });
  const Parlour = (verb, ...args) => started.then(() => run(verb, args));
  Parlour.init = init;
  Parlour.gone = (element) => {
    if (created.delete(element) && !created.size && window.Parlour === Parlour) window.Parlour = before;
  };
  window.Parlour = Parlour;
  for (const [args, done, failed] of before?.q || []) Parlour(...args).then(done, failed);
  return init;
}
