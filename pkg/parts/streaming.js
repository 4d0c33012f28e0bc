// An answer that is being made: it grows in one bubble, and the button that sends becomes the one that stops it.
//
// `data`: `{text, of, place, bearer}`: what is known of the answer, and the id of the message that it answers; where files would be posted to, beside which it is
// stopped; and the visitor's token for that. The log brings the whole of it in a bubble of its own, and this one goes.
//
// Markup that is not complete would be seen as its marks, and jump when it is. So blocks are drawn when they are
// whole, and not again; of the block that grows the lines that are whole; and its last line without its marks.
import { button, made } from "./shared/sheet.js";

export { streaming as words } from "../words/en.js";

export const css = `
[part=log]:has(.growing) [part=typing]{display:none}
.growing{list-style:none}
[part=log][data-grown] li[data-new]{animation:none}
form:has(.stop) [part=send]{display:none}
.stop{grid-row:2;grid-column:4;display:grid;place-items:center;inline-size:44px;block-size:44px;margin-inline-start:8px;padding:0;border:0;border-radius:50%;background:var(--_accent);color:var(--_on-accent)}
.stop::before{content:"";inline-size:14px;block-size:14px;border-radius:3px;background:currentColor}
.stop[aria-disabled=true]{background:var(--_soft);color:var(--_muted)}
@media (forced-colors:active){.stop{border:2px solid ButtonText}.stop::before{forced-color-adjust:none;background:ButtonText}}
`;

/** Milliseconds that the bubble of the whole answer takes the place of this one without an entrance. */
const ENTRANCE_MS = 400;

const FENCE = /^ {0,3}(```|~~~)/;
const ITEM = /^\s*([-*+]|\d{1,9}[.)])(\s+|$)/;

/** Where the blocks end that nothing can change any more: behind a blank line that is in no code, and no list. */
export const settled = (text) => {
  let [end, at, fence, isList, isBlank] = [0, 0, "", false, false];
  const lines = text.split("\n");
  // What the last line will be is not known yet.
  lines.pop();
  for (const line of lines) {
    if (isBlank && !fence && line.trim() && !(isList && (ITEM.test(line) || /^\s/.test(line)))) {
      end = at;
      isList = ITEM.test(line);
    }
    if (!end && !at) isList = ITEM.test(line);
    const [, mark] = FENCE.exec(line) || [];
    if (mark && (!fence || fence === mark)) fence = fence ? "" : mark;
    isBlank = !line.trim();
    at += line.length + 1;
  }
  return end;
};

/** A line without the marks of what may not be complete in it. */
export const unmarked = (line) =>
  line
    .replace(/!?\[([^\]]*)(\](\([^)]*\)?)?)?/g, "$1")
    .replace(/\*\*|__|~~|`/g, "")
    .replace(/(^|[\s(])[*_]+(?=\S)/g, "$1")
    .replace(/([^\s*_])[*_]+(?=[\s).,;:!?]|$)/g, "$1");

/** The block that grows: the lines of it that can be drawn, and the last one, as what it is going to be. */
export const growing = (block) => {
  const at = block.lastIndexOf("\n") + 1;
  let [lines, last] = [block.slice(0, at), block.slice(at)];
  const isCode = lines.split("\n").filter((line) => FENCE.test(line)).length % 2 === 1;
  if (isCode) return { lines, kind: "code", last: /^ {0,3}(`+|~+)$/.test(last) ? "" : last };
  if (/^ {0,3}(`|~~)/.test(last)) return { lines, kind: "p", last: /^ {0,3}(`{2,}|~~)/.test(last) ? "" : unmarked(last) };
  // A table is one from its second line on, and its rows are seen whole.
  const rows = /(^|\n)(\|[^\n]*\n?)$/.exec(lines);
  if (rows && !/(^|\n)\|[^\n]*\n\|/.test(lines)) lines = lines.slice(0, rows.index + rows[1].length);
  if (/^\s*\|/.test(last)) return { lines, kind: "p", last: "" };
  const heading = /^(#{1,6})(\s+|$)/.exec(last);
  if (heading) return { lines, kind: `h${Math.min(heading[1].length + 2, 6)}`, last: unmarked(last.slice(heading[0].length)) };
  const quote = /^>\s?/.exec(last);
  if (quote) return { lines, kind: "blockquote", last: unmarked(last.slice(quote[0].length)) };
  const item = ITEM.exec(last);
  if (item) return { lines, kind: /\d/.test(item[1]) ? "ol" : "ul", last: unmarked(last.slice(item[0].length)), number: parseInt(item[1], 10) };
  return { lines, kind: "p", last: unmarked(last) };
};

export function draw(host, first, tools) {
  const { word, marked, root } = tools;
  let data = first;
  let shown = "";
  let whole = 0;
  let drawn;
  let base = [];
  let grown = [];
  const find = (selector) => root.querySelector(selector);
  const log = find("[part~=log]");
  const form = find("[part~=composer]");

  const bubble = made("div", { part: "bubble" });
  const portrait = find("[part=header] [part=avatar]")?.cloneNode(true) || "";
  const name = made("span", { dir: "auto", textContent: find("[part~=title]").textContent });
  const time = made("time");
  const at = Date.now();
  const row = made("li", { part: "message message-bot" }, made("div", { part: "meta" }, name, time), portrait, bubble);
  row.setAttribute("data-opens", "");
  host.append(made("ol", { className: "growing" }, row));

  const stop = button("stop", () => {
    if (stop.getAttribute("aria-disabled") === "true") return;
    stop.setAttribute("aria-disabled", true);
    (root.fetch ?? fetch)(data.place.replace(/attachments$/, "stop"), {
      method: "POST",
      credentials: "omit",
      headers: { Authorization: `Bearer ${data.bearer}`, "Content-Type": "application/json" },
      // The next answer may have begun meanwhile, and is not this one.
      body: JSON.stringify({ in_reply_to: data.of }),
    })
      .then(({ ok }) => ok || Promise.reject())
      .catch(() => stop.removeAttribute("aria-disabled"));
  });
  form?.append(stop);

  /** Puts the last line where it is going to stand: in `before`, if it goes on there, or in a block that is given. */
  const tail = ({ lines, kind, last, number }, before) => {
    if (!last) return [];
    const words = made("span", { textContent: last });
    if (kind === "code") {
      before?.querySelector("pre code")?.append(words);
      return [];
    }
    if (kind === "p" && before?.localName === "p" && /\S[^\S\n]*\n$/.test(lines)) {
      before.append("\n", words);
      return [];
    }
    const isList = kind === "ol" || kind === "ul";
    const line = made(isList ? "li" : kind === "blockquote" ? "p" : kind, { dir: "auto" }, words);
    if (!isList && kind !== "blockquote") return [line];
    if (before?.localName === kind) {
      before.append(line);
      return [];
    }
    const block = made(kind, { dir: "auto" }, line);
    if (number > 1) block.start = number;
    return [block];
  };

  const update = (now = data) => {
    if (now.of !== data.of) stop.removeAttribute("aria-disabled");
    data = now;
    const { text } = data;
    const end = settled(text);
    // Another answer, or the same one from its beginning.
    if (end < whole || !text.startsWith(shown)) {
      bubble.replaceChildren();
      [whole, drawn, grown] = [0, undefined, []];
    }
    shown = text;
    if (end > whole) {
      grown.forEach((block) => block.remove());
      bubble.append(...marked(text.slice(whole, end)).children);
      [whole, drawn, grown] = [end, undefined, []];
    }
    const grows = growing(text.slice(whole));
    if (drawn !== grows.lines) {
      drawn = grows.lines;
      base = drawn.trim() ? [...marked(drawn).children] : [];
    }
    grown.forEach((block) => block.remove());
    // What the last line was added to is drawn as it was before it.
    grown = base.map((block) => block.cloneNode(true));
    grown.push(...tail(grows, grown.at(-1)));
    bubble.append(...grown);
    stop.setAttribute("aria-label", word("stop"));
    stop.title = word("stop");
    time.textContent = new Intl.DateTimeFormat(tools.locale, { timeStyle: "short" }).format(at);
  };
  update();
  return {
    update,
    destroy() {
      if (root.activeElement === stop) find("[part~=input]").focus();
      stop.remove();
      log.setAttribute("data-grown", "");
      setTimeout(() => log.removeAttribute("data-grown"), ENTRANCE_MS);
    },
  };
}
