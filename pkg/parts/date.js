// A day, by the browser's own picker: it knows the visitor's calendar, keyboard and screen reader.
//
// `data`: `{min?: "2026-05-01", max?: "2026-12-31"}`. The answer is the day, written alike.
import { css, label, make } from "./shared/make.js";

import { date, select } from "../words/en.js";

export { css };
export const words = { ...date, confirm: select.confirm };

let last = 0;

export function draw(host, { min = "", max = "" }, tools) {
  const { word, ask } = tools;
  const id = `parlour-day-${(last += 1)}`;
  const name = make("label", { htmlFor: id });
  const day = make("input", { type: "date", id, min, max, required: true });
  const wrong = label(make("p", { className: "wrong", id: `${id}-wrong` }), { role: "alert" });
  const go = make("button", { className: "go" });
  const form = make("form", { className: "ask", noValidate: true }, name, day, wrong, go);
  // An empty field that is required counts as wrong for a browser, before anybody has been there.
  label(day, { "aria-describedby": wrong.id, "aria-invalid": false });
  const written = (day) => new Intl.DateTimeFormat(tools.locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
  const check = () => {
    const { rangeUnderflow, rangeOverflow, valid } = day.validity;
    wrong.textContent = rangeUnderflow
      ? word("tooEarly", { date: written(min) })
      : rangeOverflow
        ? word("tooLate", { date: written(max) })
        : valid ? "" : word("badDate");
    label(day, { "aria-invalid": !valid });
    return valid;
  };
  day.addEventListener("change", () => wrong.textContent && check());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!check()) return day.focus();
    go.disabled = ask("form", day.value);
  });
  const update = () => {
    name.textContent = word("chooseDate");
    go.textContent = word("confirm");
    if (wrong.textContent) check();
  };
  update();
  host.append(form);
  return { update };
}
