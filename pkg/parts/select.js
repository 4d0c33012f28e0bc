// Several of a few options.
//
// `data`: `{options: string[], min?: number, max?: number}`. The answer is the chosen options, one a line.
import { css, make } from "./shared/make.js";

export { select as words } from "../words/en.js";
export { css };

export function draw(host, data, { word, ask }) {
  const most = data.max || data.options.length;
  const least = Math.max(data.min || 0, 1);
  const legend = make("legend");
  const go = make("button", { className: "go" });
  const boxes = data.options.map((value) => make("input", { type: "checkbox", value }));
  const rows = boxes.map((box) => make("label", { className: "tick", dir: "auto" }, box, make("span", { textContent: box.value })));
  const chosen = () => boxes.filter((box) => box.checked);
  const follow = () => {
    const count = chosen().length;
    go.disabled = count < least;
    for (const box of boxes) box.disabled = !box.checked && count >= most;
  };
  const form = make("form", { className: "ask" }, make("fieldset", {}, legend, ...rows), go);
  form.addEventListener("change", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // One answer; with it the control goes.
    if (!go.disabled) go.disabled = ask("suggested_reply", chosen().map((box) => box.value).join("\n"));
  });
  const update = () => {
    legend.textContent = word("chooseSeveral");
    go.textContent = word("confirm");
  };
  update();
  follow();
  host.append(form);
  return { update };
}
