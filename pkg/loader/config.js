// The configuration (embed contract §2), as far as it is needed before the chat is: names and defaults.
// What a value may be, and what is said about a wrong one, stands in check.js, which comes with the chat.

/** Key to its default; empty where there is none, `false` where being there is all. Each is an attribute and a property. */
export const DEFAULTS = {
  preload: "intent",
  mode: "bubble",
  position: "end",
  theme: "auto",
  pageUrl: "path",
  storage: "local",
  sound: "off",
  tabTitle: "off",
  consent: "on-open",
  input: "auto",
  open: false,
  voice: false,
  exposeContent: false,
  debug: false,
};
for (const key of "id bot gateway flow accent heading greeting avatar startModule linkAllow mediaAllow nonce locale".split(" ")) {
  DEFAULTS[key] = "";
}
export const KEYS = Object.keys(DEFAULTS);

export const kebab = (key) => key.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/** A rejection with a stable `code`. */
export const reject = (code, message = code) => Promise.reject(Object.assign(new Error(message), { code }));

/** Dispatches `parlour:<name>` on the element. */
export const tell = (element, name, detail) =>
  element.dispatchEvent(new CustomEvent("parlour:" + name, { detail, bubbles: true, composed: true }));

/** One value of the element, as it is given; the default where nothing is. */
export const read = (element, key) => element.getAttribute(kebab(key)) || DEFAULTS[key];
