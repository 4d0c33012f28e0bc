// Grades side by side: one to five are stars, anything else is numbers.
import { label, make, rove } from "./make.js";

export const css = `
.grades{display:flex;flex-wrap:wrap;gap:4px}
.grades button{min-inline-size:44px;min-block-size:44px;padding:0;border:1.5px solid transparent;border-radius:12px;background:none;font-weight:600}
.grades button:hover{background:var(--_soft)}
.stars button{color:var(--_field);font-size:1.8em;line-height:1}
.stars button:is(:hover,:focus-visible,[aria-pressed=true],:has(~button:is(:hover,:focus-visible,[aria-pressed=true]))){color:var(--_edge)}
@media (forced-colors:active){.grades button{border-color:ButtonText}.grades [aria-pressed=true]{border-color:Highlight}}
`;

/** The group and its buttons, each of which calls `give(grade)`; `name(text)` words them again. */
export function grades({ min, max }, tools, give) {
  const isStars = min === 1 && max === 5;
  const group = label(make("div", { className: isStars ? "grades stars" : "grades" }), { role: "group" });
  const buttons = [];
  for (let grade = min; grade <= max; grade += 1) {
    const button = make("button", { type: "button", textContent: "★" });
    button.addEventListener("click", () => give(grade));
    buttons.push(button);
  }
  rove(group, buttons);
  group.append(...buttons);
  return {
    group,
    buttons,
    name(text) {
      label(group, { "aria-label": text });
      buttons.forEach((button, nth) => {
        if (isStars) label(button, { "aria-label": tools.word("stars", { n: nth + 1 }) });
        else button.textContent = new Intl.NumberFormat(tools.locale).format(min + nth);
      });
    },
  };
}
