// A browser with tabs, each with the module of its own: what they have in common is here as a browser has it.
import { mock } from "node:test";
import { readFile } from "node:fs/promises";

const SOURCE = await readFile(new URL("../../pkg/loader/tabs.js", import.meta.url), "utf8");

/** Lets everything happen that waits for no time. */
export const settle = async () => {
  for (let turns = 0; turns < 20; turns += 1) await null;
};
export const pass = async (ms) => {
  for (let passed = 0; passed < ms; passed += 100) {
    mock.timers.tick(100);
    await settle();
  }
};

/** What all tabs of a browser share; `has`: which of it is there. */
export class Browser {
  tabs = [];
  kept = new Map();
  #locks = new Map();

  constructor({ locks = true, channels = true, storage = true } = {}) {
    Object.assign(this, { locks, channels, storage });
  }

  /** A page; frozen, it hears nothing and does nothing. */
  open({ hidden = false, keeps = true, conversation = 7 } = {}) {
    const tab = { heard: [], answers: () => true, frozen: false, listeners: [], channels: [], document: { hidden } };
    const listen = (target) => (name, use) => tab.listeners.push({ target, name, use });
    const unlisten = (name, use) => (tab.listeners = tab.listeners.filter((one) => one.name !== name || one.use !== use));
    tab.document.addEventListener = listen("document");
    tab.document.removeEventListener = unlisten;
    const window = { addEventListener: listen("window"), removeEventListener: unlisten };
    if (this.channels) window.BroadcastChannel = this.#channels(tab);
    const navigator = this.locks ? { locks: this.#lockManager(tab) } : {};
    const timed = (set) => (use, ms, ...rest) => set(() => tab.frozen || use(...rest), ms);
    const globals = {
      window, navigator, document: tab.document,
      localStorage: this.#storage(tab),
      addEventListener: window.addEventListener, removeEventListener: unlisten,
      BroadcastChannel: window.BroadcastChannel,
      setTimeout: timed(setTimeout), setInterval: timed(setInterval),
      performance: { now: () => Date.now() },
    };
    const module = new Function(...Object.keys(globals), SOURCE.replaceAll("export ", "") + "\nreturn tabs;");
    tab.happens = (name) => tab.listeners.filter((one) => one.name === name).forEach((one) => one.use({}));
    tab.looks = (isHidden) => {
      tab.document.hidden = isHidden;
      tab.happens("visibilitychange");
    };
    tab.group = module(...Object.values(globals))(`chat|${conversation}`, keeps, (told) => {
      if (told && typeof told === "object" && Object.keys(told).length === 0) return tab.answers();
      tab.heard.push(told);
    });
    tab.gone = () => {
      tab.happens("pagehide");
      tab.frozen = true;
    };
    /** Ends between two moments: the browser lets go of what it held. */
    tab.crash = () => {
      tab.frozen = true;
      tab.channels.forEach((channel) => channel.close());
      for (const lock of this.#locks.values()) lock.drop(tab);
    };
    tab.words = () => tab.heard.filter((told) => typeof told === "object" && Object.keys(told).length > 0);
    this.tabs.push(tab);
    return tab;
  }

  leaders() {
    return this.tabs.filter((tab) => !tab.frozen && tab.group.leads());
  }

  #channels(tab) {
    const all = () => this.tabs.concat(tab).flatMap((tab) => tab.channels);
    return class {
      constructor(name) {
        Object.assign(this, { name, tab });
        tab.channels.push(this);
      }
      postMessage(data) {
        const text = JSON.stringify(data);
        for (const other of new Set(all())) {
          if (other === this || other.name !== this.name) continue;
          queueMicrotask(() => other.isClosed || other.tab.frozen || other.onmessage({ data: JSON.parse(text) }));
        }
      }
      close() {
        this.isClosed = true;
        tab.channels = tab.channels.filter((one) => one !== this);
      }
    };
  }

  #storage(tab) {
    const tell = (key, newValue) => {
      for (const other of this.tabs) {
        if (other === tab || other.frozen) continue;
        queueMicrotask(() => other.listeners.filter(({ name }) => name === "storage").forEach(({ use }) => use({ key, newValue })));
      }
    };
    const check = () => {
      if (!this.storage) throw new Error("no storage");
    };
    return {
      getItem: (key) => (check(), this.kept.get(key) ?? null),
      setItem: (key, value) => (check(), this.kept.set(key, value), tell(key, value)),
      removeItem: (key) => (check(), this.kept.delete(key) && tell(key, null)),
    };
  }

  /** The Web Locks API, as far as it is used. */
  #lockManager(tab) {
    const abort = () => Object.assign(new Error("aborted"), { name: "AbortError" });
    return {
      query: async () => ({ held: [...this.#locks].flatMap(([name, lock]) => lock.held.map(() => ({ name }))), pending: [] }),
      request: (name, options, use) =>
        new Promise((done, failed) => {
          if (!this.#locks.has(name)) this.#locks.set(name, new Lock());
          const lock = this.#locks.get(name);
          const one = { tab, use, done, failed, mode: options.mode ?? "exclusive", lost: () => failed(abort()) };
          if (options.signal?.aborted) return failed(abort());
          options.signal?.addEventListener("abort", () => lock.withdraw(one) && failed(abort()));
          if (options.ifAvailable && !lock.hasRoom(one)) return done(use(null));
          if (options.steal) lock.steal(one);
          else lock.wait(one);
        }),
    };
  }
}

class Lock {
  held = [];
  waiting = [];
  hasRoom(one) {
    return this.waiting.length === 0 && this.held.every((other) => one.mode === "shared" && other.mode === "shared");
  }
  wait(one) {
    this.waiting.push(one);
    this.#next();
  }
  steal(one) {
    for (const other of this.held.splice(0)) other.lost();
    this.#grant(one);
  }
  withdraw(one) {
    const before = this.waiting.length;
    this.waiting = this.waiting.filter((other) => other !== one);
    return this.waiting.length < before;
  }
  drop(tab) {
    this.waiting = this.waiting.filter((one) => one.tab !== tab);
    this.held = this.held.filter((one) => one.tab !== tab);
    this.#next();
  }
  #next() {
    while (this.waiting.length > 0) {
      const [one, ...rest] = this.waiting;
      if (!this.held.every((other) => one.mode === "shared" && other.mode === "shared")) return;
      this.waiting = rest;
      this.#grant(one);
    }
  }
  #grant(one) {
    this.held.push(one);
    queueMicrotask(() =>
      Promise.resolve(one.use({})).then((value) => {
        this.held = this.held.filter((other) => other !== one);
        one.done(value);
        this.#next();
      })
    );
  }
}
