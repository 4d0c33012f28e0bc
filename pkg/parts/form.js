// Several things at once, answered with one message.
//
// `data`: `{fields: [{name, label, kind, required, options: string[]}]}`; kinds: text number email phone
// date multiple_choice multi_select, another word is a text. The answer has a line `label: value` for each
// field that was filled in (`form_answer` of the protocol).
import { css, field } from "./shared/field.js";
import { label, make } from "./shared/make.js";
import { date, form } from "../words/en.js";

export const words = { ...form, badDate: date.badDate };

export { css };

export function draw(host, data, { word, ask }) {
  const fields = data.fields.map((one) => field(one, word));
  const go = make("button", { className: "go" });
  const sum = label(make("p", { className: "wrong" }), { role: "alert" });
  const part = label(make("form", { className: "ask", noValidate: true }, ...fields.map(({ place }) => place), sum, go), { part: "form" });
  part.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = fields.filter(({ check }) => !check());
    sum.textContent = wrong.length ? word("badForm", { n: wrong.length }) : "";
    if (wrong.length) return wrong[0].control.focus();
    const lines = fields.map(({ line }) => line()).filter(Boolean);
    if (!lines.length) {
      fields[0].complain("fillOne");
      return fields[0].control.focus();
    }
    go.disabled = ask("form", lines.join("\n"));
  });
  const update = () => {
    for (const one of fields) one.update();
    go.textContent = word("submit");
    sum.textContent = "";
  };
  update();
  host.append(part);
  return { update };
}
