// A grade, given by one press.
//
// `data`: `{min: number, max: number}`. One to five are stars, anything else is numbers.
import { css as asks, label, make, rove } from "./shared/make.js";

export { rating as words } from "../words/en.js";

export const css = asks + `
.grades{display:flex;flex-wrap:wrap;gap:4px;padding:8px}
.grades button{min-inline-size:44px;min-block-size:44px;padding:0;border:1.5px solid transparent;border-radius:12px;background:none;font-weight:600}
.grades button:hover{background:var(--_soft)}
.stars button{color:var(--_field);font-size:1.8em;line-height:1}
.stars button:is(:hover,:focus-visible,:has(~button:is(:hover,:focus-visible))){color:var(--_edge)}
@media (forced-colors:active){.grades button{border-color:ButtonText}}
`;

export function draw(host, { min, max }, { word, ask, locale }) {
  const isStars = min === 1 && max === 5;
  const group = label(make("div", { className: "ask grades" + (isStars ? " stars" : "") }), { role: "group" });
  const buttons = [];
  for (let grade = min; grade <= max; grade += 1) {
    const text = isStars ? "★" : new Intl.NumberFormat(locale).format(grade);
    const button = make("button", { type: "button", textContent: text });
    button.addEventListener("click", () => {
      for (const one of buttons) one.disabled = true;
      ask("rating", String(grade));
    });
    buttons.push(button);
  }
  const update = () => {
    label(group, { "aria-label": word("rate") });
    if (isStars) buttons.forEach((button, nth) => label(button, { "aria-label": word("stars", { n: nth + 1 }) }));
  };
  update();
  rove(group, buttons);
  group.append(...buttons);
  host.append(group);
  return { update };
}
