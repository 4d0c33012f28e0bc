// The chat in a frame of the gateway, spoken with as if it were the wasm's glue.
//
// The page says hello to the frame's exact origin and hands it one end of a channel; nothing else is ever said over
// `window`. What goes over the channel stands in `server/frame/frame.js`, which is the other side.
import { KEYS, reject, tell } from "../loader/config.js";
import { wanted } from "../loader/language.js";
import { page as around } from "../loader/page.js";
import { token } from "../loader/proving.js";
import { behind } from "./behind.js";
import { ANSWER_MS, LOAD_MS, PROTOCOL } from "./limits.js";
import { follow, variables } from "./page.js";
import { adopt } from "./style.js";

/** What the frame has no use for: it is where it is, and stands as it is told. */
const OURS = ["id", "gateway", "flow", "open", "mode", "position", "preload", "nonce", "sound", "tabTitle", "locale", "debug"];
const NARROW = "(max-width: 480px)";

export function framed({ element, root, button, config }) {
  const origin = new URL(config.gateway).origin;
  const frame = document.createElement("iframe");
  const asked = new Map();
  const narrow = matchMedia(NARROW);
  const ends = [];
  let port;
  let given;
  let last = 0;
  let state = {};
  let before;
  let uncover;

  const say = (message) => port && port.postMessage(message);
  const ask = (verb, ...args) =>
    port
      ? new Promise((done, failed) => {
          asked.set(++last, { done, failed });
          say({ nth: last, verb, args });
        })
      : reject("destroyed");
  const endAsked = (code) => {
    for (const { failed } of asked.values()) failed(Object.assign(new Error(code), { code }));
    asked.clear();
  };

  /** Whether the window covers the page now; what is beside it is out of reach then. */
  const stand = () => {
    const covers = !frame.hidden && (element.mode === "fullscreen" || (narrow.matches && element.mode !== "inline"));
    if (covers === !!uncover) return;
    if (uncover) uncover();
    uncover = covers ? behind(frame) : undefined;
  };
  const show = (isShown) => {
    const had = root.activeElement === frame;
    frame.hidden = !isShown;
    stand();
    // The focus goes back to where it was: to the launcher, unless there is none to be seen.
    if (!isShown && had) (button.clientHeight ? button : before)?.focus();
  };

  /** Who the visitor is, as the page says by attribute or property: asked for whenever the frame needs it. */
  const source = () => element.userToken ?? element.getAttribute("user-token") ?? undefined;
  const prove = ({ proves, refused }) =>
    token(source(), refused).then(
      (token) => say({ proven: proves, token }),
      (error) => say({ proven: proves, error: String(error?.message ?? error) }),
    );

  const page = () => say({ page: around(config.pageUrl), width: innerWidth });
  const look = () => say({ look: { theme: element.theme, variables: variables(element) } });

  /** A window left open reopens on the next page of the tab: the loader looks for this. */
  const keep = (isOpen) => {
    try {
      const key = `parlour:open:${config.gateway}|${config.bot}`;
      if (config.storage === "none" || !isOpen) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, "1");
    } catch {
      // A page without storage.
    }
  };

  /** Lets the page change or stop what somebody says, and gives back what is left of it. */
  const letPass = ({ hold, name, messages }) => {
    const left = messages.map((message) => {
      const init = { detail: { message }, bubbles: true, composed: true, cancelable: true };
      return element.dispatchEvent(new CustomEvent("parlour:" + name, init)) ? message : null;
    });
    // A page may put into it what cannot be sent.
    say({ held: hold, messages: JSON.parse(JSON.stringify(left)) });
  };

  const hear = ({ data }) => {
    if (data.state) state = data.state;
    if (data.label) {
      button.setAttribute("aria-label", data.label);
      frame.title = data.label;
    }
    if (data.hold) letPass(data);
    if (data.proves) prove(data);
    if (data.nth) {
      const { done, failed } = asked.get(data.nth) || {};
      asked.delete(data.nth);
      if (data.error) failed?.(Object.assign(new Error(data.error.message), data.error));
      else done?.(data.value);
    }
    if (!data.event) return;
    if (data.event === "open" || data.event === "close") {
      show(data.event === "open");
      keep(data.event === "open");
    }
    tell(element, data.event, data.detail);
  };

  /** Says hello to what is in the frame now; a frame that was moved within the page has loaded anew. */
  const hello = (done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data.ready !== PROTOCOL) return;
      // What the frame of before was asked, nobody answers any more.
      endAsked("network");
      if (port) port.close();
      port = port1;
      port.onmessage = hear;
      look();
      if (element.open) ask("open", "config").catch(() => {});
      done();
    };
    const told = Object.fromEntries(KEYS.filter((key) => !OURS.includes(key)).map((key) => [key, given[key]]));
    const { strings, variables: values, profile, privacy, preChat } = given;
    const hello = {
      parlour: PROTOCOL,
      bot: config.bot,
      mode: element.mode === "inline" ? "inline" : "bubble",
      config: { ...told, locale: wanted(element), theme: element.theme },
      objects: { strings, variables: values, profile, privacy, preChat },
      page: around(config.pageUrl),
      width: innerWidth,
      proves: source() !== undefined,
      identified: config.identified,
    };
    frame.contentWindow.postMessage(JSON.parse(JSON.stringify(hello)), origin, [port2]);
  };

  const load = () =>
    new Promise((done, failed) => {
      let late = setTimeout(failed, LOAD_MS);
      const refused = ({ effectiveDirective, blockedURI }) => {
        if (/^(frame|child|default)-src/.test(effectiveDirective) && blockedURI.startsWith(origin)) failed();
      };
      document.addEventListener("securitypolicyviolation", refused);
      ends.push(() => document.removeEventListener("securitypolicyviolation", refused), () => clearTimeout(late), failed);
      frame.onload = () => {
        clearTimeout(late);
        late = setTimeout(failed, ANSWER_MS);
        hello(() => {
          clearTimeout(late);
          document.removeEventListener("securitypolicyviolation", refused);
          done();
        });
      };
      root.append(frame);
    });

  const leave = () => {
    endAsked("destroyed");
    for (const end of ends.splice(0)) end();
    if (uncover) uncover();
    uncover = undefined;
    if (port) port.close();
    port = undefined;
    frame.onload = null;
    frame.remove();
  };

  return {
    async mount(_, objects) {
      given = { ...objects, strings: element.strings };
      frame.hidden = true;
      frame.setAttribute("part", "window frame");
      frame.title = button.getAttribute("aria-label");
      // What the chat in it uses and nothing else: scripts and storage of its own, forms, links in new tabs, downloads.
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads");
      frame.allow = config.voice !== undefined ? `clipboard-write ${origin}; microphone ${origin}` : `clipboard-write ${origin}`;
      frame.referrerPolicy = "no-referrer";
      frame.src = `${config.gateway}/frame/${encodeURIComponent(config.bot)}`;
      ends.push(adopt(root), follow(page));
      for (const scheme of [narrow, matchMedia("(prefers-color-scheme: dark)")]) {
        const changed = () => (stand(), look(), page());
        scheme.addEventListener("change", changed);
        ends.push(() => scheme.removeEventListener("change", changed));
      }
      try {
        await load();
      } catch {
        leave();
        return reject("wasm_refused");
      }
      return 1;
    },
    unmount: leave,
    open(_, why) {
      page();
      if (frame.hidden) before = document.activeElement;
      show(true);
      if (why !== "config" && why !== "rule") frame.focus();
      return ask("open", typeof why === "string" ? why : "api");
    },
    close: (_, why) => ask("close", typeof why === "string" ? why : "api"),
    async send(_, text, isSilent) {
      page();
      return ask("send", text, isSilent);
    },
    act: (_, kind, value) => {
      // An option has changed; the frame takes how the page looks.
      if (kind.startsWith(":")) return look();
      page();
      return ask(kind, /^(set|identify)/.test(kind) ? JSON.parse(value) : value);
    },
    state: () => state,
    stand() {
      stand();
      ask("stand", element.mode === "inline" ? "inline" : "bubble");
    },
    speak: (_, tag, isRtl, file, strings) => say({ speak: { locale: tag, strings: strings && JSON.parse(JSON.stringify(strings)) } }),
    /** Stands for the part that writes transcripts: the frame has the conversation. */
    transcript: { whole: () => [], written: (form) => ask("transcript", form) },
    /** The language's own file, which the frame may fetch where the page may not. */
    words: async (tag) => (port ? ((await ask("words", tag)) ?? {}) : {}),
  };
}
