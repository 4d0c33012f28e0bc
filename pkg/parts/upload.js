// Files of the visitor: a button, paste and drop, a line for each with its progress and a way out.
//
// `data`: `{place, bearer, sent}`: where files are posted to, the visitor's token for it, and a count that
// grows when the files here have gone with a message. This is the one part that knows the network: only
// `XMLHttpRequest` tells how far an upload has come.
import { button, made } from "./shared/sheet.js";

export { upload as words } from "../words/en.js";

export const css = `
[part=attach]{grid-row:2;grid-column:1;display:grid;place-items:center;inline-size:44px;block-size:44px;margin-inline:-6px 4px;padding:0;border:0;border-radius:50%;background:none;color:var(--_muted)}
[part=attach]:hover{background:var(--_soft);color:var(--_text)}
[part=attach] svg{inline-size:22px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
form:has([readonly]) [part=attach]{display:none}
.files{grid-row:1;grid-column:1/-1;display:grid;grid-template-columns:minmax(0,1fr);gap:4px;max-block-size:30vh;overflow-y:auto;margin:0 0 8px;padding:0;list-style:none}
.files:empty{display:none}
.files li{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:center;min-block-size:44px;padding-inline:12px 0;border-radius:12px;background:var(--_soft);font-size:.8667em;line-height:1.4}
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
.drop{position:absolute;z-index:3;inset:0;display:grid;place-items:center;padding:24px;border:3px dashed var(--_edge);border-radius:inherit;background:var(--_surface);color:var(--_text);font-weight:600;text-align:center;opacity:.95;pointer-events:none}
`;

/** Files that go with one message, and bytes of one, where the server has not said (server.md §1). */
const FILES = 5;
const BYTES = 10 * 1024 * 1024;

const NS = "http://www.w3.org/2000/svg";
const clip = () => {
  const svg = document.createElementNS(NS, "svg");
  const path = document.createElementNS(NS, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.4 17a1.6 1.6 0 0 1-2.3-2.3L15 6.8");
  svg.append(path);
  return svg;
};

/** Asks the server what it takes: `{bytes, types}`; types as in `accept`, none: all. */
const limits = (place) =>
  fetch(place.replace(/attachments$/, "config"), { credentials: "omit" })
    .then((response) => response.json())
    .then(({ limits }) => ({ bytes: limits.upload_bytes || BYTES, types: limits.upload_types || [] }))
    .catch(() => ({ bytes: BYTES, types: [] }));

const isTaken = ({ name, type }, types) =>
  !types.length ||
  types.some((one) =>
    one.startsWith(".") ? name.toLowerCase().endsWith(one) : one.endsWith("/*") ? type.startsWith(one.slice(0, -1)) : type === one,
  );

export function draw(host, first, tools) {
  const { word, ask, root } = tools;
  let data = first;
  let files = [];
  const allowed = limits(first.place);
  const pick = made("input", { type: "file", multiple: true, hidden: true, tabIndex: -1 });
  const list = made("ul", { className: "files" });
  const attach = button("", () => pick.click(), clip());
  attach.setAttribute("part", "attach");
  const drop = made("div", { className: "drop", hidden: true });
  const section = root.querySelector("[part~=window]");

  const size = (bytes) => {
    const [unit, by] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    return new Intl.NumberFormat(tools.locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / by);
  };
  const percent = (share) => new Intl.NumberFormat(tools.locale, { style: "percent" }).format(share);

  const tell = () => {
    const ready = files.filter(({ id }) => id).map(({ id, name }) => ({ id, name }));
    ask("files", JSON.stringify({ ready, isUploading: files.some(({ request }) => request) }));
  };
  const leave = (one) => {
    one.request?.abort();
    files = files.filter((other) => other !== one);
    one.row.remove();
    tell();
    root.querySelector("[part~=input]").focus();
  };
  const say = (one) => {
    const { name, share, problem } = one;
    one.row.dataset.state = problem ? "failed" : one.id ? "ready" : "sending";
    one.bar.hidden = !one.request;
    one.bar.value = share;
    one.bar.setAttribute("aria-label", word("uploading", { name }));
    one.how.textContent = problem ? word(problem, { name, size: size(one.limit || 0), n: FILES }) : one.id ? size(one.bytes) : word("uploaded", { percent: percent(share) });
    one.out.setAttribute("aria-label", one.request ? word("cancelUpload") : word("removeFile", { name }));
  };
  const fail = (one, problem) => {
    one.request = undefined;
    one.problem = problem;
    say(one);
    ask("say", one.how.textContent);
    tell();
  };
  const send = (one, file) => {
    const request = (one.request = new XMLHttpRequest());
    const body = new FormData();
    body.append("file", file, file.name);
    request.open("POST", data.place);
    request.setRequestHeader("Authorization", `Bearer ${data.bearer}`);
    request.upload.onprogress = ({ loaded, total }) => {
      one.share = total ? loaded / total : 0;
      say(one);
    };
    request.onload = () => {
      one.request = undefined;
      let told;
      try {
        told = JSON.parse(request.responseText);
      } catch {}
      if (request.status >= 300 || !told?.id) {
        one.limit = file.size;
        return fail(one, { 413: "fileTooLarge", 415: "fileRefused" }[request.status] || "uploadFailed");
      }
      one.id = told.id;
      say(one);
      tell();
    };
    request.onerror = request.ontimeout = () => fail(one, "uploadFailed");
    request.send(body);
    say(one);
    tell();
  };
  const add = async (chosen) => {
    const { bytes, types } = await allowed;
    for (const file of chosen) {
      const how = made("span", { className: "how" });
      const bar = made("progress", { max: 1, value: 0 });
      const one = { name: file.name || word("attach"), bytes: file.size, limit: bytes, share: 0, how, bar };
      one.out = button("out", () => leave(one), "×");
      one.row = made("li", {}, made("span", {}, made("span", { className: "name", dir: "auto" }, one.name), how), one.out, bar);
      list.append(one.row);
      const isFull = files.filter(({ problem }) => !problem).length >= FILES;
      files.push(one);
      if (isFull) fail(one, "tooManyFiles");
      else if (file.size > bytes) fail(one, "fileTooLarge");
      else if (!isTaken(file, types)) fail(one, "fileRefused");
      else send(one, file);
    }
  };

  const pasted = (event) => {
    const { files } = event.clipboardData || {};
    if (!files?.length) return;
    event.preventDefault();
    add([...files]);
  };
  const dragged = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.hidden = event.type !== "dragover";
    if (event.type === "drop") add([...event.dataTransfer.files]);
  };
  pick.addEventListener("change", () => {
    add([...pick.files]);
    pick.value = "";
  });
  const heard = [["paste", pasted], ["dragover", dragged], ["dragleave", dragged], ["drop", dragged]];
  for (const [name, hear] of heard) section.addEventListener(name, hear);

  const update = (next = data) => {
    if (next.sent !== data.sent) {
      // What failed stays to be read.
      for (const one of files.filter(({ id }) => id)) one.row.remove();
      files = files.filter(({ id }) => !id);
    }
    data = next;
    attach.setAttribute("aria-label", word("attach"));
    attach.title = word("attach");
    drop.textContent = word("dropHere");
    files.forEach(say);
  };
  update();
  allowed.then(({ types }) => (pick.accept = types.join(",")));
  host.append(attach, pick, list);
  section.append(drop);
  return {
    update,
    destroy() {
      for (const { request } of files) request?.abort();
      for (const [name, hear] of heard) section.removeEventListener(name, hear);
      drop.remove();
    },
  };
}
