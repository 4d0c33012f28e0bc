// The form before the first message. Its answers become the visitor's profile.
//
// `data`: `{told: [{name, label?, kind?, required?, options?}]}`, the page's `preChat`. `name` is the key of
// the profile, and the kind where there is none; `name`, `email`, `phone` and `question` have a label of ours.
import { css as fields, field } from "./shared/field.js";
import { label, make } from "./shared/make.js";
import { css as sheet } from "./shared/sheet.js";
import { date, form } from "../words/en.js";

export const words = { ...form, badDate: date.badDate };

export const css = sheet + fields + `
.before.ask{margin:0;padding:16px var(--_space);border:0;border-radius:0}
.before h3{margin:0;font-size:1.0667em}
.before .go{justify-self:stretch}
.inside:has(.before) [part=log]{flex:0 1 auto;padding-block:0}
`;

const KNOWN = ["name", "email", "phone", "question"];

const drawn = ({ name, label, kind = name, required, options = [] }, word) => {
  const one = field({ name, label: label || name, kind, required, options }, word);
  const title = one.place.querySelector("span");
  const update = () => {
    if (!label && KNOWN.includes(name)) title.textContent = word(name);
    one.update();
  };
  return { ...one, name, update };
};

export function draw(host, { told }, { word, ask, root }) {
  const fields = told.filter((one) => one?.name).map((one) => drawn(one, word));
  const title = make("h3");
  const go = make("button", { className: "go" });
  const whole = make("form", { className: "sheet ask before", noValidate: true }, title, ...fields.map(({ place }) => place), go);
  label(whole, { part: "form" }).addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = fields.filter(({ check }) => !check());
    if (wrong.length) return wrong[0].control.focus();
    const answers = fields.map(({ name, value }) => [name, value()]).filter(([, value]) => value);
    ask("introduce", JSON.stringify(Object.fromEntries(answers)));
  });
  const update = () => {
    title.textContent = word("aboutYou");
    go.textContent = word("startChat");
    for (const one of fields) one.update();
  };
  update();
  host.append(whole);
  // Who opened the window has the focus in it, and the part is shown after it was drawn. On a phone the keyboard would
  // cover what there is to read.
  requestAnimationFrame(() => root.activeElement?.matches("[part~=window]:not([aria-modal])") && fields[0]?.control.focus());
  return { update };
}
