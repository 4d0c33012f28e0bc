// forget(bytes): blanks the places in source files that panics would name; nobody reads them after snip.mjs.
//
// A place is 16 bytes: address and length of a path, line, column (core::panic::Location). Code names it by
// address, so no optimiser can tell that it is not read, and the paths are long. Zeros cost nothing.

const PATH = /(?:\/rustc\/|\/rust\/deps\/|cargo\/registry\/|parlour\/|widget\/|protocol\/)[\w./+@-]+?\.rs/g;
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
  }
  for (const { start, end } of data) {
    for (let at = start; at + 16 <= end; at++) {
      if (paths.get(view.getUint32(at, true)) === view.getUint32(at + 4, true)) bytes.fill(0, at, at + 16);
    }
  }
  return bytes;
}
