// One field of a form: kinds text number email phone date multiple_choice multi_select, another word is a text.
import { css as asks, label, make } from "./make.js";

export const css = asks + `
.ask .field>label:not(.tick),.ask .field>legend{display:block;margin-block-end:4px;font-weight:600}
.ask .field{margin:0}
.ask .field small{font-weight:400;color:var(--_muted)}
`;

const TYPES = { email: "email", phone: "tel", date: "date", number: "text" };
const FILLS = { email: "email", phone: "tel", name: "name" };
const BAD = {
  email: [/^[^\s@]+@[^\s@]+\.[^\s@.]+$/, "badEmail"],
  phone: [/^\+?[\p{Nd}\s()./-]{4,}$/u, "badPhone"],
  number: [/^[+-]?\p{Nd}+([.,٫]\p{Nd}+)?$/u, "badNumber"],
};

let last = 0;

/** One field with its label and its complaint; `word` says them. */
export function field({ name, label: text, kind, required, options }, word) {
  const id = `parlour-field-${(last += 1)}`;
  const note = make("small");
  const wrong = make("p", { className: "wrong", id: `${id}-wrong` });
  const isSeveral = kind === "multi_select";
  let first = make("option", { value: "" });
  const boxes = isSeveral ? options.map((value) => make("input", { type: "checkbox", value })) : [];
  const control = isSeveral
    ? boxes[0] || make("input")
    : kind === "multiple_choice"
      ? make("select", { id }, first, ...options.map((value) => make("option", { value, textContent: value })))
      : make("input", { id, type: TYPES[kind] || "text", dir: "auto", maxLength: 500, autocomplete: FILLS[kind] || FILLS[name] || "on" });
  if (kind === "number") control.inputMode = "decimal";
  const title = make(isSeveral ? "legend" : "label", isSeveral ? {} : { htmlFor: id }, make("span", { dir: "auto", textContent: text }), " ", note);
  const ticks = boxes.map((box) => make("label", { className: "tick", dir: "auto" }, box, make("span", { textContent: box.value })));
  const place = make(isSeveral ? "fieldset" : "div", { className: "field" }, title, ...(isSeveral ? ticks : [control]), wrong);
  label(place, { part: "field" });
  for (const one of isSeveral ? boxes : [control]) label(one, { "aria-describedby": wrong.id });
  if (required && !isSeveral) label(control, { "aria-required": true });

  const value = () => (isSeveral ? boxes.filter((box) => box.checked).map((box) => box.value).join(", ") : control.value).trim();
  const problem = () => {
    const [model, key] = BAD[kind] || [];
    if (!value()) return control.validity.badInput ? "badDate" : required ? "missing" : "";
    return model && !model.test(value()) ? key : "";
  };
  const complain = (key) => {
    wrong.textContent = key && word(key);
    label(control, { "aria-invalid": !!key });
    return !key;
  };
  const check = () => complain(problem());
  place.addEventListener("change", () => wrong.textContent && check());
  return {
    place,
    control,
    check,
    complain,
    value,
    line: () => value() && `${text}: ${value().replace(/\s+/g, " ")}`,
    update() {
      note.textContent = required ? "" : `(${word("optional")})`;
      first.textContent = word("chooseOne");
      if (wrong.textContent) check();
    },
  };
}
