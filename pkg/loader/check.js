// What is said about a wrong value of the configuration (embed contract §2), once it is known what is right.
import { kebab, KEYS, tell } from "./config.js";
import { LISTS, OBJECTS, TABLES } from "./names.js";

const CHILD = ':scope > script[type="application/json"]';

/**
 * Names that are not asked about: attributes that elements often have, what other tools write on any script tag, and the
 * letters of a text in place of the options.
 */
const COMMON = /^(class|style|hid|on|aria|data|turbo|cf|user-token|\d|_)/;

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
  // A host without a scheme would be read as a path of the page's, or as a scheme.
  gateway: ["http://…", (value) => /^(http|[./])/i.test(value)],
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

/** Has `strange(element, names, given)` told of the names that are no options, if there are some. */
const judge = (element, given, strange) => {
  const known = KEYS.concat(element.constructor.observedAttributes);
  const options = Object.keys(given).filter((key) => !OBJECTS.includes(key));
  const names = options.concat(element.getAttributeNames()).filter((name) => !COMMON.test(name) && !known.includes(name));
  if (names[0]) strange(element, names, given);
};

/** Puts on the element what it is given: its objects, and what it takes as attributes. */
export function give(element, given, strange) {
  for (const key of [...KEYS, ...OBJECTS]) if (key in given) element[key] = given[key];
  judge(element, given, strange);
}

/** All of the element's configuration that is text; complains of what is wrong, missing or unknown. */
export function check(element, strange) {
  const config = {};
  for (const key of KEYS) config[key] = checked(element, key);
  // What `init()` was given: its attributes stand already, and may have been changed since.
  const { given = {} } = element;
  delete element.given;
  for (const key of OBJECTS) element[key] ??= given[key];
  judge(element, given, strange);
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
