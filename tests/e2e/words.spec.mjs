// The locale files against the English they are made of: every sentence is there, whole and in the language.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import * as groups from "../../pkg/words/en.js";

const FOLDER = fileURLToPath(new URL("../../pkg/words/", import.meta.url));
const ENGLISH = Object.assign({}, ...Object.values(groups));
const TAGS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

/** Read one by one: words a language shares with English, and one sentence that is a pattern everywhere. */
const SHARED = {
  Stop: "da",
  "{name}:": TAGS.join(" "),
  Agent: "ca ro",
  Audio: "de es fil fr id it lv ms nl ro sq",
  Chat: "cs da de es fi fil fr hr it nb nl pt-BR pt ro sk",
  Conversation: "fr",
  "Download {name}": "da",
  Email: "el fil id it sq vi",
  File: "fil it",
  Image: "fr",
  Message: "fr",
  Name: "de",
  Offline: "cs da de fil id it nl pl pt-BR pt ro sk sv",
  Online: "cs da de fil id it nl pl pt-BR pt ro sk sv",
  Sent: "is",
  "Start chat": "da nb",
  Video: "cs da de et fi fil hr id it lv ms nb nl ro sk sl sq sv sw tr vi",
  optional: "de",
};
/** A script of its own: a sentence with none of its letters was not translated. */
const SCRIPTS = {
  ar: "Arabic", bg: "Cyrillic", bn: "Bengali", el: "Greek", fa: "Arabic", he: "Hebrew", hi: "Devanagari",
  ja: "Hiragana}\\p{Script=Katakana}\\p{Script=Han", ka: "Georgian", kk: "Cyrillic", ko: "Hangul",
  mk: "Cyrillic", ru: "Cyrillic", sr: "Cyrillic", ta: "Tamil", th: "Thai", uk: "Cyrillic", ur: "Arabic",
  "zh-CN": "Han", "zh-TW": "Han",
};

const words = (tag) => JSON.parse(readFileSync(`${FOLDER}${tag}.json`, "utf8"));
const forms = (said) => (typeof said === "string" ? [said] : Object.values(said));
const placeholders = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join(" ");

test("there are forty languages and more beside English", () => {
  expect(TAGS.length).toBeGreaterThanOrEqual(44);
  for (const tag of TAGS) expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
});

test("keys are unique over all groups", () => {
  const keys = Object.values(groups).flatMap(Object.keys);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

for (const tag of TAGS) {
  test(`every sentence is there, whole, in ${tag}`, () => {
    const file = words(tag);
    expect(Object.keys(file).sort()).toEqual(Object.keys(ENGLISH).sort());
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    const wrong = [];
    for (const [key, english] of Object.entries(ENGLISH)) {
      const said = file[key];
      const counts = typeof english !== "string";
      const is = counts ? Object.keys(said).sort().join() : typeof said;
      const asked = counts ? [...pluralCategories].sort().join() : "string";
      if (is !== asked) wrong.push(`${key}: ${is} instead of ${asked}`);
      for (const text of forms(said)) {
        const isShared = SHARED[text]?.split(" ").includes(tag);
        const letters = text.replaceAll(/\{\w+\}|name@example\.com|https:\/\/example\.com/g, "");
        const own = SCRIPTS[tag] && new RegExp(`[\\p{Script=${SCRIPTS[tag]}}]`, "u");
        if (placeholders(text) !== placeholders(forms(english)[0])) wrong.push(`${key}: placeholders of ${text}`);
        if (!text || text !== text.trim() || /[<>&]|\n|\s\s/.test(text)) wrong.push(`${key}: ${JSON.stringify(text)}`);
        if (text !== text.normalize("NFC")) wrong.push(`${key}: ${text} is not composed`);
        if (forms(english).includes(text) && !isShared) wrong.push(`${key}: English: ${text}`);
        if (own && !isShared && /\p{Letter}/u.test(letters) && !own.test(letters)) wrong.push(`${key}: another script: ${text}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}

test("English keeps the rules of the other languages", () => {
  for (const [key, said] of Object.entries(ENGLISH)) {
    for (const text of forms(said)) {
      expect(text.trim(), key).toBe(text);
      expect(/[<>&]|\n/.test(text), key).toBe(false);
    }
    if (typeof said !== "string") expect(Object.keys(said), key).toEqual(["one", "other"]);
  }
});

test("which file serves a tag", async () => {
  const { chosen } = await import("../../pkg/loader/tags.js");
  const served = (tag) => chosen(tag, TAGS);
  for (const tag of TAGS) expect(served(tag)).toBe(tag);
  const cases = {
    "de-AT": "de", "pt-BR": "pt-BR", "pt-AO": "pt", "zh": "zh-CN", "zh-Hans-SG": "zh-CN", "zh-HK": "zh-TW",
    "zh-Hant": "zh-TW", "no": "nb", "nn-NO": "nb", "iw": "he", "in": "id", "tl": "fil", "sr-RS": "sr",
    "es-419": "es", "yo": undefined, "not a tag": undefined, "": undefined,
  };
  for (const [tag, file] of Object.entries(cases)) expect([tag, served(tag)]).toEqual([tag, file]);
});

test("exactly the languages written from right to left turn the window around", async () => {
  const { isRtl } = await import("../../pkg/loader/language.js");
  const direction = (tag) => new Intl.Locale(tag).textInfo ?? new Intl.Locale(tag).getTextInfo();
  for (const tag of [...TAGS, "en"]) expect([tag, isRtl(tag)]).toEqual([tag, direction(tag).direction === "rtl"]);
});
