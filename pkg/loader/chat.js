// What stands behind the launcher: the verbs, and the way from the element's attributes to the running chat.
// Fetched with the first sign of intent, or when a page's configuration asks for more than a launcher.
import { attend } from "./attend.js";
import { check, checked, give, tables } from "./check.js";
import { kebab, KEYS, reject } from "./config.js";
import { contrast } from "./contrast.js";
import { icon } from "./icon.js";
import { follow, wanted } from "./language.js";
import { line } from "./line.js";
import { mark, page, place, telling } from "./page.js";
import { tabs } from "./tabs.js";
import { unsent } from "./unsent.js";
import { verbs } from "./verbs.js";

const CHEVRON = "m6 9.5 6 6 6-6";
const STYLE =
  "svg{inline-size:50%;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}[aria-expanded=true] i,[aria-expanded=false] svg{display:none}";
const SIDES = { left: "start", right: "end" };
const quiet = () => {};

let shared;
const style = () => {
  if (!shared) (shared = new CSSStyleSheet()).replaceSync(STYLE);
  return shared;
};

/** What is wrong is said by a part, which is fetched where something is. */
const helping = (door) => (...what) => door.part("help").then((part) => part.help(...what), () => {});
/** What checks the configuration of an element. */
export const checking = (door) => (element) => check(element, helping(door));

/**
 * Gives `meet(self)`, which makes the verbs of one element. `self` is what the loader knows: `{element, chat,
 * config, root, button, busy(isBusy), failed(error)}`.
 *
 * An element that stands in a frame of its own has `inside`: what the frame knows of the page around it.
 *
 * @param {{glue: object, door: object, start: () => Promise<unknown>, ladder: (config: object) => Promise<object>,
 *   prepare: (element: HTMLElement, config: object) => Promise<void>}} files the wasm's glue, where parts and
 *   languages come from, what runs the wasm, what stands where that may not (pkg/frame/ladder.js), and what a page's
 *   own bot needs before.
 */
export const meeting = ({ glue, door: files, start, ladder, prepare }) => (self) => {
  const { element, chat, root, button, busy, failed } = self;
  const { gateway } = self.config;
  const config = Object.assign(self.config, checking(files)(element), { gateway });
  const ends = [];
  const isFramed = element.mode === "frame";
  // Such a page may fetch nothing else.
  const door = isFramed ? { part: (name) => ladder(config).then((rungs) => rungs.part(name)), words: async () => ({}) } : { ...files };
  /** What the chat is run by: the wasm's glue, or what speaks with the frame as that does. */
  let by = glue;
  if (element.inside) element.inside.words = door.words;
  let key;
  let loading;
  /** What ends with the running chat. */
  const running = [];
  /** What is asked in the network's place, where a builder looks on (`debug`). */
  let tapped;
  const asks = (request, heard) => line(tapped ? { ...request, server: tapped } : request, heard);
  /** The line, as it is asked. */
  let says = asks;
  let looking;
  let whose;
  let isGone = false;
  let isWanted = false;
  let isReflecting = false;

  /** The page; in a frame, the one around it. */
  const around = () => element.inside?.page() ?? page(config.pageUrl);

  /** The line, with what the page tells beside a message or at a start. */
  const ask = ({ tellsPage, profile, variables, ...request }, heard) => {
    const user_profile = tellsPage ? { ...profile, web: around() } : profile;
    const body = request.body && telling(request.body, { user_profile, user_cvars: variables });
    const start = (done) =>
      says({ ...request, body }, (...told) => {
        done();
        heard(...told);
      });
    // Of all that is asked, messages have an order that more than one tab makes.
    return group && request.method === "POST" && request.url.endsWith("/messages/") ? group.turn(start) : start(quiet);
  };

  /** The messages that wait. */
  let rows;

  /** The tabs of this browser with the same conversation. */
  let group;
  const leaveGroup = () => {
    group?.leave();
    attention.among((group = undefined));
  };
  /** Joins those of a conversation, or leaves them: `null`. Gives what tells them something. */
  const join = (conversation, heard) => {
    leaveGroup();
    if (conversation === null) return;
    const { bot, storage } = config;
    const own = tabs(`${gateway}|${bot}|${conversation}`, storage === "local", (told) => {
      let is;
      try {
        is = heard(told);
      } finally {
        // It does nothing any more: what it had to send is for the others.
        if (!is) rows?.("end");
      }
      if (!told.left) return is;
      attention.forget();
      // What all tabs share, that one has emptied; what it cannot reach is this one's.
      try {
        for (const key of Object.keys(sessionStorage)) {
          if (key.startsWith("parlour:") && (key + "|").includes(`${gateway}|${bot}|`)) sessionStorage.removeItem(key);
        }
      } catch {}
    });
    attention.among((group = own));
    return own.tell;
  };

  const act = (kind) => by.act(key, kind, "");

  /** Takes the running chat off; the next act begins with what the browser holds then. */
  const quit = async () => {
    await close("api");
    drop();
  };
  const drop = () => {
    end();
    key = loading = undefined;
    reflect(false);
  };
  const end = () => {
    for (const end of running.splice(0)) end();
  };

  /** Whose chat it is, where a page says or said so; a frame finds out for itself. */
  const known = () =>
    (whose ||= files.part("identity").then((part) => {
      const own = part.identity({ element, chat, config, line: asks, act, isRunning: () => !!key, quit, wipe: () => unsent(config)("wipe") });
      says = own.line;
      ends.push(own.close);
      return own;
    }).catch((error) => {
      whose = undefined;
      throw error;
    }));
  const settle = async () => {
    if (!isFramed && (whose || element.userToken || element.hasAttribute("user-token") || attention.was("who"))) await (await known()).arrive();
  };

  /** The verb. Not in a frame, of which the gateway cannot tell whose page holds it. What cannot be had is asked for again. */
  const debug = async (given) => {
    if (!element.debug || isFramed || element.inside || by !== glue) return reject("debug_refused");
    looking ||= files.part("debug").then((part) => part.debug({ element, chat, config, root, part: files.part, tap: (server) => (tapped = server) })).then((own) => {
      // The chat may have been taken off the page meanwhile.
      if (isGone) own.leave();
      ends.push(own.leave);
      return own;
    });
    try {
      return (await looking).control(given);
    } catch (error) {
      if (!/^(de|f)/.test(error.code)) looking = undefined;
      throw error;
    }
  };

  /** Resolves when the chat runs. A failure is told, and the next call tries again. */
  const load = () => {
    if (loading) return loading;
    // Such a page may ask no server: its requests carry no name that one could know.
    if (window.origin === "null" && !config.flow) return failed({ code: "origin_refused", said: "The chat needs a page with an origin." });
    // Where only a verb wants it, no window comes.
    busy(isWanted);
    return (loading = (isFramed ? Promise.reject() : start().then(() => prepare(element, config)).then(() => element.debug && debug().catch(quiet)).then(settle))
      .catch((error) => ladder(config).then((rungs) => rungs.descend({ ...self, door, ends, error })).then((frame) => (by = frame)))
      .then(async () => {
        if (isGone) return;
        const hooks = { line: ask, tabs: join, rows: (heard) => (rows = unsent(config, heard)), page: () => mark(element.inside?.page() ?? place(config.pageUrl)), hears: attention.published };
        const mounted = await by.mount(element, { ...config, ...tables(element), ...element.inside, ...hooks }, door);
        running.push(() => by.unmount(mounted));
        if (isGone) return end();
        key = mounted;
        const speak = (...tongue) => {
          by.speak(key, ...tongue);
          attention.speak();
        };
        running.push(follow(element, door, speak));
        busy(false);
      })
      .catch((error) => {
        loading = undefined;
        isWanted = false;
        return failed(error);
      })
      .then(() => (isGone ? reject("destroyed") : undefined)));
  };

  const open = (why) => {
    isWanted = true;
    return load().then(() => {
      if (!isWanted) return;
      element.hidden = false;
      return by.open(key, why);
    });
  };

  const close = async (why) => {
    isWanted = false;
    if (key) await by.close(key, why);
    // A window that is a piece of the page does not close.
    isWanted = element.open;
  };

  const reflect = (open) => {
    isWanted = open;
    isReflecting = true;
    element.toggleAttribute("open", open);
    isReflecting = false;
    button.setAttribute("aria-expanded", open);
  };

  // Left and right are accepted; the attribute then carries the logical word, which the styles know.
  const side = () => {
    const word = SIDES[element.getAttribute("position")];
    if (word) element.setAttribute("position", word);
  };

  /** What a page that comes back had still to send, another one may have sent: it goes on with what the browser holds. */
  const back = () => {
    const [was, ran] = [isWanted, key];
    if (!rows?.("wasAside")) return;
    group?.check();
    drop();
    if (was) open("config").catch(quiet);
    // Its window was closed, and the conversation went on.
    else if (ran) load().then(() => act("renew")).catch(quiet);
  };

  button.setAttribute("aria-controls", "window");
  button.firstChild.append(icon(CHEVRON));
  if (!root.adoptedStyleSheets.includes(style())) root.adoptedStyleSheets = [...root.adoptedStyleSheets, style()];
  for (const name of ["keydown", "keyup", "keypress"]) button.addEventListener(name, (event) => event.stopPropagation());
  for (const is of [true, false]) ends.push(chat.on(is ? "open" : "close", () => reflect(is)));
  // origin_refused, not_found, unreadable: what the server says of a chat that is set up wrong.
  ends.push(chat.on("error", ({ code }) => /^[ou]|t_f/.test(code) && helping(door)(config, code)));
  side();
  const relook = contrast(element, root, button, ends);
  ends.push(end);
  const claimed = (who) => known().then((own) => own.changed(who)).catch(() => {});
  const attention = attend({ element, chat, config, root, button, door, open, close, back, ends, claimed });
  const left = () => {
    attention.forget();
    config.identified = undefined;
    element.removeAttribute("user-token");
    if (typeof element.userToken === "string") element.userToken = undefined;
    if (whose) whose.then((own) => own.left());
  };

  return {
    open,
    close,
    toggle: (why) => (isWanted ? close : open)(why),
    async show() {
      element.hidden = false;
    },
    async hide() {
      await close();
      element.hidden = true;
    },
    ...verbs(() => by, door, () => load().then(() => key), { element, left }),
    debug,
    /** A frame does it itself, and is told when it comes. */
    async identify(given = {}) {
      config.identified = given;
      if (!isFramed && by === glue) return (await known()).identify(given);
      if (loading) return load().then(() => by.act(key, "identify", JSON.stringify(given)));
    },
    /** What of the configuration is given takes effect at once; another bot is a fresh start. */
    async update(partial) {
      const before = element.bot + element.gateway;
      give(element, partial, helping(files));
      if (before === element.bot + element.gateway) return "userToken" in partial ? this.identify() : undefined;
      const { parentNode, nextSibling } = element;
      element.remove();
      await 0;
      parentNode.insertBefore(element, nextSibling);
    },
    state() {
      const now = (key && by.state(key)) || {};
      return { ...now, ready: !!now.conversation, unread: attention.unread(), locale: wanted(element) };
    },
    /** An attribute of the element has changed. */
    changed(name) {
      if (name === "open") return isReflecting ? undefined : void (element.open ? open : close)("api").catch(() => {});
      checked(element, KEYS.find((key) => kebab(key) === name));
      side();
      relook();
      if (key) by.act(key, ":" + name, `${element[name]}`);
      if (name !== "mode") return;
      if (key) by.stand(key);
      if (/^(inline|fullscreen)$/.test(element.mode)) open("config").catch(() => {});
      attention.stand();
    },
    leave() {
      isGone = true;
      for (const end of ends.reverse()) end();
    },
  };
};
