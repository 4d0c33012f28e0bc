// The wire: a row for each request and for each event of a stream; opened, a row tells all of it.
import { button, made } from "../../shared/sheet.js";
import { ENTRIES } from "../limits.js";
import { curl } from "./curl.js";
import { parsed, tree } from "./tree.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
/** What of an address tells one request from another: what stands behind the bot. */
const short = (url) => {
  const { pathname, search } = new URL(url, location.href);
  return pathname.replace(/^.*\/bot\/[^/]+\//, "") + search;
};

const list = (headers) => made("dl", { dir: "ltr" }, ...Object.entries(headers).flatMap(([name, value]) => [made("dt", { textContent: name }), made("dd", { textContent: value, dir: "auto" })]));

/** What a row tells when it is opened. */
function details(entries, say) {
  const [request] = entries;
  const bodies = [];
  const parts = [];
  const head = (text) => made("h4", { textContent: text });
  const body = (text) => {
    const drawn = tree(text);
    bodies.push(drawn);
    return drawn.element;
  };
  if (request.kind === "request") {
    const line = curl(request);
    const shown = made("pre", { textContent: line, dir: "ltr", hidden: true, tabIndex: 0, role: "group", "aria-label": "curl" });
    const copy = button("do", () => navigator.clipboard.writeText(line).then(() => say("Copied. Put your own secrets in place of •••."), () => {
      // Without TLS, or where the page does not let it, it is to be marked and copied by hand.
      shown.hidden = false;
      say("The browser does not let this page copy; here is the line.");
    }), "Copy as curl");
    const search = made("input", { type: "search", placeholder: "Search", "aria-label": "Search in the bodies" });
    search.addEventListener("input", () => {
      const found = bodies.reduce((sum, { find }) => sum + find(search.value), 0);
      say(search.value ? `${found} found.` : "");
    });
    parts.push(made("div", { className: "bar" }, copy, search), shown, made("pre", { textContent: `${request.method} ${request.url}`, dir: "ltr", tabIndex: 0, role: "group", "aria-label": "Address" }));
  }
  for (const { kind, headers, body: text, injected } of entries) {
    const what = { request: "Request", answer: "Answer", stream: "Stream", event: "Data", failed: "Failed", end: "Ended" }[kind];
    parts.push(head(injected ? `${what} (injected: ${injected})` : what));
    if (headers && Object.keys(headers).length) parts.push(list(headers));
    if (text) parts.push(body(text));
  }
  return parts;
}

/** @param {{wire: object, element: HTMLElement}} self */
export function log({ wire, element }) {
  const rows = made("tbody");
  const count = made("p", { className: "count", role: "status" });
  const all = [];
  /** The requests among them. */
  const byId = new Map();
  const say = (text) => (count.textContent = text);
  const told = () => say(`${wire.entries.length} of the last ${ENTRIES} entries.`);

  const open = (row, again) => {
    const isOpen = row.more !== undefined;
    if (isOpen) row.more.remove();
    row.more = undefined;
    row.press.setAttribute("aria-expanded", !isOpen || again);
    if (isOpen && !again) return;
    row.more = made("tr", {}, made("td", { className: "more", colSpan: 5 }, ...details(row.entries, say)));
    row.line.after(row.more);
  };
  const draw = (row) => {
    const last = row.entries.at(-1);
    const status = row.entries.find((one) => one.status !== undefined)?.status;
    const isBad = last.kind === "failed" || status >= 400;
    row.cells[0].textContent = isBad && status === undefined ? "failed" : (status ?? "");
    row.cells[0].className = isBad ? "bad" : "";
    row.cells[1].textContent = last.ms ?? "";
    if (row.more) open(row, true);
  };
  const add = (entry) => {
    const isEvent = entry.kind === "event";
    if (!isEvent && entry.kind !== "request") {
      const row = byId.get(entry.id);
      if (!row) return;
      row.entries.push(entry);
      draw(row);
      return;
    }
    const name = isEvent ? `${entry.event} ${entry.cursor ?? ""}` : short(entry.url);
    const row = { entries: [entry], cells: [made("td"), made("td")] };
    row.press = button("row", () => open(row), name);
    row.press.title = isEvent ? name : entry.url;
    row.press.setAttribute("aria-expanded", false);
    const time = made("td", { textContent: clock.format(entry.at) });
    row.line = made("tr", { className: isEvent ? "of-stream" : "" }, time, made("td", { textContent: isEvent ? "event" : entry.method }), made("td", {}, row.press), ...row.cells);
    if (isEvent) row.cells[1].textContent = entry.ms ?? "";
    else byId.set(entry.id, row);
    rows.append(row.line);
    all.push(row);
    if (all.length <= ENTRIES) return;
    const { line, more, entries: [first] } = all.shift();
    line.remove();
    more?.remove();
    if (first.kind === "request") byId.delete(first.id);
  };
  const heard = ({ detail }) => {
    add(detail);
    told();
  };
  const clear = () => {
    wire.clear();
    rows.replaceChildren();
    all.length = 0;
    byId.clear();
    told();
  };

  wire.entries.forEach(add);
  told();
  element.addEventListener("parlour:wire", heard);
  const heads = ["Time", "Method", "Path", "Status", "ms"].map((textContent) => made("th", { textContent, scope: "col" }));
  const table = made("table", { className: "log", "aria-label": "Requests" }, made("thead", {}, made("tr", {}, ...heads)), rows);
  return { nodes: [made("div", { className: "bar" }, count, button("do", clear, "Clear")), table], end: () => element.removeEventListener("parlour:wire", heard) };
}

/** The newest answer that says what the channel can. */
export const capabilitiesIn = (entries) => entries.map(({ body }) => body && /"capabilities"/.test(body) && parsed(body)?.value?.capabilities).findLast(Boolean);
