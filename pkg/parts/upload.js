// Files of the visitor: a line for each with its progress and a way out. They come from `attach.js`.
//
// `data`: `{place, bearer, sent, told}`: where files are posted to, the visitor's token for it, a count that grows when
// the files here have gone with a message, and the public part of the bot, once it is known. This part knows the
// network: only `XMLHttpRequest` tells how far an upload has come.
import { button, made } from "./shared/sheet.js";

import { attaching, upload } from "../words/en.js";

export const words = { ...upload, ...attaching };

export const css = `
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
`;

/** Files that go with one message, and bytes of one, where the server has not said (server.md §1). */
const FILES = 5;
const BYTES = 10 * 1024 * 1024;

/** What the server takes: `{bytes, types}`; no types: all. */
const limits = ({ told, place }) =>
  (told ? Promise.resolve(told) : fetch(place.replace(/attachments$/, "config"), { credentials: "omit" }).then((response) => response.json()))
    .then(({ limits }) => ({ bytes: limits.upload_bytes || BYTES, types: limits.upload_types || [] }))
    .catch(() => ({ bytes: BYTES, types: [] }));

/** One name for what devices call in several ways. */
const common = (type) => type.replace("/x-", "/").replace("heic", "heif").replace("/mp3", "/mpeg").replace("/jpg", "/jpeg");
/** Text that would be more than text in a browser. */
const RUNS = /html|xml|script/;

/**
 * Whether the server may take it. It looks into the bytes and has the last word: of what a device does not name, and of
 * text under another name, it alone can tell.
 */
const mayBeTaken = ({ type }, types) =>
  !types.length ||
  !type ||
  types.some((one) => common(one) === common(type)) ||
  (type.startsWith("text/") && !RUNS.test(type) && types.includes("text/plain"));

export function draw(host, first, tools) {
  const { word, ask, root } = tools;
  let data = first;
  let files = [];
  const list = made("ul", { className: "files" });

  const size = (bytes) => {
    const [unit, by] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    return new Intl.NumberFormat(tools.locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / by);
  };
  const percent = (share) => new Intl.NumberFormat(tools.locale, { style: "percent" }).format(share);

  const tell = () => {
    const ready = files.filter(({ id }) => id).map(({ id, name, picture }) => ({ id, name, picture }));
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
      if (told.kind === "image") one.picture = told.url;
      say(one);
      tell();
    };
    request.onerror = request.ontimeout = () => fail(one, "uploadFailed");
    request.send(body);
    say(one);
    tell();
  };
  const add = async (chosen) => {
    const { bytes, types } = await limits(data);
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
      else if (!mayBeTaken(file, types)) fail(one, "fileRefused");
      else send(one, file);
    }
  };

  const given = ({ detail }) => add(detail);
  root.addEventListener("attach", given);

  const update = (next = data) => {
    if (next.sent !== data.sent) {
      // What failed stays to be read.
      for (const one of files.filter(({ id }) => id)) one.row.remove();
      files = files.filter(({ id }) => !id);
    }
    data = next;
    files.forEach(say);
  };
  update();
  host.append(list);
  root.dispatchEvent(new CustomEvent("attaching"));
  return {
    update,
    destroy() {
      for (const { request } of files) request?.abort();
      root.removeEventListener("attach", given);
    },
  };
}
