// forget(bytes): blanks what panics would say and where; nobody reads it after snip.mjs. Zeros cost nothing.
//
// A place is 16 bytes: address and length of a path, line, column (core::panic::Location). Code names places
// and sentences by address, so no optimiser can tell that they are not read.

const PATH = /(?:\/rustc\/|\/rust\/deps\/|cargo\/registry\/|parlour\/|widget\/|engine\/|protocol\/)[\w./+@-]+?\.rs/g;
// Only what nothing but formatting and panics reads. One that is no longer there does no harm.
const SENTENCES = [
  /entity not foundpermission denied[ -~]+?operation successful/g,
  ...[
    "slice index starts at ",
    " but ends at ",
    " index out of bounds: the len is ",
    " but the index is ",
    "range start index ",
    "range end index ",
    " out of range for slice of length ",
    "assertion `left ",
    " right` failed\n  left: ",
    "cannot access a Thread Local Storage value during or after destruction: ",
    "copy_from_slice: source slice length (",
    ") does not match destination slice length (",
    "insertion index (is ",
    "swap_remove index (is ",
    "removal index (is ",
    ") should be <= len (is ",
    ") should be < len (is ",
    " (os error ",
    "assertion failed: self.is_char_boundary(new_len)",
    "assertion failed: psize >= size + min_overhead",
    "assertion failed: psize <= size + max_overhead",
    "capacity overflow",
    "Executor::spawn called, but no global 'spawn' function is configured.",
    "one-time initialization may not be performed recursively",
    "Arc counter overflow",
    "attempt to join into collection with len > usize::MAX",
    "Attempted to initialize thread-local while it is being dropped",
    "LazyCell instance has previously been poisoned",
    "`async fn` resumed after completion",
    "RefCell already mutably borrowed",
    "RefCell already borrowed",
    "Tried to shrink to a larger capacity",
    "finish: callbacks should be Some",
    "finish: result should be None",
    "FnOnce called more than once",
    "polled Feed after completion",
    "internal error: entered unreachable code",
    "Map must not be polled after it returned `Poll::Ready`",
    "a Display implementation returned an error unexpectedly",
    "called `Option::unwrap()` on a `None` value",
    "called `Result::unwrap()` on an `Err` value",
  ].map((sentence) => new RegExp(sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g")),
];
const DATA = 11;
const I32_CONST = 0x41;

/** Address in memory, start and end in the file of each piece of data. */
function pieces(bytes) {
  const found = [];
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = bytes[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    return value >>> 0;
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === DATA) {
      for (let left = number(); left > 0; left--) {
        if (number() !== 0 || bytes[at++] !== I32_CONST) throw new Error("Data of a kind that is not known here.");
        const address = number();
        at++;
        const size = number();
        found.push({ address, start: at, end: at + size });
        at += size;
      }
    }
    at = end;
  }
  return found;
}

export function forget(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const paths = new Map();
  const data = pieces(bytes);
  for (const { address, start, end } of data) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
    for (const { 0: path, index } of text.matchAll(PATH)) {
      paths.set(address + index, path.length);
      bytes.fill(0, start + index, start + index + path.length);
    }
    for (const sentence of SENTENCES) {
      for (const { 0: said, index } of text.matchAll(sentence)) bytes.fill(0, start + index, start + index + said.length);
    }
  }
  if (paths.size === 0) throw new Error("The module names no source file.");
  for (const { start, end } of data) {
    for (let at = start; at + 16 <= end; at++) {
      if (paths.get(view.getUint32(at, true)) === view.getUint32(at + 4, true)) bytes.fill(0, at, at + 16);
    }
  }
  return bytes;
}
