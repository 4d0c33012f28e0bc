// The pure half of pkg/parts/streaming.js: `node --test tests/parts`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { growing, settled, unmarked } from "../../pkg/parts/streaming.js";

const head = (text) => text.slice(0, settled(text));

test("a block is settled when the next has begun, and its line is known", () => {
  assert.equal(head("One.\n\nTw"), "");
  assert.equal(head("One.\n\nTwo\n"), "One.\n\n");
  assert.equal(head("One.\n\nTwo.\n\nThree\nth"), "One.\n\nTwo.\n\n");
  assert.equal(head(""), "");
});

test("code is not settled before it is closed, whatever stands in it", () => {
  assert.equal(head("Look:\n\n```js\na\n\nb\n"), "Look:\n\n");
  assert.equal(head("```\na\n\nb\n```\n\nNext\n"), "```\na\n\nb\n```\n\n");
  assert.equal(head("```\na\n~~~\n\nb\n"), "");
});

test("a list with lines between its items is one list", () => {
  assert.equal(head("1. One\n\n2. Two\n"), "");
  assert.equal(head("1. One\n\n   more\n\nNext\n"), "1. One\n\n   more\n\n");
  assert.equal(head("Intro\n\n- a\n\n- b\n"), "Intro\n\n");
});

test("a line that is not complete is read without its marks", () => {
  for (const [line, read] of [
    ["This is **bo", "This is bo"],
    ["This is **bold** and *so", "This is bold and so"],
    ["a snake_case name, 2 * 3 and x*y", "a snake_case name, 2 * 3 and x*y"],
    ["see [the page", "see the page"],
    ["see [the page](https://a.exa", "see the page"],
    ["see [the page](https://a.example/) now", "see the page now"],
    ["call `fetch(", "call fetch("],
    ["~~old~~ _new_, yes", "old new, yes"],
  ]) assert.equal(unmarked(line), read, line);
});

test("the last line is what it is going to be", () => {
  const grows = (block) => growing(block);
  assert.deepEqual(grows("Hel"), { lines: "", kind: "p", last: "Hel" });
  assert.deepEqual(grows("One\nTwo"), { lines: "One\n", kind: "p", last: "Two" });
  assert.deepEqual(grows("## Ten"), { lines: "", kind: "h4", last: "Ten" });
  assert.deepEqual(grows("#"), { lines: "", kind: "h3", last: "" });
  assert.deepEqual(grows("> said"), { lines: "", kind: "blockquote", last: "said" });
  assert.deepEqual(grows("- a\n- **b"), { lines: "- a\n", kind: "ul", last: "b", number: NaN });
  assert.deepEqual(grows("3. c"), { lines: "", kind: "ol", last: "c", number: 3 });
  assert.deepEqual(grows("```js\nlet a"), { lines: "```js\n", kind: "code", last: "let a" });
  assert.deepEqual(grows("```js\na\n``"), { lines: "```js\na\n", kind: "code", last: "" });
  assert.deepEqual(grows("```js\na\n```"), { lines: "```js\na\n", kind: "code", last: "" });
  assert.deepEqual(grows("```j"), { lines: "", kind: "p", last: "" });
});

test("a table is seen from its second line on, row by row", () => {
  assert.deepEqual(growing("| a | b"), { lines: "", kind: "p", last: "" });
  assert.deepEqual(growing("Sizes:\n| a | b |\n|--"), { lines: "Sizes:\n", kind: "p", last: "" });
  const table = "| a | b |\n|---|---|\n";
  assert.deepEqual(growing(`${table}| 1 |`), { lines: table, kind: "p", last: "" });
});
