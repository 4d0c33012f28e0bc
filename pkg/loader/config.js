// The configuration (embed contract §2), as far as it is needed before the chat is: names and values.
// What is said about a wrong one stands in check.js, which comes with the chat.

/** Key to its values, the default first; empty where any text may stand. Each is an attribute and a property. */
export const OPTIONS = {
  preload: "intent idle open",
  mode: "bubble inline fullscreen frame",
  position: "end start right left",
  theme: "auto light dark",
  pageUrl: "path full off",
  storage: "local session none",
  sound: "off on",
  tabTitle: "off on",
  consent: "on-open required granted",
  input: "auto always choices-only",
};
for (const key of "bot gateway flow accent heading greeting avatar open startModule linkAllow mediaAllow nonce locale voice".split(" ")) {
  OPTIONS[key] = "";
}
export const KEYS = Object.keys(OPTIONS);
/**
 * What is no attribute: the id, and objects, which are properties or keys of the element's JSON child. And what other
 * tools write on any script tag, which is theirs.
 */
export const OBJECTS = /^(id|strings|rules|variables|profile|privacy|preChat|turbo.*|cf.*)$/;

export const kebab = (key) => key.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/** A rejection with a stable `code`. */
export const reject = (code, message = code) => Promise.reject(Object.assign(new Error(message), { code }));

/** Dispatches `parlour:<name>` on the element. */
export const tell = (element, name, detail) =>
  element.dispatchEvent(new CustomEvent("parlour:" + name, { detail, bubbles: true, composed: true }));

/** Whether the element has a value that is none of those of a closed list. */
export const isWrong = (element, key) => {
  const given = element.getAttribute(kebab(key));
  return OPTIONS[key] && given !== null && !OPTIONS[key].split(" ").includes(given);
};

/** One value of the element: what is given if it is allowed, else the default; "" where there is none. */
export const read = (element, key) =>
  (!isWrong(element, key) && element.getAttribute(kebab(key))) || OPTIONS[key].split(" ")[0];
