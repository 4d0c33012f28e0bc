// What the wasm asks of the browser, in the fewest words.

/** Asks the server; resolves with `[status, text]`. Status 0 is no answer. */
export async function ask(method, address, body) {
  try {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const answer = await fetch(address, { method, headers, body, credentials: "same-origin" });
    return [answer.status, await answer.text()];
  } catch {
    return [0, ""];
  }
}

/** An address in this page for a text. */
export const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/plain" }));

/** Gives it back. */
export const forget = (address) => URL.revokeObjectURL(address);

/** Puts a text where it can be pasted from. */
export const copy = (text) => navigator.clipboard.writeText(text);

/** Bytes of a file that are read: more than any may have, which is then refused (`src/limits.rs`). */
const BYTES = 4_194_305;
/** Files that are read at once: one more than are held. */
const FILES = 1_001;
const beginning = (file) => file.slice(0, BYTES).text();

/** The name and text of the file that an input or a drop holds; nothing if it holds none. */
export async function chosen(event) {
  const [file] = event.dataTransfer?.files ?? event.target.files;
  if (event.target.type === "file") queueMicrotask(() => (event.target.value = ""));
  return file ? [file.name, await beginning(file)] : [];
}

/** Moves the focus to the element with this id. */
export const focus = (id) => document.getElementById(id)?.focus();

/** Resolves after so many milliseconds. */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Tells of a file that is dropped anywhere on the page. */
export function drops(dropped) {
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.documentElement.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || document.documentElement.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    document.documentElement.classList.remove("dropping");
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    dropped(event);
  });
}

/** The names and texts of all files that an input or a drop holds, in turn. */
export async function chosenAll(event) {
  const files = [...(event.dataTransfer?.files ?? event.target.files)].slice(0, FILES);
  document.documentElement.classList.remove("dropping");
  if (event.target.type === "file") queueMicrotask(() => (event.target.value = ""));
  return (await Promise.all(files.map(async (file) => [file.name, await beginning(file)]))).flat();
}

/** Keeps a text as a file of the builder's disk. */
export function download(name, text) {
  const link = Object.assign(document.createElement("a"), { download: name, href: address(text) });
  link.click();
  setTimeout(forget, 10_000, link.href);
}
