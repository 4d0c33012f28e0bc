// terse(glue, {asked, unused}): wasm-bindgen's glue without what the chat does not use, in fewer words.
// It reads the text as this version of wasm-bindgen writes it: an import is a property at the second indent, all
// else stands at the margin. A pattern that finds nothing stops the build, so that an upgrade is noticed.

const WRAPPED = /function\(\) \{ return handleError\(function \((.*?)\) \{([\s\S]*?)\n {8}\}, arguments\); \}/g;
const WRAPPER = /function handleError\(f, args\) \{\n {4}try \{\n {8}return f\.apply\(this, args\);\n {4}\} catch \(e\) \{/;

const START = /^async function __wbg_load[\s\S]*^export \{ (initSync, )?__wbg_init as default \};/m;
/** Instead of what takes anything from anywhere: what is given is `{module_or_path}`, once, by those who wait for it. */
const STARTED = `async function start({ module_or_path }) {
    let given = await module_or_path;
    if (given instanceof URL) given = await fetch(given);
    let started;
    if (given instanceof Response) {
        if (!given.ok) throw new Error(given.status + " " + given.url);
        // Compiled while it comes, where it is told to be what it is.
        if (given.headers.get("Content-Type") === "application/wasm") {
            started = await WebAssembly.instantiateStreaming(given, __wbg_get_imports());
        } else {
            given = await given.arrayBuffer();
        }
    }
    started ||= await WebAssembly.instantiate(given, __wbg_get_imports());
    return __wbg_finalize_init(started.instance ?? started);
}

export { start as default };`;

export function terse(glue, { asked, unused }) {
  const replaced = (pattern, by) => {
    if (!glue.match(pattern)) throw new Error(`The glue has another shape than expected: no ${pattern}`);
    glue = glue.replace(pattern, by);
  };
  const without = (whole, name) => (unused.test(name) ? "" : whole);
  replaced(/^ {8}(\w+): function[\s\S]*?(?=^ {8}\w+: |^ {4}\};)/gm, (whole, name) => (asked.has(name) ? whole : ""));
  replaced(/^export class (\w+) \{[\s\S]*?^\}\n/gm, without);
  replaced(/^if \(Symbol\.dispose\) (\w+).*\n/gm, without);
  replaced(/^const (\w+)Finalization = [\s\S]*?;\n/gm, without);
  replaced(/^function initSync[\s\S]*?^\}\n/m, "");
  replaced(START, STARTED);
  // A browser that reads ES2022 has it.
  replaced(/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?^\}\n/m, "");
  // None of them asks for `this`.
  replaced(WRAPPED, (_, given, body) => `handleError((${given}) => {${body}\n        })`);
  replaced(WRAPPER, "const handleError = (f) => (...args) => {\n    try {\n        return f(...args);\n    } catch (e) {");
  replaced(/^( {8}\w+: )function ?\((.*?)\) \{/gm, "$1($2) => {");
  return glue;
}
