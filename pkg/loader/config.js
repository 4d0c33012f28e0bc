// The configuration (embed contract §2): names, allowed values, and what is said about a wrong one.

const text = (value) => value;
const address = (value) => {
  try {
    return new URL(value, location.href).href.replace(/\/+$/, "");
  } catch {}
};
const origins = (value) => value.split(" ").every(address) && value;
const sides = { left: "start", right: "end", start: "start", end: "end" };

/** Key to what is allowed, in words; without a reader these are the values, the default first. Then the default. */
export const DATA = {
  bot: ["text", text],
  gateway: ["an address", address],
  flow: ["an address", address],
  accent: ["colour", (value) => CSS.supports("color", value) && value],
  heading: ["text", text],
  greeting: ["text", text],
  avatar: ["text", text],
  preload: ["intent idle open"],
  mode: ["bubble"],
  position: ["end start", (value) => sides[value], "end"],
  open: ["", text],
  theme: ["auto light dark"],
  locale: ["auto or tag", (value) => /^[a-z]+(-[a-z0-9]+)*$/i.test(value) && value, "auto"],
  startModule: ["text", text],
  pageUrl: ["path full off"],
  storage: ["local session none"],
  linkAllow: ["origins", origins],
  mediaAllow: ["origins", origins],
  nonce: ["text", text],
};

export const kebab = (key) => key.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/** A rejection with a stable `code`. */
export const reject = (code, message = code) => Promise.reject(Object.assign(new Error(message), { code }));

/** Dispatches `parlour:<name>` on the element. */
export const tell = (element, name, detail) =>
  element.dispatchEvent(new CustomEvent("parlour:" + name, { detail, bubbles: true, composed: true }));

/** One console warning and one event for a wrong value. */
export function warn(element, key, given, allowed, code = "config_invalid") {
  const message = `Parlour: ${kebab(key)} is ${given === undefined ? "missing" : `"${given}"`}; allowed: ${allowed}`;
  console.warn(message);
  tell(element, "error", { code, message, key, given, allowed });
}

/** One value of the element: what is given if it is allowed, else the default. */
export function read(element, key, complain) {
  const [allowed, reader, absent] = DATA[key];
  const words = allowed.split(" ");
  const given = element.getAttribute(kebab(key));
  const value = given === null ? given : reader ? reader(given) : words.includes(given) && given;
  if (value || value === "") return value;
  if (given !== null && complain) warn(element, key, given, allowed);
  return reader ? absent : words[0];
}
