// JSON as a tree that is folded and searched; anything else as it is.
import { made } from "../../shared/sheet.js";
import { OPEN_DEPTH, TREE_DEPTH, TREE_LINES, VALUE_CHARS } from "./limits.js";

const isBranch = (value) => typeof value === "object" && value !== null && Object.keys(value).length > 0;
const written = (value) => {
  const text = JSON.stringify(value);
  return text.length > VALUE_CHARS ? text.slice(0, VALUE_CHARS) + "…" : text;
};

/** The value of a text, if it is JSON. */
export const parsed = (text) => {
  try {
    return { value: JSON.parse(text) };
  } catch {}
};

/** `{element, find(text)}`; `find` marks and opens what has the text, and gives how many do. */
export function tree(text) {
  const json = parsed(text);
  const lines = [];
  if (!json) {
    const element = made("pre", { textContent: text, dir: "auto", tabIndex: 0, role: "group", "aria-label": "Text" });
    return { element, find: (wanted) => (wanted ? text.toLowerCase().split(wanted.toLowerCase()).length - 1 : 0) };
  }

  const line = (key, value, depth) => {
    const name = key === undefined ? "" : made("span", { className: "key", textContent: `${key}: ` });
    const said = made("span", { className: typeof value, dir: "auto" });
    if (!isBranch(value) || depth >= TREE_DEPTH) {
      said.textContent = written(value);
      const element = made("div", { className: "leaf" }, name, said);
      lines.push({ element, text: `${key ?? ""} ${said.textContent}`.toLowerCase() });
      return element;
    }
    const inner = Object.entries(value);
    said.textContent = Array.isArray(value) ? `[${inner.length}]` : `{${inner.length}}`;
    const summary = made("summary", {}, name, said);
    const branch = made("details", { open: depth < OPEN_DEPTH }, summary);
    lines.push({ element: summary, text: String(key ?? "").toLowerCase() });
    for (const [key, value] of inner) {
      if (lines.length >= TREE_LINES) {
        branch.append(made("div", { className: "leaf", textContent: "… more than is drawn" }));
        break;
      }
      branch.append(line(key, value, depth + 1));
    }
    return branch;
  };
  const element = made("div", { className: "tree", dir: "ltr" }, line(undefined, json.value, 0));

  const find = (wanted) => {
    let found = 0;
    for (const line of lines) {
      const isFound = wanted !== "" && line.text.includes(wanted.toLowerCase());
      line.element.classList.toggle("found", isFound);
      if (!isFound) continue;
      found += 1;
      for (let above = line.element.parentNode; above && above !== element; above = above.parentNode) above.open = true;
    }
    return found;
  };
  return { element, find };
}
