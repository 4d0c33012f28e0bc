// The question for consent, and what is left of it once it was refused.
//
// `data`: `{told: {text, url?, label?}, isDenied: boolean}`; text and address are the page's.
import { button, css, made, webAddress } from "./shared/sheet.js";

export { consent as words } from "../words/en.js";
export { css };

export function draw(host, data, { word, ask }) {
  const sheet = made("div", { className: "sheet", role: "group" });
  const update = ({ told, isDenied }) => {
    const agree = button("go", () => ask("consent", "granted"), word("agree"));
    sheet.setAttribute("aria-label", word("consentTitle"));
    if (isDenied) {
      agree.textContent = word("decideAgain");
      agree.className = "quiet";
      sheet.replaceChildren(made("p", {}, word("declined")), made("div", { className: "acts" }, agree));
      return;
    }
    const decline = button("quiet", () => ask("consent", "denied"), word("decline"));
    const href = webAddress(told?.url);
    const link = href && made("a", { href, target: "_blank", rel: "noopener", dir: "auto" }, told.label || new URL(href).host);
    sheet.replaceChildren(
      made("h3", {}, word("consentTitle")),
      made("p", { dir: "auto" }, told?.text || ""),
      ...(link ? [made("p", {}, link)] : []),
      made("div", { className: "acts" }, agree, decline),
    );
  };
  update(data);
  host.append(sheet);
  return { update };
}
