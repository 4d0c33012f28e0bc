// The pure half of pkg/parts/rules.js: `node --test tests/parts`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { due, faults, meets } from "../../pkg/parts/rules.js";

const DAY = 86_400_000;
const now = (over = {}) => ({
  at: 100 * DAY,
  seconds: 0,
  scroll: 0,
  isLeaving: false,
  url: "https://shop.example/tents/heron?size=2",
  device: "desktop",
  consent: "granted",
  isOpen: false,
  shown: {},
  done: new Set(),
  ...over,
});
const rule = (over) => ({ id: "a", text: "Hello", ...over });
const id = (rules, over) => due(rules, now(over))?.id;

test("a rule without conditions is due at once, and never while the window is open", () => {
  assert.equal(id([rule()]), "a");
  assert.equal(id([rule()], { isOpen: true }), undefined);
});

test("time and scroll depth are due from their number on", () => {
  assert.equal(id([rule({ seconds: 30 })], { seconds: 29.9 }), undefined);
  assert.equal(id([rule({ seconds: 30 })], { seconds: 30 }), "a");
  assert.equal(id([rule({ scroll: 50 })], { scroll: 49 }), undefined);
  assert.equal(id([rule({ scroll: 50 })], { scroll: 50 }), "a");
});

test("all conditions of a rule must hold, and the first rule that is due wins", () => {
  const rules = [rule({ exit: true, seconds: 5 }), rule({ id: "b", seconds: 5 })];
  assert.equal(id(rules, { seconds: 6 }), "b");
  assert.equal(id(rules, { seconds: 6, isLeaving: true }), "a");
  assert.equal(id(rules, { seconds: 1, isLeaving: true }), undefined);
});

test("device and consent are those of the visitor", () => {
  assert.equal(id([rule({ device: "phone" })]), undefined);
  assert.equal(id([rule({ device: "phone" })], { device: "phone" }), "a");
  assert.equal(id([rule({ consent: "granted" })], { consent: "required" }), undefined);
});

test("a pattern with a slash looks at the path, another at the whole address, and dots are dots", () => {
  assert.equal(meets("/tents/*", "https://shop.example/tents/heron?size=2"), true);
  assert.equal(meets("/tents", "https://shop.example/tents/heron"), false);
  assert.equal(meets("*size=2", "https://shop.example/tents/heron?size=2"), true);
  assert.equal(meets("https://shop.example/*", "https://shop-example/"), false);
  assert.equal(meets("/a.b*", "https://x.example/aXb"), false);
});

test("a rule shown as often as it may is quiet until its days are over", () => {
  const shown = { a: [98 * DAY, 99 * DAY] };
  assert.equal(id([rule({ times: 2, days: 7 })], { shown }), undefined);
  assert.equal(id([rule({ times: 3, days: 7 })], { shown }), "a");
  assert.equal(id([rule({ times: 1, days: 1 })], { shown, at: 100 * DAY + 1 }), "a");
  assert.equal(id([rule()], { shown: { a: [92 * DAY] } }), "a");
});

test("a clock that was set back quiets nothing", () => {
  assert.equal(id([rule()], { shown: { a: [200 * DAY] } }), "a");
});

test("a rule is acted on once on a page", () => {
  assert.equal(id([rule(), rule({ id: "b" })], { done: new Set(["a"]) }), "b");
});

test("every fault is named with what is allowed", () => {
  assert.deepEqual(faults([rule({ seconds: 3, do: "teaser" }), rule({ id: "o", do: "open", text: undefined })].map((one) => JSON.parse(JSON.stringify(one)))), []);
  assert.deepEqual(faults("soon"), [["string", "a list of rules, or server"]]);
  assert.deepEqual(faults([null]), [["null", "an object"]]);
  assert.deepEqual(faults([rule({ second: 3 })]), [["second: 3", "id do text seconds scroll exit url device consent times days"]]);
  assert.deepEqual(faults([rule({ scroll: 101 })]), [["scroll: 101", "percent from 0 to 100"]]);
  assert.deepEqual(faults([{ text: "Hello" }]), [["a rule without id", "text"]]);
  assert.deepEqual(faults([{ id: "a" }]), [["teaser a without text", "up to 200 characters"]]);
  assert.equal(faults(Array.from({ length: 21 }, (_, n) => rule({ id: `r${n}` }))).length, 1);
});
