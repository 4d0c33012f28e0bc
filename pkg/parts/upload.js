// Files of the visitor: how far each has come, and what can be done about it. They come from `attach.js`, with their lines.
//
// `data`: `{place, bearer, sent, told}`: where files are posted to, the visitor's token for it, a count that grows when
// the files here have gone with a message, and the public part of the bot, once it is known. This part knows the
// network: only `XMLHttpRequest` tells how far an upload has come.
import { made } from "./shared/sheet.js";

import { attaching, upload } from "../words/en.js";

export const words = { ...upload, ...attaching };

/** Files that go with one message, and bytes of one, where the server has not said (server.md §1). */
const FILES = 5;
const BYTES = 10 * 1024 * 1024;

/** What the network may mend, and what another try may. */
const LOST = /^(queued|uploadFailed)$/;
const AGAIN = /^(queued|uploadFailed|tooManyFiles)$/;

/** What the server takes: `{bytes, types}`; no types: all. */
const limits = ({ told, place }, ask) =>
  (told ? Promise.resolve(told) : ask(place.replace(/attachments$/, "config"), { credentials: "omit" }).then((response) => response.json()))
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

export function draw(_host, first, tools) {
  const { word, ask, root } = tools;
  let data = first;
  let files = [];
  let known = { bytes: BYTES, types: [] };

  const size = (bytes) => {
    const [unit, by] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    return new Intl.NumberFormat(tools.locale, { style: "unit", unit, unitDisplay: by > 1 ? "short" : "long", maximumFractionDigits: 1 }).format(bytes / by);
  };
  const percent = (share) => new Intl.NumberFormat(tools.locale, { style: "percent" }).format(share);

  const isFull = () => files.filter(({ problem }) => !problem).length >= FILES;
  const say = (one) => {
    const { name, file, id, problem, request, share } = one;
    one.bar.hidden = !request;
    one.bar.value = share;
    one.bar.setAttribute("aria-label", word("uploading", { name }));
    const far = id ? size(file.size) : word("uploaded", { percent: percent(share) });
    const text = problem ? word(problem, { name, size: size(one.limit), n: FILES }) : far;
    const state = problem === "queued" ? "waiting" : problem ? "failed" : id ? "ready" : "sending";
    one.show(state, text, AGAIN.test(problem) && !isFull(), request && word("cancelUpload"));
  };
  const tell = () => {
    files.forEach(say);
    const ready = files.filter(({ id }) => id).map(({ id, name, picture }) => ({ id, name, picture }));
    ask("files", JSON.stringify({ ready, isUploading: files.some(({ request }) => request) }));
  };
  const leave = (one) => {
    one.request?.abort();
    files = files.filter((other) => other !== one);
    tell();
  };
  const fail = (one, problem) => {
    one.request = undefined;
    one.problem = problem;
    tell();
    one.aloud();
  };
  const send = (one) => {
    const { file } = one;
    const request = (one.request = new (root.XMLHttpRequest ?? XMLHttpRequest)());
    const body = new FormData();
    one.problem = undefined;
    one.share = 0;
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
      tell();
      one.aloud(word("uploaded", { percent: percent(1) }));
    };
    request.onerror = request.ontimeout = () => fail(one, navigator.onLine ? "uploadFailed" : "queued");
    request.send(body);
    tell();
  };
  const check = (one) => {
    const { file, problem } = one;
    if (!problem || !files.includes(one)) return;
    one.limit = known.bytes;
    if (file.size > known.bytes) fail(one, "fileTooLarge");
    else if (!file.size) fail(one, "fileEmpty");
    else if (!mayBeTaken(file, known.types)) fail(one, "fileRefused");
    else if (isFull()) fail(one, "tooManyFiles");
    else send(one);
  };
  const add = async (given) => {
    for (const one of given) {
      one.problem = "queued";
      one.limit = one.share = 0;
      one.bar = made("progress", { max: 1, hidden: true });
      one.retry = () => check(one);
      one.leave = () => leave(one);
      one.row.append(one.bar);
      files.push(one);
    }
    known = await limits(data, root.fetch ?? fetch);
    given.forEach(check);
  };

  const given = ({ detail }) => add(detail);
  // Nothing is sent while a file is on its way: why, is told where it was tried.
  const tried = ({ type, key, shiftKey, isComposing }) => {
    if (type === "keydown" && (key !== "Enter" || shiftKey || isComposing)) return;
    for (const { name, request } of files) if (request) ask("say", word("uploading", { name }));
  };
  const back = () => files.filter(({ problem }) => LOST.test(problem)).forEach(check);
  const form = root.querySelector("[part~=composer]");
  const input = root.querySelector("[part~=input]");
  root.addEventListener("attach", given);
  form.addEventListener("submit", tried);
  input.addEventListener("keydown", tried);
  addEventListener("online", back);

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
  root.dispatchEvent(new CustomEvent("attaching"));
  return {
    update,
    destroy() {
      for (const { request } of files) request?.abort();
      root.removeEventListener("attach", given);
      form.removeEventListener("submit", tried);
      input.removeEventListener("keydown", tried);
      removeEventListener("online", back);
    },
  };
}
