// snip(bytes, {binaryen, callGraph}): makes a trap of each function that only says why the program stops.
//
// A panic in the browser is a trap: std's hook writes to a stderr that is not there, and nobody reads the
// sentence. The code that words it stays in the module all the same, and with it all of core::fmt. Nightly has
// `panic = "immediate-abort"` for this; on stable the functions are found by name, before wasm-opt looks for
// what is no longer reached. A linker or an optimiser cannot find them: they stand in the table of functions.

const HASH = String.raw`(\[\w+\])?`;
const of = (crate, rest) => new RegExp(`^<?&?${crate}${HASH}::${rest}`);

/** Every way out of these is a panic, or leads to one. */
const PANICS = [
  of("core", "panicking::"),
  of("core", "(option|result)::(unwrap|expect)_failed"),
  of("core", "(cell::panic_already|cell::lazy::panic_poisoned|str::slice_error_fail)"),
  of("core", "slice::.*(_fail|panic_on_ord_violation)$"),
  of("alloc", "(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error|vec::.*::assert_failed)"),
  of("std", "(alloc::rust_oom|thread::local::panic_access_error|sys::backtrace::__rust_end_short_backtrace)"),
  of("std", "panicking::(panic_handler|panic_with_hook|begin_panic|rust_panic)"),
  of("__rustc", "(rust_begin_unwind|rust_panic|__rdl_oom)"),
  of("send_wrapper", "invalid_"),
];
/** Formatting. Only panics call it here, and `snip` makes sure of it. */
const FORMATTING = [of("core", "fmt::"), of("alloc", "fmt::format"), new RegExp(`as core${HASH}::fmt::(Write>::write_fmt|[A-Z][A-Za-z]+>::fmt(\\.\\d+)?(\\[\\d+\\])?)$`)];
const DISPATCHING = [of("core", "fmt::(write|builders)"), new RegExp(`^<core${HASH}::fmt::builders`)];
/** Bodies of tasks that only the exports of a class start which the glue does not make (UNUSED in shrink.mjs). */
const UNUSED = [/^(?!core.*::drop_in_place).*wasm_streams.*closure/];

const isAny = (patterns, name) => patterns.some((pattern) => pattern.test(name));

/** What of `group` is called by nobody but the chosen and the group itself. */
function closed(group, chosen, callers) {
  const inside = new Set([...chosen, ...group]);
  const isCalled = (name) => [...(callers.get(name) ?? [])].some((caller) => !inside.has(caller));
  for (let before = -1; before !== inside.size; ) {
    before = inside.size;
    for (const name of group) if (inside.has(name) && !chosen.has(name) && isCalled(name)) inside.delete(name);
  }
  return inside;
}

export function snip(bytes, { binaryen, callGraph }) {
  const module = binaryen.readBinary(bytes);
  const functions = new Map();
  for (let nth = 0; nth < module.getNumFunctions(); nth++) {
    const found = module.getFunctionByIndex(nth);
    const { name, module: imported } = binaryen.getFunctionInfo(found);
    if (!imported) functions.set(name, found);
  }
  const callers = new Map();
  for (const [, from, to] of callGraph.matchAll(/^ *"(.+)" -> "(.+)"; \/\/ call$/gm)) {
    if (!callers.has(to)) callers.set(to, new Set());
    callers.get(to).add(from);
  }
  const all = [...functions.keys()];
  let chosen = new Set(all.filter((name) => isAny(PANICS, name)));
  // Rust's own names are no interface: an upgrade may change them.
  if (!all.some((name) => PANICS[0].test(name))) throw new Error("No function of core::panicking has a name.");
  for (const patterns of [UNUSED, FORMATTING]) {
    const group = all.filter((name) => isAny(patterns, name));
    const more = closed(group, chosen, callers);
    const kept = group.filter((name) => !more.has(name));
    // These call what they find in a table: with one of them alive, all must stay.
    if (!kept.some((name) => isAny(DISPATCHING, name))) chosen = more;
    for (const name of kept) {
      console.log(`kept: ${name}, called by ${[...(callers.get(name) ?? [])].filter((caller) => !chosen.has(caller)).join(", ")}`);
    }
  }
  for (const name of chosen) binaryen.Function.setBody(functions.get(name), module.unreachable());
  binaryen.setDebugInfo(true);
  return module.emitBinary();
}
