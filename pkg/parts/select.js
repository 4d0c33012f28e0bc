// Several of a few options.
//
// `data`: `{options: string[], min?: number, max?: number}`. The answer is the chosen options, one a line.
import { css, label, make } from "./shared/make.js";

export { select as words } from "../words/en.js";
export { css };

let last = 0;

export function draw(host, data, { word, ask }) {
  const most = data.max || data.options.length;
  const least = Math.max(data.min || 0, 1);
  const legend = make("legend");
  const go = make("button", { className: "go" });
  const wrong = label(make("p", { className: "wrong", id: `parlour-few-${(last += 1)}` }), { role: "alert" });
  const boxes = data.options.map((value) => make("input", { type: "checkbox", value }));
  const rows = boxes.map((box) => make("label", { className: "tick", dir: "auto" }, box, make("span", { textContent: box.value })));
  const chosen = () => boxes.filter((box) => box.checked);
  const check = () => {
    const isEnough = chosen().length >= least;
    wrong.textContent = isEnough ? "" : word("chooseMore", { n: least });
    label(boxes[0], { "aria-invalid": !isEnough });
    return isEnough;
  };
  const follow = () => {
    if (wrong.textContent) check();
    const isFull = chosen().length >= most;
    for (const box of boxes) box.disabled = !box.checked && isFull;
  };
  const form = make("form", { className: "ask" }, make("fieldset", {}, legend, ...rows), wrong, go);
  for (const box of boxes) label(box, { "aria-describedby": wrong.id });
  form.addEventListener("change", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!check()) return boxes[0].focus();
    // One answer; with it the control goes.
    if (!go.disabled) go.disabled = ask("suggested_reply", chosen().map((box) => box.value).join("\n"));
  });
  const update = () => {
    legend.textContent = word("chooseSeveral");
    go.textContent = word("confirm");
    if (wrong.textContent) check();
  };
  update();
  host.append(form);
  return { update };
}
