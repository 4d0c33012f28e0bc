// A grade, given by one press.
//
// `data`: `{min: number, max: number, text: string}`. One to five are stars, anything else is numbers; `text` is what
// is asked, without markup, and may be empty.
import { css as looks, grades } from "./shared/grades.js";
import { css as asks } from "./shared/make.js";

export { rating as words } from "../words/en.js";

export const css = asks + looks + ".ask.grades{display:flex;gap:4px;padding:8px}";

export function draw(host, data, tools) {
  const { group, buttons, name } = grades(data, tools, (grade) => {
    const goes = tools.ask("rating", String(grade));
    for (const one of buttons) one.disabled = goes;
  });
  const update = () => name(data.text || tools.word("rate"));
  update();
  group.classList.add("ask");
  host.append(group);
  return { update };
}
