// What calls the visitor from beside the page: the launcher's badge, the teaser next to it, and, where the page asks
// for them, the tab's title and a sound. Drawn beside the window, not in it, so it has no `draw`.
import { attention as english } from "../words/en.js";

export { english as words };

/** Milliseconds between two tunes: a bot that says five things at once is heard once. */
const QUIET_MS = 3_000;
/** The two tones, in hertz, and how long each is heard, in seconds. */
const TONES = [660, 880];
const TONE_S = 0.12;

export const css = `
:host{--_tease-bg:var(--parlour-surface,#fff);--_tease-text:var(--parlour-text,#17211d);--_tease-line:#dfe6e2;--_tease-hover:#f0f4f2}
:host([theme=dark]){--_tease-bg:var(--parlour-surface,#151b18);--_tease-text:var(--parlour-text,#e9efec);--_tease-line:#2d3833;--_tease-hover:#232c28}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){--_tease-bg:var(--parlour-surface,#151b18);--_tease-text:var(--parlour-text,#e9efec);--_tease-line:#2d3833;--_tease-hover:#232c28}}
[part=badge]{position:absolute;inset-block-start:-6px;inset-inline-end:-6px;box-sizing:border-box;min-inline-size:24px;block-size:24px;padding-inline:6px;border:2px solid var(--_tease-bg);border-radius:12px;background:var(--parlour-danger,#b3261e);color:#fff;font:700 12px/20px var(--parlour-font,inherit);font-family:var(--parlour-font,system-ui,sans-serif);font-variant-numeric:tabular-nums;text-align:center;animation:tease .18s ease-out}
[part=badge]:empty{display:none}
[part=teaser]{all:initial;box-sizing:border-box;position:fixed;z-index:var(--parlour-z,2147483000);inset-block-end:calc(var(--parlour-launcher-size,60px) + 12px + env(safe-area-inset-bottom,0px));inset-inline:var(--_side,auto 0);margin:var(--parlour-offset,20px);max-inline-size:min(300px,calc(100vw - 40px));display:flex;align-items:flex-start;overflow:hidden;border:1px solid var(--_tease-line);border-radius:var(--parlour-radius,20px);border-end-end-radius:6px;background:var(--_tease-bg);color:var(--_tease-text);font-family:var(--parlour-font,inherit);font-size:var(--parlour-font-size,15px);line-height:1.45;box-shadow:0 1px 2px rgb(10 25 18/.08),0 8px 24px rgb(10 25 18/.16);animation:tease .18s cubic-bezier(.2,.8,.2,1)}
:host([position=start]) [part=teaser]{border-end-end-radius:var(--parlour-radius,20px);border-end-start-radius:6px}
[part=teaser] button{all:unset;box-sizing:border-box;cursor:pointer}
[part=teaser] .say{flex:1;min-block-size:44px;padding-block:12px;padding-inline:16px 4px;overflow-wrap:anywhere;text-wrap:pretty}
[part=teaser] .dismiss{flex:none;display:grid;place-items:center;inline-size:44px;block-size:44px}
[part=teaser] .dismiss::before,[part=teaser] .dismiss::after{content:"";grid-area:1/1;inline-size:13px;block-size:2px;border-radius:1px;background:currentColor;opacity:.65;rotate:45deg}
[part=teaser] .dismiss::after{rotate:-45deg}
[part=teaser] button:hover{background:var(--_tease-hover)}
[part=teaser] button:focus-visible{outline:3px solid var(--_edge,var(--_accent));outline-offset:-3px;border-radius:18px}
.told{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@keyframes tease{from{opacity:0;transform:translateY(8px)}}
@media (prefers-reduced-motion:reduce){[part=badge],[part=teaser]{animation:none}}
@media (forced-colors:active){[part=badge]{border-color:Canvas;background:Highlight;color:HighlightText;forced-color-adjust:none}[part=teaser]{border-color:CanvasText}[part=teaser] .dismiss::before,[part=teaser] .dismiss::after{forced-color-adjust:none;background:ButtonText;opacity:1}}
@media print{[part=teaser]{display:none}}`;

let shared;
const style = () => {
  if (!shared) (shared = new CSSStyleSheet()).replaceSync(css);
  return shared;
};

const el = (name, attributes) => {
  const node = document.createElement(name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  return node;
};

/** The sentence for `n`, in the page's language. */
const counted = (words, locale, key, n) => {
  const forms = words[key] ?? english[key];
  const form = typeof forms === "string" ? forms : (forms[new Intl.PluralRules(locale).select(n)] ?? forms.other);
  return form.replace("{n}", new Intl.NumberFormat(locale).format(n));
};

/**
 * Draws beside one launcher.
 *
 * @param {{element: HTMLElement, root: ShadowRoot, button: HTMLButtonElement, id: string,
 *   open(reason: string): Promise<void>}} self
 * @param {{words: object, locale: string}} said `words` are those of the language and of the page.
 */
export function attention({ element, root, button, id, open }, { words, locale }) {
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, style()];
  const told = el("div", { class: "told", role: "status" });
  const badge = el("span", { part: "badge", id: "badge", role: "img" });
  root.append(told);
  let teaser;
  let shown = [];
  const leader = leading(id);
  const title = titling();

  const tease = (text, answered = () => {}) => {
    teaser?.remove();
    teaser = undefined;
    told.textContent = text ?? "";
    if (!text || element.open) return;
    teaser = el("div", { part: "teaser" });
    const say = el("button", { type: "button", class: "say", dir: "auto" });
    const dismiss = el("button", { type: "button", class: "dismiss" });
    say.textContent = text;
    say.onclick = () => {
      answered();
      open("visitor").catch(() => {});
    };
    dismiss.onclick = () => {
      answered();
      tease();
      button.focus({ preventScroll: true });
    };
    for (const name of ["keydown", "keyup", "keypress"]) {
      teaser.addEventListener(name, (event) => {
        event.stopPropagation();
        if (name === "keydown" && event.key === "Escape") dismiss.click();
      });
    }
    teaser.append(say, dismiss);
    // Before the launcher, so that Tab meets it first.
    button.before(teaser);
    name();
  };
  const name = () => teaser?.lastChild.setAttribute("aria-label", words.dismiss ?? english.dismiss);

  return {
    /** Says it all in another language from now on; a title that calls stays as it called. */
    speak(said) {
      ({ words, locale } = said);
      name();
      if (badge.isConnected) this.badge(...shown);
    },
    /** Shows how many messages were not read; none takes the badge away. `most` is what is counted at most. */
    badge(count, most) {
      shown = [count, most];
      if (!count) {
        badge.remove();
        button.removeAttribute("aria-labelledby");
        title.end();
        return;
      }
      badge.textContent = count < most ? new Intl.NumberFormat(locale).format(count) : `${most - 1}+`;
      badge.setAttribute("aria-label", counted(words, locale, "unread", count));
      if (!badge.isConnected) button.append(badge);
      // What is seen on a control is in its name; the button's own, in whatever language, comes first.
      button.id = "launcher";
      button.setAttribute("aria-labelledby", "launcher badge");
    },
    /** Says `text` beside the launcher, nothing takes it away. `answered` is called when the visitor acts on it. */
    tease,
    /** Calls a visitor who looks elsewhere, from one tab; `isOne`: this one was chosen already. */
    async call(count, { sound, tabTitle, isOne }) {
      if (!document.hidden || !(isOne || (await leader.claim()))) return;
      if (tabTitle === "on") title.begin(counted(words, locale, "tabTitle", count));
      if (sound === "on") leader.play();
    },
    leave() {
      leader.end();
      title.end();
      tease();
      told.remove();
      badge.remove();
      button.removeAttribute("aria-labelledby");
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== style());
    },
  };
}

/** Of all tabs with this chat one calls: the first that wants to, until it is closed. Where there are no locks, each. */
function leading(id) {
  let context;
  let isLeader = !navigator.locks;
  let last = -QUIET_MS;
  let release = () => {};
  return {
    /** Resolves to whether this tab may call. */
    claim: () =>
      new Promise((done) => {
        if (isLeader) return done(true);
        navigator.locks.request(`parlour:call:${id}`, { ifAvailable: true }, (lock) => {
          isLeader = !!lock;
          done(isLeader);
          return lock && new Promise((end) => (release = end));
        }).catch(() => done(true));
      }),
    play() {
      if (performance.now() - last < QUIET_MS || !window.AudioContext) return;
      last = performance.now();
      context ??= new AudioContext();
      TONES.forEach((pitch, nth) => {
        const [tone, loudness] = [context.createOscillator(), context.createGain()];
        const from = context.currentTime + nth * TONE_S;
        tone.frequency.value = pitch;
        loudness.gain.setValueAtTime(0.08, from);
        loudness.gain.exponentialRampToValueAtTime(0.0001, from + TONE_S);
        tone.connect(loudness).connect(context.destination);
        tone.start(from);
        tone.stop(from + TONE_S);
      });
    },
    end() {
      release();
      context?.close();
    },
  };
}

/** The tab's title, for as long as the tab is not looked at and the page gives it no other. */
function titling() {
  let before;
  let ours;
  const end = () => {
    document.removeEventListener("visibilitychange", end);
    if (ours !== undefined && document.title === ours) document.title = before;
    ours = undefined;
  };
  return {
    begin(text) {
      if (document.title !== ours) before = document.title;
      document.title = ours = text;
      document.addEventListener("visibilitychange", end);
    },
    end,
  };
}
