// `<parlour-chat>`: the launcher, and the way to the chat behind it.
import { DATA, kebab, read, reject, tell, warn } from "./config.js";
import { launcher, style } from "./launcher.js";

export const TAG = "parlour-chat";
const KEYS = Object.keys(DATA);
const FAILED = "The chat could not be loaded. Press to try again.";

/** One chat: its verbs, and what the element calls. The chat is loaded on its first use. */
function behind(element, { assets, gateway, version }) {
  let config;
  let root;
  let given;
  let button;
  let glue;
  let key;
  let loading;
  let isGone = false;
  let isWanted = false;
  let isReflecting = false;

  const busy = (busy, failed) => {
    if (!button) return;
    button.setAttribute("aria-busy", busy);
    button.title = failed ? FAILED : "";
  };

  // A failure is told, and the next call tries again.
  const load = () => {
    if (isGone || !config) return reject(isGone ? "destroyed" : "config_missing");
    if (loading) return loading;
    const wanted = config;
    busy(true);
    return (loading = assets.load().then((module) =>
      module.prepare(element, wanted).then(() => {
        if (config !== wanted) return reject("destroyed");
        key = module.mount(element, config);
        glue = module;
        busy(false);
      })
    ).catch((error) => {
      loading = undefined;
      isWanted = false;
      const isRefused = error instanceof WebAssembly.CompileError;
      const { code = isRefused ? "wasm_refused" : "load_failed", said: message = FAILED } = error;
      if (code !== "destroyed") tell(element, "error", { code, message });
      busy(false, true);
      return reject(code, message);
    }));
  };

  const alive = (then) => (isGone ? reject("destroyed") : Promise.resolve(then()));

  const chat = {
    element,
    ready: new Promise((done) =>
      element.addEventListener("parlour:ready", (event) => done(event.detail), { once: true })
    ),
    open(why) {
      isWanted = true;
      return load().then(() => {
        if (!isWanted || !glue) return;
        element.hidden = false;
        glue.open(key, why);
      });
    },
    close: (why) =>
      alive(() => {
        isWanted = false;
        glue?.close(key, why);
      }),
    toggle: (why) => (isWanted ? chat.close(why) : chat.open(why)),
    show: () => alive(() => void (element.hidden = false)),
    hide: () => chat.close().then(() => void (element.hidden = true)),
    send: (text) => load().then(() => glue.send(key, String(text))),
    state() {
      const { open, connection, conversation, capabilities } = glue?.state(key) || {};
      const { mode, theme, locale } = element;
      return Object.freeze({
        ready: !!conversation,
        open: !!open,
        mode,
        theme,
        locale,
        connection: connection || "connecting",
        conversation: conversation || null,
        capabilities: capabilities || null,
        version,
      });
    },
    on(event, heard, options) {
      const name = "parlour:" + event.replace("parlour:", "");
      const listener = (event) => heard(event.detail, event);
      element.addEventListener(name, listener, options);
      return () => element.removeEventListener(name, listener);
    },
    once: (event, heard) => chat.on(event, heard, { once: true }),
    destroy: () =>
      alive(() => {
        isGone = true;
        element.remove();
        leave();
        window.Parlour?.gone?.(element);
      }),
  };

  const paint = () => {
    const accent = read(element, "accent", true);
    given.replaceSync(accent ? `:host{--_given:${accent}}` : "");
  };

  // Left and right are accepted; the attribute then carries the logical word, which the styles know.
  const check = (key) => {
    const value = read(element, key, true);
    if (key === "position" && element.hasAttribute(key)) element.setAttribute(key, value);
  };

  // Left open in this tab: the chat wrote that down, the loader only reads.
  const wasOpen = () => {
    try {
      return config.storage !== "none" && sessionStorage.getItem(`parlour:open:${config.gateway}|${config.bot}`);
    } catch {}
  };

  const reflect = (open) => {
    isWanted = open;
    isReflecting = true;
    element.toggleAttribute("open", open);
    isReflecting = false;
    button?.setAttribute("aria-expanded", open);
  };

  const draw = () => {
    const found = {};
    for (const key of KEYS) found[key] = read(element, key, true);
    if (!found.bot) return warn(element, "bot", undefined, DATA.bot[0], "config_missing");
    found.gateway = found.gateway || gateway;
    config = found;
    if (!root) {
      root = element.attachShadow({ mode: "open" });
      for (const key of ["keydown", "keyup", "keypress"]) root.addEventListener(key, (event) => event.stopPropagation());
      for (const open of [true, false]) chat.on(open ? "open" : "close", () => reflect(open));
      given = new CSSStyleSheet();
      root.adoptedStyleSheets = [style(), given];
    }
    check("position");
    paint();
    button = launcher(config.heading);
    button.onclick = () => chat.toggle("visitor").catch(() => {});
    if (config.preload === "intent") {
      for (const sign of ["pointerenter", "focus", "touchstart"]) {
        button.addEventListener(sign, assets.warm, { once: true, passive: true });
      }
    } else if (config.preload === "idle") {
      (window.requestIdleCallback || setTimeout)(assets.warm);
    }
    root.append(button);
    if (element.hasAttribute("open") || wasOpen()) chat.open("config").catch(() => {});
  };

  const leave = () => {
    glue?.unmount(key);
    button?.remove();
    glue = loading = button = config = undefined;
    isWanted = false;
  };

  return {
    chat,
    enter() {
      if (!button && !isGone) draw();
    },
    // A node that only moves is back in the same task.
    left: () => queueMicrotask(() => element.isConnected || leave()),
    changed(name, now) {
      if (!button || isReflecting) return;
      if (name === "open") (now === null ? chat.close() : chat.open()).catch(() => {});
      else if (name === "accent") paint();
      else if (name !== "bot") check(name);
    },
  };
}

/** Defines the element. A function, so that an import on a server touches no global of the browser. */
export function defineElement(door) {
  const behaviours = new WeakMap();
  class ParlourChat extends HTMLElement {
    static get observedAttributes() {
      return KEYS.map(kebab);
    }
    constructor() {
      super();
      behaviours.set(this, behind(this, door));
    }
    get chat() {
      return behaviours.get(this).chat;
    }
    connectedCallback() {
      // Set before the element was defined: such a property hides the one of the class.
      for (const key of KEYS) {
        if (!this.hasOwnProperty(key)) continue;
        const value = this[key];
        delete this[key];
        this[key] = value;
      }
      behaviours.get(this).enter();
    }
    disconnectedCallback() {
      behaviours.get(this).left();
    }
    attributeChangedCallback(name, before, now) {
      if (before !== now) behaviours.get(this).changed(name, now);
    }
  }
  for (const key of KEYS) {
    Object.defineProperty(ParlourChat.prototype, key, {
      get() {
        return key === "open" ? this.hasAttribute(key) : read(this, key) || "";
      },
      set(value) {
        if (value === false || value == null) this.removeAttribute(kebab(key));
        else this.setAttribute(kebab(key), value === true ? "" : value);
      },
    });
  }
  customElements.define(TAG, ParlourChat);
}
