// The end of a conversation, and the way to another.
//
// `data` says nothing. The words are the menu's, whose second item does the same.
import { button, css, made } from "./shared/sheet.js";

export { css };
export { menu as words } from "../words/en.js";

export function draw(host, _, { word, ask }) {
  const sheet = made("div", { className: "sheet", role: "group" });
  // That it has ended stands in the conversation and in the text box: it need not be read a third time.
  const update = () => {
    sheet.setAttribute("aria-label", word("ended"));
    sheet.replaceChildren(button("go", () => ask("reset", ""), word("startAgain")));
  };
  update();
  host.append(sheet);
  return { update };
}
