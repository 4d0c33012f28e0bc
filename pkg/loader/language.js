// Which language the chat speaks: the element's `locale`, then the page's, then the browser's, all of them
// followed while the chat is there. And the page's own wording, `strings`.
import { objects, warn } from "./check.js";

/** Whether a language we have is written from right to left; `tag` in canonical form. */
export const isRtl = (tag) => /^(ar|fa|he|ur)\b/.test(tag);

/** Milliseconds for which a first window waits for its language: its words should not change while they are read. */
const WAIT_MS = 300;

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" || (isPlain(value) && Object.values(value).every(isText));

/** The tag that is wanted now. */
export const wanted = (element) => {
  const given = element.getAttribute("locale");
  const tag = given && given !== "auto" ? given : document.documentElement.lang || navigator.language;
  try {
    return Intl.getCanonicalLocales(tag)[0] || "en";
  } catch {
    return "en";
  }
};

const isEnglish = (tag) => /^en\b/.test(tag);

/** Fetches the language the first chat will want, and returns when it is there, or has taken too long. */
export function ahead(door) {
  const tag = wanted(document.querySelector("parlour-chat") || document.documentElement);
  if (isEnglish(tag)) return;
  return Promise.race([door.words(tag).catch(() => {}), new Promise((done) => setTimeout(done, WAIT_MS))]);
}

/** Has one chat speak; returns what ends it. */
export function follow(element, door, speak) {
  let strings;
  let shown = ["en"];
  let last;

  const say = () => speak(shown[0], isRtl(shown[0]), shown[1], strings);
  const look = () => {
    const tag = wanted(element);
    if (tag === last) return;
    last = tag;
    const show = (file) => {
      if (tag !== last) return;
      shown = file || isEnglish(tag) ? [tag, file] : ["en"];
      say();
    };
    if (isEnglish(tag)) show();
    // What cannot be fetched is said in English, and asked for again when the language next changes.
    else door.words(tag).then(show, () => show());
  };
  const reword = (value) => {
    const isKnown = value === undefined || value === null || isText(value);
    if (!isKnown || typeof value === "string") return warn(element, "strings", value, "object of texts");
    strings = value || undefined;
  };

  reword(objects(element).strings);
  Object.defineProperty(element, "strings", {
    configurable: true,
    get: () => strings,
    set(value) {
      reword(value);
      say();
    },
  });
  say();
  look();
  const watch = new MutationObserver(look);
  watch.observe(element, { attributeFilter: ["locale"] });
  watch.observe(document.documentElement, { attributeFilter: ["lang"] });
  return () => {
    watch.disconnect();
    delete element.strings;
    if (strings) element.strings = strings;
  };
}
