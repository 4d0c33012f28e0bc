// What is said about a wrong value of the configuration (embed contract §2), once it is known what is right.
import { kebab, KEYS, OPTIONS, tell } from "./config.js";

const CHILD = ':scope > script[type="application/json"]';

const LISTS = ["preChat"];
const TABLES = ["variables", "profile", "privacy"];

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

/** What an attribute gives if it is allowed, else the default, which is `undefined` for a text. */
export function checked(element, key) {
  const [standard, ...others] = OPTIONS[key].split(" ");
  const [allowed, isAllowed] = TEXTS[key] || [OPTIONS[key], (value) => !standard || value === standard || others.includes(value)];
  const given = element.getAttribute(kebab(key));
  if (given !== null && isAllowed(given)) return given;
  if (given !== null) warn(element, key, given, allowed);
  return standard || undefined;
}

/** Complains of keys that are none. */
export function refuse(element, unknown) {
  for (const key in unknown) warn(element, key, unknown[key], "id strings rules variables profile privacy preChat " + KEYS.join(" "));
}

/** All of the element's configuration that is text; complains of what is wrong, missing or unknown. */
export function check(element) {
  const config = {};
  for (const key of KEYS) config[key] = checked(element, key);
  refuse(element, element.unknown);
  delete element.unknown;
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
  for (const key of ["strings", "rules", ...LISTS, ...TABLES]) given[key] = element[key] ?? found[key];
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
