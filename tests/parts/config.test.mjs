// One schema, three doors: what the loader takes, what the types say and what the README lists are
// `pkg/config.schema.json`, key by key and value by value.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { CHOICES } from "../../pkg/loader/check.js";
import { DEFAULTS, kebab, KEYS } from "../../pkg/loader/config.js";
import { OBJECTS } from "../../pkg/loader/names.js";
import { types } from "./types.mjs";

const at = (path) => new URL(`../../pkg/${path}`, import.meta.url);
const schema = JSON.parse(await readFile(at("config.schema.json"), "utf8"));
const { properties } = schema;

test("the loader takes every key of the schema, and no other", () => {
  assert.deepEqual([...KEYS, ...OBJECTS].toSorted(), Object.keys(properties).toSorted());
});

test("a closed list of the loader is that of the schema, the default first", () => {
  for (const key of KEYS) {
    const { enum: values, default: standard } = properties[key];
    assert.deepEqual(CHOICES[key]?.split(" "), values, key);
    if (values) assert.deepEqual([values[0], DEFAULTS[key]], [standard, standard], key);
  }
});

test("what is no attribute is an object or a list", () => {
  for (const key of OBJECTS) {
    const { $ref, anyOf, type } = properties[key];
    assert.ok($ref || anyOf || type === "object" || type === "array", key);
  }
  for (const key of KEYS) assert.ok(properties[key].enum || ["string", "boolean"].includes(properties[key].type), key);
});

test("the types are made from the schema", async () => {
  const made = types(schema, KEYS);
  if (process.env.PARLOUR_BLESS) await writeFile(at("config.d.ts"), made);
  assert.equal(await readFile(at("config.d.ts"), "utf8"), made);
});

test("the README lists every option with its values, and no other", async () => {
  const readme = await readFile(at("README.md"), "utf8");
  const section = readme.split("\n## Options\n")[1].split("\n## ")[0];
  const rows = section.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|").map((cell) => cell.trim()));
  const listed = rows.flatMap(([, names, values]) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => ({ name, values })));
  assert.deepEqual(listed.map(({ name }) => name).toSorted(), Object.keys(properties).map(kebab).toSorted());
  for (const { name, values } of listed) {
    const { enum: allowed } = properties[Object.keys(properties).find((key) => kebab(key) === name)];
    // Those of another spelling are told in words.
    const plain = allowed?.filter((value) => !["left", "right"].includes(value));
    if (plain) assert.deepEqual([...values.matchAll(/`([^`]+)`/g)].map(([, value]) => value), plain, name);
  }
});

test("a missing or unknown key would be noticed", () => {
  const { mode, ...less } = properties;
  assert.notDeepEqual(Object.keys(less).toSorted(), [...KEYS, ...OBJECTS].toSorted());
  assert.notEqual(types({ ...schema, properties: { ...properties, mode: { ...mode, enum: ["bubble"] } } }, KEYS), types(schema, KEYS));
});
