// The end of a conversation, and the way to another.
//
// `data` says nothing. The words are those of the chat itself.
import { button, css, made } from "./shared/sheet.js";

export { css };
export const words = {};

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
