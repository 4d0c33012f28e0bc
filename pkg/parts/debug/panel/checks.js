// What the page's policy lets happen, and whether everybody can use the window: looked at when the sheet is opened.
import { button, made } from "../../shared/sheet.js";
import { policy } from "./policy.js";
import { reach } from "./reach.js";

const MARKS = { good: ["✓", "Good"], bad: ["✕", "Wrong"], open: ["–", "Not told"] };

const drawn = (checks) =>
  made(
    "ul",
    { className: "checks" },
    ...checks.map(({ name, state, said }) => {
      const [sign, word] = MARKS[state];
      const item = made("li", {}, made("span", { className: "mark", role: "img", "aria-label": word, textContent: sign }), made("b", { textContent: name }), made("span", { className: "said", textContent: said, dir: "auto" }));
      item.dataset.state = state;
      return item;
    }),
  );

/** @param {{config: object, root: ShadowRoot, wire: object, kept: object[], panel: HTMLElement}} self */
export function checks(self) {
  const lists = made("div");
  const status = made("p", { className: "count", role: "status" });
  const look = () => {
    const [page, people] = [policy(self), reach(self.root, self.panel)];
    const wrong = [...page, ...people].filter(({ state }) => state === "bad").length;
    status.textContent = wrong ? `${wrong} of ${page.length + people.length} are wrong.` : `Nothing is wrong of ${page.length + people.length}.`;
    lists.replaceChildren(made("h4", { textContent: "Policy of the page (CSP)" }), drawn(page), made("h4", { textContent: "Accessibility of the window" }), drawn(people));
  };
  look();
  return { nodes: [made("div", { className: "bar" }, status, button("do", look, "Look again")), lists] };
}
