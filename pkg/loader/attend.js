// What goes on around a chat's window: the count of what was not read, the element's states, and the parts that
// are fetched for what few pages need: the badge and the teaser, rules, and a window that covers the page.
import { objects, warn } from "./check.js";
import { tell } from "./config.js";
import { wanted } from "./language.js";

/** Unread messages that are counted; the badge shows one less and a plus. */
const MOST = 100;
/** Where a window in mode `bubble` covers the page: `NARROW_PX` of the widget's limits.rs. */
const NARROW = "(max-width: 480px)";
/** One for each element, for an element gives its internals once. */
const internals = new WeakMap();

const state = (element, name, is) => {
  try {
    if (!internals.has(element)) internals.set(element, element.attachInternals());
    internals.get(element).states[is ? "add" : "delete"](name);
  } catch {
    // A browser that knows no states of elements.
  }
};

export function attend({ element, chat, config, root, button, door, open, close, back, ends, claimed }) {
  const id = `${config.gateway}|${config.bot}`;
  const key = (name) => `parlour:${name}:${id}`;
  const KEY = key("unread");
  const narrow = matchMedia(NARROW);
  let isGone = false;
  let unread = 0;
  let covering;
  let drawing;
  let watching;
  /** The tabs with the same conversation, once there is one. */
  let group;

  const area = () => {
    try {
      return config.storage === "none" ? undefined : window[config.storage + "Storage"];
    } catch {}
  };
  const read = (key) => {
    try {
      return area()?.getItem(key) ?? undefined;
    } catch {}
  };
  const tab = (key) => {
    try {
      return sessionStorage.getItem(key);
    } catch {}
  };
  /** Only after an act: nothing is written before. */
  const write = (key, value) => {
    try {
      if (value) area()?.setItem(key, value);
      else area()?.removeItem(key);
    } catch {}
  };

  const said = () => {
    const locale = wanted(element);
    return door.words(locale).catch(() => {}).then((words) => ({ words: { ...words, ...objects(element).strings }, locale }));
  };

  /** The badge and the teaser, once something is to be shown. */
  const draw = () =>
    (drawing ||= Promise.all([door.part("attention"), said()]).then(
      ([part, now]) => {
        const drawn = part.attention({ element, root, button, id, open }, now);
        // The chat may have been taken off the page meanwhile.
        if (isGone) drawn.leave();
        else ends.push(drawn.leave);
        return isGone ? undefined : drawn;
      },
      () => (drawing = undefined),
    ));
  const drawn = (use) => void draw().then((drawn) => drawn && use(drawn));

  const show = () => {
    state(element, "unread", unread > 0);
    if (unread || drawing) drawn((drawn) => drawn.badge(unread, MOST));
  };
  const count = (now) => {
    if (unread === now) return;
    unread = Math.min(now, MOST);
    tell(element, "unread", { count: unread });
    show();
  };

  /** What is done to the page while the window covers it; on phones, Back closes. */
  const stand = () => {
    const covers = element.open && !element.inside && (element.mode === "fullscreen" || (narrow.matches && element.mode !== "inline"));
    if (covers && !covering) {
      const isPhone = narrow.matches;
      covering = door.part("cover").then((part) => part.cover({ root, isPhone, close: () => close("visitor") }), () => () => {});
    } else if (!covers && covering) {
      covering.then((end) => end());
      covering = undefined;
    }
  };

  /** Rules are looked at as long as the window is closed. */
  const rule = (rules) => {
    if (watching) watching.then((end) => end());
    watching = undefined;
    if (!rules?.length) return;
    watching = door.part("rules").then(
      (part) =>
        part.watch({
          rules,
          element,
          place: `${config.gateway}/api/webchat/bot/${config.bot}/config`,
          kept: { read: () => read(key("rules")), write: (value) => write(key("rules"), value) },
          refuse: (given, allowed) => warn(element, "rules", given, allowed),
          open: () => open("rule"),
          tease: (text, answered) => drawn((drawn) => drawn.tease(text, answered)),
        }),
      () => () => {},
    );
  };

  // What the page says goes, also where it says that there are none. The server's rules are known from the first act
  // on, by what the window asks for anyway, and are kept for later pages: asking earlier is not allowed.
  let given = read(key("given"));
  const kept = () => {
    try {
      return JSON.parse(given);
    } catch {}
  };
  const keep = () => chat.state().consent === "granted" && write(key("given"), given);
  const published = ({ rules: now = [] }) => {
    const before = given;
    given = now.length ? JSON.stringify(now) : undefined;
    keep();
    if (!rules && given !== before) rule(now);
  };

  /** Whether the visitor wants no sound; the other tabs' choice where this one has none. */
  let muted;
  Object.defineProperty(element, "muted", {
    configurable: true,
    get: () => muted ?? !!read(key("muted")),
    set(value) {
      muted = !!value;
      write(key("muted"), value && "1");
    },
  });

  let rules = objects(element).rules;
  Object.defineProperty(element, "rules", {
    configurable: true,
    get: () => rules,
    set(value) {
      rules = value || undefined;
      rule(rules || kept());
    },
  });

  const heard = (event) => {
    if (event.storageArea !== area()) return;
    if (event.key === KEY) count(Number(event.newValue) || 0);
    if (event.key === key("who")) claimed(event.newValue);
  };
  addEventListener("storage", heard);
  addEventListener("pageshow", back);
  narrow.addEventListener("change", stand);
  ends.push(
    chat.on("message", async ({ direction }) => {
      if (direction !== "in") return;
      // Of tabs that share what is kept one counts and calls, and only what is seen in none.
      const shares = group && config.storage === "local";
      if (shares && !element.open && (!group.leads() || !(await group.unseen()))) return;
      // Another tab may have counted it before it heard that it is seen here.
      if (element.open) return write(KEY);
      count(unread + 1);
      write(KEY, String(unread));
      const { tabTitle, muted } = element;
      const sound = muted ? "off" : element.sound;
      if (sound === "on" || tabTitle === "on") drawn((drawn) => drawn.call(unread, { sound, tabTitle, isOne: shares }));
    }),
    chat.on("open", () => {
      count(0);
      write(KEY);
      group?.shows(true);
      drawing?.then((drawn) => drawn?.tease());
      stand();
    }),
    chat.on("close", () => {
      group?.shows(false);
      stand();
    }),
    chat.on("consent", keep),
    chat.on("connection", ({ state: now }) => state(element, "offline", now === "offline")),
    chat.on("typing", ({ active }) => state(element, "typing", active)),
    chat.on("handover", ({ state: now }) => state(element, "handover", now === "waiting" || now === "agent")),
    () => {
      isGone = true;
      removeEventListener("storage", heard);
      removeEventListener("pageshow", back);
      narrow.removeEventListener("change", stand);
      if (watching) watching.then((end) => end());
      if (covering) covering.then((end) => end());
      delete element.muted;
      delete element.rules;
      if (rules) element.rules = rules;
      for (const name of ["offline", "typing", "unread", "handover"]) state(element, name, false);
    },
  );

  unread = Math.min(Number(read(KEY)) || 0, MOST);
  show();
  rule(rules || kept());
  /** The visitor is gone from this browser; what was stored of them, the chat takes away itself. */
  const forget = () => {
    count(0);
    given = muted = undefined;
  };
  /** The language, or what the page words itself, is another. */
  const speak = () => drawing && said().then((now) => drawn((drawn) => drawn.speak(now)));
  /** What lies here under a name, of this tab or of all. */
  const was = (name) => read(key(name)) || (config.storage === "local" && tab(key(name)));
  /** Those tabs, or none any more. */
  const among = (tabs) => {
    group = tabs;
    group?.shows(element.open);
  };
  return { was, among, unread: () => unread, stand, published, forget, speak };
}
