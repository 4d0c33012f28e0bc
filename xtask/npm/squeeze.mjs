// squeeze.mjs MODULES FILES…
// Writes each bundle in fewer words. esbuild puts the modules together and names things short; terser, which takes
// longer, knows more ways of saying the same.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const { minify } = await import(pathToFileURL(join(modules, "terser", "main.js")));

for (const file of files) {
  // Nobody but the file itself uses its names: it is a module, or all of it one function.
  const { code } = await minify(readFileSync(file, "utf8"), { module: true, ecma: 2020, compress: { passes: 3 } });
  writeFileSync(file, code);
}
