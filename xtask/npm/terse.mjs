// terse(glue, {asked, unused}): wasm-bindgen's glue without what the chat does not use, in fewer words.
// It reads the text as this version of wasm-bindgen writes it: an import is a property at the second indent, all
// else stands at the margin. A pattern that finds nothing stops the build, so that an upgrade is noticed.

const WRAPPED = /function\(\) \{ return handleError\(function \((.*?)\) \{([\s\S]*?)\n {8}\}, arguments\); \}/g;
const WRAPPER = /function handleError\(f, args\) \{\n {4}try \{\n {8}return f\.apply\(this, args\);\n {4}\} catch \(e\) \{/;

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
  // The loader starts the module with the other one.
  replaced("export { initSync, ", "export { ");
  // A browser that reads ES2022 has it.
  replaced(/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?^\}\n/m, "");
  // None of them asks for `this`.
  replaced(WRAPPED, (_, given, body) => `handleError((${given}) => {${body}\n        })`);
  replaced(WRAPPER, "const handleError = (f) => (...args) => {\n    try {\n        return f(...args);\n    } catch (e) {");
  replaced(/^( {8}\w+: )function ?\((.*?)\) \{/gm, "$1($2) => {");
  return glue;
}
