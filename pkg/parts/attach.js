// The way to files: a button, paste and drop; and a line for each file. What becomes of them is `upload.js`, which is
// fetched with the first press or file, and is handed each by the event `attach` at the shadow root; that it is there it
// says by `attaching`. Where it cannot be had, files wait here for the network, or for another try.
//
// `data`: as of `upload.js`. The event's `detail` is an array of files: `{file, name, row, retry, leave, show(), aloud()}`,
// whose `retry` and `leave`, what the buttons of the line do, are those of whoever holds the file.
import { icon } from "../loader/icon.js";
import { button, made } from "./shared/sheet.js";

export { attaching as words } from "../words/en.js";

export const css = `
[part=attach]{grid-row:2;grid-column:1;display:grid;place-items:center;inline-size:44px;block-size:44px;margin-inline:-6px 4px;padding:0;border:0;border-radius:50%;background:none;color:var(--_muted)}
[part=attach]:hover{background:var(--_soft);color:var(--_text)}
[part=attach] svg{inline-size:22px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
form:has([readonly]) [part=attach]{display:none}
.drop{position:absolute;z-index:3;inset:0;display:grid;place-items:center;padding:24px;border:3px dashed var(--_edge);border-radius:inherit;background:var(--_surface);color:var(--_text);font-weight:600;text-align:center;opacity:.95;pointer-events:none}
.files{grid-row:1;grid-column:1/-1;display:grid;grid-template-columns:minmax(0,1fr);gap:4px;max-block-size:30vh;overflow-y:auto;margin:0 0 8px;padding:0;list-style:none}
.files:empty{display:none}
.files li{display:grid;grid-template-columns:minmax(0,1fr) auto auto;align-items:center;min-block-size:44px;padding-inline:12px 0;border-radius:12px;background:var(--_soft);font-size:.8667em;line-height:1.4}
.files li>:first-child{padding-block:4px}
.files .name,.files .how{display:block;overflow:hidden;text-overflow:ellipsis}
.files .name{white-space:nowrap;text-align:start}
.files .how{color:var(--_muted)}
.files [data-state=failed] .how{color:var(--_danger)}
.files progress{grid-column:1/-1;inline-size:calc(100% - 12px);block-size:4px;margin-block-end:8px;border:0;border-radius:2px;background:var(--_line);accent-color:var(--_accent);appearance:none}
.files progress::-webkit-progress-bar{border-radius:2px;background:var(--_line)}
.files progress::-webkit-progress-value{border-radius:2px;background:var(--_accent)}
.files progress::-moz-progress-bar{border-radius:2px;background:var(--_accent)}
.files .out{inline-size:44px;block-size:44px;padding:0;border:0;border-radius:50%;background:none;color:inherit;font-size:1.2em;line-height:1}
.files .out:hover{background:var(--_line)}
`;

/** Milliseconds that `upload.js` may take to come before a file that waits for it is told to the visitor. */
const LATE_MS = 3_000;

/** What else a file of a kind is called. */
const MORE = { "audio/x-wav": ["audio/wav", ".wav"], "image/heif": ["image/heic", ".heic"], "text/plain": [".txt", ".csv", ".md", ".log"] };

const CLIP = "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.4 17a1.6 1.6 0 0 1-2.3-2.3L15 6.8";

export function draw(host, first, { word, ask, root }) {
  let data = first;
  let isThere = false;
  let waiting = [];
  let isLate = false;
  let late;
  const list = made("ul", { className: "files" });
  const pick = made("input", { type: "file", multiple: true, hidden: true, tabIndex: -1 });
  const attach = button("", () => give([], pick.click()), icon(CLIP));
  attach.setAttribute("part", "attach");
  const drop = made("div", { className: "drop", hidden: true });
  const section = root.querySelector("[part~=window]");

  const line = (file) => {
    const how = made("span", { className: "how" });
    const one = { file, name: file.name || word("attach") };
    const again = button("act", () => {
      one.retry();
      out.focus();
    });
    const out = button("out", () => {
      one.leave();
      one.row.remove();
      root.querySelector("[part~=input]").focus();
    }, "×");
    one.row = made("li", {}, made("span", {}, made("span", { className: "name", dir: "auto" }, one.name), how), again, out);
    one.show = (state, text, mayRetry, way = word("removeFile", one)) => {
      one.row.dataset.state = state;
      how.textContent = text;
      again.hidden = !mayRetry;
      again.textContent = word("tryAgain");
      again.setAttribute("aria-label", `${again.textContent} ${one.name}`);
      out.setAttribute("aria-label", way);
    };
    // Several may be told at once: each by its name.
    one.aloud = (text = how.textContent) => ask("say", text.includes(one.name) ? text : `${word("said", one)} ${text}`);
    one.retry = reach;
    one.leave = () => (waiting = waiting.filter((other) => other !== one));
    list.append(one.row);
    say(one);
    return one;
  };
  const say = (one) => {
    const isLost = isLate && navigator.onLine;
    one.show(isLost ? "failed" : "waiting", word(isLost ? "uploadFailed" : "queued", one), isLate);
  };
  /** Has `upload.js` fetched, also after it could not be had. */
  const reach = () => {
    ask("attach", "");
    isLate = false;
    waiting.forEach(say);
    clearTimeout(late);
    late = setTimeout(() => {
      isLate = true;
      waiting.forEach(say);
      for (const one of waiting) one.aloud();
    }, LATE_MS);
  };
  const hand = () => {
    if (isThere && waiting.length) root.dispatchEvent(new CustomEvent("attach", { detail: waiting.splice(0) }));
  };
  const give = (files) => {
    waiting.push(...[...files].map(line));
    if (isThere) hand();
    else reach();
  };
  const met = () => {
    isThere = true;
    isLate = false;
    hand();
  };
  const back = () => waiting.length && reach();
  // Why nothing is taken at the moment: what stands in the locked text box, or where consent was refused above it.
  const reason = () => {
    const { readOnly, placeholder } = root.querySelector("[part~=input]");
    return readOnly && (root.querySelector(".sheet>p")?.textContent || placeholder);
  };
  const take = (files) => (reason() ? ask("say", reason()) : give(files));
  const pasted = (event) => {
    const { files } = event.clipboardData || {};
    if (!files?.length) return;
    event.preventDefault();
    take(files);
  };
  const dragged = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.hidden = event.type !== "dragover";
    drop.textContent = reason() || word("dropHere");
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  pick.addEventListener("change", () => {
    give(pick.files);
    pick.value = "";
  });
  const heard = [["paste", pasted], ["dragover", dragged], ["dragleave", dragged], ["drop", dragged]];
  for (const [name, hear] of heard) section.addEventListener(name, hear);
  root.addEventListener("attaching", met);
  addEventListener("online", back);

  const update = (next = data) => {
    data = next;
    attach.setAttribute("aria-label", word("attach"));
    attach.title = word("attach");
    // Devices call some kinds otherwise than the server, which looks into the bytes.
    const types = data.told?.limits?.upload_types ?? [];
    pick.accept = types.flatMap((type) => [type, ...(MORE[type] ?? [])]).join(",");
    waiting.forEach(say);
  };
  update();
  host.append(attach, pick, list);
  section.append(drop);
  return {
    update,
    destroy() {
      for (const [name, hear] of heard) section.removeEventListener(name, hear);
      root.removeEventListener("attaching", met);
      removeEventListener("online", back);
      clearTimeout(late);
      drop.remove();
    },
  };
}
