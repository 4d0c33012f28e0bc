// What is said of a setup that is wrong: pkg/parts/help.js and pkg/loader/check.js, without a browser.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { check } from "../../pkg/loader/check.js";
import { kebab, KEYS } from "../../pkg/loader/config.js";
import { help, nearest } from "../../pkg/parts/help.js";

const said = [];
console.warn = (text) => said.push(text);
globalThis.window = { origin: "https://shop.example" };
globalThis.location = new URL("https://shop.example/tents/");
globalThis.CSS = { supports: () => true };

/** As much of an element as a configuration is read from. */
const element = (attributes = {}, given) => {
  const kept = new Map(Object.entries(attributes));
  const events = [];
  return {
    given,
    events,
    constructor: { observedAttributes: KEYS.map(kebab) },
    getAttribute: (name) => kept.get(name) ?? null,
    getAttributeNames: () => [...kept.keys()],
    removeAttribute: (name) => kept.delete(name),
    dispatchEvent: ({ detail }) => events.push(detail),
    // What any element has, whether it is an option or not.
    title: "",
    lang: "",
  };
};
globalThis.CustomEvent = class {
  constructor(type, { detail }) {
    Object.assign(this, { type, detail });
  }
};
/** Names that are passed on as unknown. */
const odd = (...given) => {
  let found = [];
  check(element(...given), (_, names) => (found = names));
  return found;
};

beforeEach(() => said.splice(0));

test("a refused origin, an unknown bot and a stranger's server are three sentences, each with what to do", () => {
  const chat = { bot: "b-1", gateway: "https://chat.example" };
  help(chat, "origin_refused");
  help(chat, "not_found");
  help(chat, "unreadable");
  help({ ...chat, gateway: "https://shop.example" }, "unreadable");
  assert.deepEqual(said, [
    'Parlour: the bot b-1 of https://chat.example does not talk to pages of https://shop.example. Write it into the bot\'s origins in the server\'s parlour.toml: origins = ["https://shop.example"].',
    "Parlour: https://chat.example has no bot b-1. Compare with the id of its [[bot]] in the server's parlour.toml.",
    "Parlour: what answers at https://chat.example/api/webchat/ is no Parlour server. Is this the address of the gateway?",
    'Parlour: what answers at https://shop.example/api/webchat/ is no Parlour server. That is the page\'s own origin, which is asked where no gateway is given: name the server, gateway="https://chat.example".',
  ]);
});

test("a bundle that is no module and a page in place of the wasm say what to build and what to copy", () => {
  assert.match(help({}, "bundle"), /Build ES modules \(esbuild: --bundle --splitting --format=esm --outdir=dist\)/);
  assert.match(help({ address: "https://shop.example/wasm/a.wasm" }, "page"), /^https:\/\/shop\.example\/wasm\/a\.wasm was answered with a page .* Copy node_modules\/parlour\/wasm /);
});

test("the nearest name is meant, unless it is too far", () => {
  const names = ["heading", "startModule", "accent", "mode", "flow"];
  assert.equal(nearest("heding", names), "heading");
  assert.equal(nearest("startmodule", names), "startModule");
  assert.equal(nearest("acent", names), "accent");
  for (const other of ["colour", "role", "slot", "name"]) assert.equal(nearest(other, names), undefined, other);
});

test("an unknown option is told with the one that may be meant, and as the event", () => {
  const chat = element();
  help(chat, ["heding", "colour"], { heding: "Ask", colour: "red" });
  help(chat, ["heding"], { heding: "Ask" });
  assert.equal(said.length, 2);
  assert.equal(said[0], 'Parlour: unknown option "heding"; did you mean "heading"?');
  assert.match(said[1], /^Parlour: unknown option "colour"; there are: .*\bheading\b.*\bstrings\b/);
  assert.deepEqual(chat.events.map(({ code, key, given }) => [code, key, given]), [["config_invalid", "heding", "Ask"], ["config_invalid", "colour", "red"]]);
});

test("an attribute that was to be an option is told, and one of anybody else's is not", () => {
  help(element({ startmodule: "x", acent: "y", strings: "{}" }), ["startmodule", "acent", "strings", "popover"], {});
  assert.deepEqual(said, [
    'Parlour: unknown attribute "startmodule"; did you mean "start-module"?',
    'Parlour: unknown attribute "acent"; did you mean "accent"?',
    'Parlour: unknown attribute "strings"; strings is no attribute: give it as a property, or in a child <script type="application/json">',
  ]);
});

test("a key that any element has is no option for that", () => {
  assert.deepEqual(odd({ bot: "b" }, { bot: "b", title: "Ask", lang: "de" }), ["title", "lang"]);
});

test("attributes of elements and frameworks are no options, and are not asked about", () => {
  assert.deepEqual(odd({ bot: "b", class: "a", style: "", hidden: "", "data-x": "1", "aria-label": "c", "data-v-7ba5bd90": "", _ngcontent: "", onclick: "" }), []);
  assert.deepEqual(odd({ bot: "b", startmodule: "x", "start-modul": "y" }), ["startmodule", "start-modul"]);
});

test("a text in place of the options is one complaint, that there is no bot", () => {
  assert.deepEqual(odd({}, { ..."0f8fad5b" }), []);
  assert.deepEqual(said, ["Parlour: bot is missing; allowed: text"]);
});

test("a gateway is an address with its scheme, or a path", () => {
  for (const gateway of ["https://chat.example", "http://127.0.0.1:8080", "HTTPS://chat.example/a", "/chat", "./", "//chat.example"]) {
    check(element({ bot: "b", gateway }), assert.fail);
    assert.deepEqual(said, [], gateway);
  }
  for (const gateway of ["127.0.0.1:8093", "localhost:8093", "chat.example"]) {
    check(element({ bot: "b", gateway }), assert.fail);
    assert.deepEqual(said.splice(0), [`Parlour: gateway is "${gateway}"; allowed: http://…`]);
  }
});
