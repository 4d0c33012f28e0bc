// Defines `<parlour-chat>` and `window.Parlour`, and runs what was queued before.
import { OBJECTS, OPTIONS, reject } from "./config.js";
import { defineElement, TAG } from "./element.js";

/**
 * @param {{assets: {warm(): void, more(): Promise<object>}, gateway: string, version: string,
 *   script?: HTMLScriptElement | null}} door where the files are, and the tag to read.
 */
export function install(door) {
  const before = window.Parlour;
  if (before?.init?.call) return before.init;
  const created = new Set();
  door.gone = (element) => {
    if (created.delete(element) && !created.size && window.Parlour === Parlour) window.Parlour = before;
  };
  if (!customElements.get(TAG)) defineElement(door);

  const body = new Promise((done) => {
    document.body ? done() : addEventListener("DOMContentLoaded", done);
  });

  const init = (config) => {
    const element = document.createElement(TAG);
    for (const key of Object.keys({ ...config })) {
      if (key in OPTIONS || OBJECTS.test(key)) element[key] = config[key];
      // What other tools write on any script tag is theirs.
      else if (!/^(turbo|cf)/.test(key)) (element.unknown = element.unknown || {})[key] = config[key];
    }
    created.add(element);
    const put = () => document.body.append(element);
    document.body ? put() : body.then(put);
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

  // What was queued, and what is called before the body is there, waits for it and keeps its order.
  const started = body.then(() => {
    const { script } = door;
    if (script?.dataset.bot) init({ nonce: script.nonce || null, ...script.dataset });
  });
  const Parlour = (verb, ...args) => started.then(() => run(verb, args));
  Parlour.init = init;
  window.Parlour = Parlour;
  for (const [args, done, failed] of before?.q || []) Parlour(...args).then(done, failed);
  return init;
}
