// `<parlour-chat>`: the launcher, and the way to the chat behind it.
import { DEFAULTS, kebab, KEYS, read, reject, tell } from "./config.js";
import { launcher, STYLE } from "./launcher.js";

export const TAG = "parlour-chat";
/** Verbs of which the loader knows but the names: chat.js has them. */
const VERBS = "open close toggle show hide update send start reset transcript consent setVariables setProfile identify forget logout debug";
const FAILED = "The chat could not be loaded. Press to try again.";
const quiet = () => {};

/** One chat: its verbs, and what the element calls. What is behind the launcher comes with `assets.more`. */
function behind(element, { assets, gateway, version, gone }) {
  let config;
  let root;
  let sheet;
  let button;
  let meeting;
  let more;
  let isGone;
  let presses = 0;

  const busy = (busy, failed) => {
    if (!button) return;
    button.setAttribute("aria-busy", busy);
    button.title = failed ? FAILED : "";
  };

  // A failure is told, and the next call tries again.
  const failed = ({ code = "load_failed", said = FAILED }) => {
    busy(false, true);
    tell(element, "error", { code, message: said });
    return reject(code, said);
  };

  /** What chat.js makes of this element. */
  const meet = () => {
    if (isGone || !config) return reject(isGone ? "destroyed" : "config_missing");
    const wanted = config;
    return (meeting =
      meeting ||
      assets.more().then(
        (module) => (config === wanted ? (more = module.meet({ element, chat, config, root, button, busy, failed })) : reject("destroyed")),
        (error) => {
          meeting = null;
          return failed(error);
        },
      ));
  };

  const chat = {
    __proto__: null,
    element,
    state: () =>
      Object.freeze({
        ready: false,
        open: false,
        mode: element.mode,
        theme: element.theme,
        locale: element.locale,
        connection: "connecting",
        unread: 0,
        conversation: null,
        capabilities: null,
        version,
        ...more?.state(),
      }),
    on(event, heard, options) {
      const name = "parlour:" + event.replace("parlour:", "");
      const listener = (event) => heard(event.detail, event);
      element.addEventListener(name, listener, options);
      return () => element.removeEventListener(name, listener);
    },
    once: (event, heard) => chat.on(event, heard, { once: true }),
    async destroy() {
      if (isGone) return reject("destroyed");
      isGone = true;
      element.remove();
      leave();
      gone(element);
    },
  };
  chat.ready = new Promise((done) => chat.once("ready", done));
  for (const verb of VERBS.split(" ")) chat[verb] = (...args) => meet().then((more) => more[verb](...args));

  // A page that asks for a frame may fetch no wasm.
  const warm = () => assets.warm(element.mode === "frame");

  // Somebody comes: what is wrong with the configuration is told now. That files fail is told to who presses.
  const near = () => {
    warm();
    assets.more().then(meet).catch(quiet);
  };

  // Before anything is there the launcher says that something comes, and draws where: the busy one's style.
  // A visitor whose second press fails too is brought to the chat's own page, unless nothing can be reached.
  const open = (why) => {
    busy(true);
    warm();
    chat[why ? "open" : "toggle"](why || "visitor").catch(() => {
      if (!why && !more && navigator.onLine && presses++) window.open(`${config.gateway}/chat/${config.bot}`);
    });
  };

  const paint = () => {
    const { accent } = element;
    sheet.replaceSync(STYLE + (CSS.supports("color", accent) ? `:host{--_given:${accent}}` : ""));
  };

  // What an earlier page of this visitor wrote down; the loader only reads.
  const kept = (name) => {
    try {
      return element.storage !== "none" && [localStorage, sessionStorage].some((area) => area.getItem(`parlour:${name}:${config.gateway}|${config.bot}`));
    } catch {}
  };

  // What is asked of more than a launcher: a mode that opens by itself, what the page wants, what was kept.
  const look = () => {
    const { mode, preload } = element;
    // The two modes with an n open by themselves.
    if (/n/.test(mode) || element.open || kept("open")) open("config");
    else if (preload !== "open" && (element.rules || element.given?.rules || kept("unread") || kept("given") || element.querySelector("script"))) {
      meet().catch(quiet);
    }
  };

  const draw = () => {
    // Without a bot there is nothing to draw, but something to say.
    if (!element.bot) return assets.more().then((module) => module.check(element), failed).catch(quiet);
    config = { bot: element.bot, gateway: (element.gateway || gateway).replace(/\/+$/, "") };
    if (!root) {
      root = element.attachShadow({ mode: "open" });
      sheet = new CSSStyleSheet();
      root.adoptedStyleSheets = [sheet];
    }
    paint();
    button = launcher(element.heading);
    button.onclick = () => open();
    const { saveData, effectiveType } = navigator.connection || {};
    if (!saveData && !/2g/.test(effectiveType)) {
      if (element.preload !== "open") button.onpointerenter = button.onfocus = button.ontouchstart = near;
      if (element.preload === "idle") (window.requestIdleCallback || setTimeout)(warm);
    }
    root.append(button);
    look();
  };

  const leave = () => {
    more?.leave();
    button?.remove();
    more = meeting = button = config = null;
  };

  return {
    chat,
    enter() {
      if (!button && !isGone) draw();
    },
    // A node that only moves is back in the same task.
    left: () => queueMicrotask(() => element.isConnected || leave()),
    changed(name) {
      if (!button) return;
      if (name === "accent") paint();
      if (more) more.changed(name);
      else look();
    },
  };
}

/** Defines the element. A function, so that an import on a server touches no global of the browser. */
export function defineElement(door) {
  const own = Symbol();
  class ParlourChat extends HTMLElement {
    constructor() {
      super();
      this[own] = behind(this, door);
    }
    get chat() {
      return this[own].chat;
    }
    connectedCallback() {
      // Set before the element was defined: such a property hides the one of the class.
      for (const key of KEYS) {
        if (!this.hasOwnProperty(key)) continue;
        const value = this[key];
        delete this[key];
        this[key] = value;
      }
      this[own].enter();
    }
    disconnectedCallback() {
      this[own].left();
    }
    attributeChangedCallback(name, before, now) {
      if (before !== now) this[own].changed(name);
    }
  }
  for (const key of KEYS) {
    Object.defineProperty(ParlourChat.prototype, key, {
      get() {
        return DEFAULTS[key] === false ? this.hasAttribute(kebab(key)) : read(this, key);
      },
      set(value) {
        if (value === false || value == null) this.removeAttribute(kebab(key));
        else this.setAttribute(kebab(key), value === true ? "" : value);
      },
    });
  }
  ParlourChat.observedAttributes = KEYS.map(kebab);
  customElements.define(TAG, ParlourChat);
}
