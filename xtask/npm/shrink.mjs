// shrink.mjs MODULES IN.wasm IN.js OUT.wasm OUT.js
// Makes the module small, and with it the glue that must name the same things:
// 1. what only words a panic becomes the trap it ends in (snip.mjs);
// 2. exports that the chat never calls go, and what only they reached (wasm-metadce);
// 3. wasm-opt -Oz;
// 4. the long names of imports and exports become short ones, in both files.
// The glue has lost what the module no longer asks for (terse.mjs).
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { forget } from "./places.mjs";
import { snip } from "./snip.mjs";
import { terse } from "./terse.mjs";

const [modules, wasmIn, glueIn, wasmOut, glueOut] = process.argv.slice(2);

// Named one by one: with strip off the module says what it uses, and wasm-opt must allow the same.
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-multivalue",
  "--enable-extended-const",
  "--enable-call-indirect-overlong",
];
// Classes of wasm-streams and a marker of a linker not used here: dependencies export them, nobody calls them.
const UNUSED = /underlying|^_WASM_SPLIT/i;
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];

const binaryen = (tool, args) =>
  execFileSync(process.execPath, [join(modules, "binaryen", "bin", tool), ...FEATURES, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 1024 * 1024,
  });
const parsed = (file) => new WebAssembly.Module(readFileSync(file));
const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

const { default: library } = await import(pathToFileURL(join(modules, "binaryen", "index.js")));
const scratch = { graph: `${wasmOut}.graph.json`, wasm: `${wasmOut}.tmp` };
writeFileSync(
  scratch.wasm,
  forget(snip(readFileSync(wasmIn), { binaryen: library, callGraph: binaryen("wasm-opt", ["--print-call-graph", wasmIn]) }))
);
const exported = WebAssembly.Module.exports(parsed(wasmIn)).map(({ name }) => name);
const kept = exported.filter((name) => !UNUSED.test(name));
const graph = [
  { name: "glue", root: true, reaches: kept.map((name) => `export ${name}`) },
  ...kept.map((name) => ({ name: `export ${name}`, export: name })),
];
writeFileSync(scratch.graph, JSON.stringify(graph));
binaryen("wasm-metadce", [scratch.wasm, "--graph-file", scratch.graph, "-o", scratch.wasm]);
// Control flow is made anew in between: it then compresses better than as the compiler left it.
// Memory begins with the stack's far end, and with zeros.
const MEMORY = ["--low-memory-unused", "--zero-filled-memory"];
const PASSES = [...MEMORY, "-Oz", "--converge", "--flatten", "--rereloop", "-Oz", "-Oz", "--converge", "--reorder-locals"];
binaryen("wasm-opt", [...PASSES, ...STRIP, scratch.wasm, "-o", scratch.wasm]);
// The map has commas before closing brackets.
const said = binaryen("wasm-opt", ["--minify-imports-and-exports-and-modules", scratch.wasm, "-o", wasmOut]);
const names = JSON.parse(said.replace(/,(\s*[}\]])/g, "$1"));
rmSync(scratch.graph);
rmSync(scratch.wasm);

let glue = terse(readFileSync(glueIn, "utf8"), { asked: new Set(names.imports.map(([, long]) => long)), unused: UNUSED });
for (const [, long, short] of names.imports) {
  const word = new RegExp(`(?<![\\w$])${quoted(long)}(?![\\w$])`, "g");
  const found = (glue.match(word) ?? []).length;
  if (found !== 1) fail(`The glue names the import ${long} ${found} times; once was expected.`);
  glue = glue.replace(word, () => JSON.stringify(short));
}
// Only behind `wasm.`: the glue's own functions have the same names, and are public.
for (const [long, short] of names.exports) {
  const word = new RegExp(`(?<![\\w$])wasm\\.${quoted(long)}(?![\\w$])`, "g");
  glue = glue.replace(word, () => `wasm[${JSON.stringify(short)}]`);
}
const [was] = new Set(names.imports.map(([module]) => module));
const small = parsed(wasmOut);
const [is, ...more] = new Set(WebAssembly.Module.imports(small).map(({ module }) => module));
const key = `${JSON.stringify(was)}: import0`;
if (more.length > 0 || !glue.includes(key)) fail("The glue's import object has another shape than expected.");
glue = glue.replace(key, `${JSON.stringify(is)}: import0`);

// Every name the glue reads must be there: a missed one would show only when it is called.
const there = new Set(WebAssembly.Module.exports(small).map(({ name }) => name));
for (const [, name] of glue.matchAll(/(?<![\w$.])wasm\["([^"]+)"\]/g)) {
  if (!there.has(name)) fail(`The glue reads the export ${name}, which the module does not have.`);
}
for (const [text, name] of glue.matchAll(/(?<![\w$.])wasm\.([\w$]+)/g)) {
  if (!there.has(name) && !UNUSED.test(name)) fail(`The glue reads ${text}, which the module does not have.`);
}
writeFileSync(`${glueOut}.tmp`, glue);
renameSync(`${glueOut}.tmp`, glueOut);
