// The end of a conversation, and the way to another.
//
// `data` says nothing. The words are the menu's, whose second item does the same.
import { button, css as sheet, made } from "./shared/sheet.js";

export const css = sheet + ".sheet>.go{inline-size:100%}";
export { menu as words } from "../words/en.js";

export function draw(host, _, { word, ask }) {
  const group = made("div", { className: "sheet", role: "group" });
  // That it has ended stands in the conversation and in the text box: it need not be read a third time.
  const update = () => {
    group.setAttribute("aria-label", word("ended"));
    group.replaceChildren(button("go", () => ask("reset", ""), word("startAgain")));
  };
  update();
  host.append(group);
  return { update };
}
