// What is said about a wrong value of the configuration (embed contract §2), once it is known what is right.
import { kebab, KEYS, tell } from "./config.js";

const CHILD = ':scope > script[type="application/json"]';

const LISTS = ["preChat"];
const TABLES = ["variables", "profile", "privacy"];
/** What is no attribute: properties, or keys of the element's JSON child. */
export const OBJECTS = ["strings", "rules", "userToken", ...TABLES, ...LISTS];
/** What other tools write on any script tag is theirs. */
const OTHERS = /^(turbo|cf)/;

/** Key to its values where not any text may stand, the default first. */
export const CHOICES = {
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

/** Children that have been complained of. */
const refused = new WeakSet();

const isAddress = (value) => {
  try {
    return !!new URL(value, location.href);
  } catch {
    return false;
  }
};
const areOrigins = (value) => value.split(" ").every(isAddress);

/** Of texts that may not be any: what is allowed, in words, and whether a value is. */
const TEXTS = {
  gateway: ["an address", isAddress],
  flow: ["an address", isAddress],
  accent: ["colour", (value) => CSS.supports("color", value)],
  locale: ["auto or tag", (value) => /^[a-z]+(-[a-z0-9]+)*$/i.test(value)],
  linkAllow: ["origins", areOrigins],
  mediaAllow: ["origins", areOrigins],
};

/** One console warning and one event for a wrong value. */
export function warn(element, key, given, allowed, code = "config_invalid") {
  const message = `Parlour: ${kebab(key)} is ${given === undefined ? "missing" : `"${given}"`}; allowed: ${allowed}`;
  console.warn(message);
  tell(element, "error", { code, message, key, given, allowed });
}

/** What an attribute gives if it is allowed, else the default, which is `undefined` for a text. A wrong one is taken off. */
export function checked(element, key) {
  const values = CHOICES[key]?.split(" ");
  const [allowed, isAllowed] = TEXTS[key] || [CHOICES[key], (value) => !values || values.includes(value)];
  const given = element.getAttribute(kebab(key));
  if (given !== null && isAllowed(given)) return given;
  if (given !== null) {
    warn(element, key, given, allowed);
    element.removeAttribute(kebab(key));
  }
  return values?.[0];
}

/** Puts on the element what it is given: its objects, and what it takes as attributes; complains of keys that are none. */
export function give(element, given) {
  for (const key of Object.keys(given)) {
    if (KEYS.includes(key) || OBJECTS.includes(key)) element[key] = given[key];
    else if (!OTHERS.test(key)) warn(element, key, given[key], [...OBJECTS, ...KEYS].join(" "));
  }
}

/** All of the element's configuration that is text; complains of what is wrong, missing or unknown. */
export function check(element) {
  const config = {};
  for (const key of KEYS) config[key] = checked(element, key);
  // What `init()` was given: its attributes stand already, and may have been changed since.
  const kept = Object.entries(element.given || {}).filter(([key]) => !KEYS.includes(key) && element[key] === undefined);
  give(element, Object.fromEntries(kept));
  delete element.given;
  if (!config.bot) warn(element, "bot", undefined, "text", "config_missing");
  return config;
}

/** Objects of the configuration: the JSON child's, then the element's properties. */
export function objects(element) {
  const child = element.querySelector(CHILD);
  let found = {};
  try {
    found = child ? JSON.parse(child.textContent) : {};
  } catch {
    if (!refused.has(child)) warn(element, "strings", child.textContent, "JSON");
    refused.add(child);
  }
  const given = {};
  for (const key of OBJECTS) given[key] = element[key] ?? found[key];
  return given;
}

/** What of the objects the chat itself is given; complains of what is of another shape. */
export function tables(element) {
  const all = objects(element);
  const found = {};
  for (const key of [...LISTS, ...TABLES]) {
    const value = all[key];
    const isList = Array.isArray(value);
    if (value === undefined) continue;
    if (typeof value === "object" && value !== null && isList === LISTS.includes(key)) found[key] = value;
    else warn(element, key, value, LISTS.includes(key) ? "list" : "object");
  }
  return found;
}
