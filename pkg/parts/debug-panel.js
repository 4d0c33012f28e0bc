// The panel of `debug`: the wire, what the channel can, checks of the page, what is done to requests, and files of it.
// English only: it is for those who build.
//
// No part of the window: ./debug.js fetches it when it is opened.
import { channel } from "./debug/panel/channel.js";
import { checks } from "./debug/panel/checks.js";
import { files } from "./debug/panel/files.js";
import { harm } from "./debug/panel/harm.js";
import { log } from "./debug/panel/log.js";
import { rove } from "./shared/make.js";
import { button, made } from "./shared/sheet.js";

export { css } from "./debug/panel/style.js";

const SHEETS = { Wire: log, Channel: channel, Checks: checks, Break: harm, Export: files };

/**
 * Draws it into the window.
 *
 * @param {{root: ShadowRoot, isPressed?: boolean, close: () => void}} self what ./debug.js knows of the chat
 * @returns {() => boolean} ends it, and says whether it had the focus
 */
export function panel(self) {
  const { root, close } = self;
  const around = root.querySelector(".inside");
  const inner = made("div");
  // The window stands where the page's direction wants it, and so does this; what is in it runs as the language does.
  const drawn = made("div", { className: "dbg", id: "debug", role: "region", "aria-labelledby": "debug-title" }, inner);
  const sheet = made("div", { className: "sheet-of", id: "debug-sheet", role: "tabpanel", tabIndex: 0 });
  let end;

  const show = (name) => {
    end?.();
    const { nodes, end: ending } = SHEETS[name]({ ...self, panel: drawn });
    end = ending;
    sheet.replaceChildren(...nodes);
    sheet.setAttribute("aria-labelledby", `debug-${name}`);
    for (const tab of tabs) tab.setAttribute("aria-selected", tab.id === `debug-${name}`);
  };
  const tabs = Object.keys(SHEETS).map((name) => {
    const tab = button("", () => show(name), name);
    Object.assign(tab, { id: `debug-${name}` });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", sheet.id);
    return tab;
  });
  const list = made("div", { className: "tabs", role: "tablist", "aria-label": "Debug" }, ...tabs);
  rove(list, tabs);
  list.addEventListener("focusin", ({ target }) => target.getAttribute("aria-selected") !== "true" && target.click());
  const shut = button("shut", close, "×");
  shut.setAttribute("aria-label", "Close the debug panel");
  inner.append(made("div", { className: "head" }, made("h3", { id: "debug-title", textContent: "Debug" }), shut), list, sheet);

  const turn = () => (inner.dir = around.dir);
  const watch = new MutationObserver(turn);
  watch.observe(around, { attributeFilter: ["dir"] });
  turn();
  // Escape closes this, not the window behind it.
  drawn.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  drawn.lang = "en";
  show("Wire");
  root.querySelector("[part~=window]").append(drawn);
  if (self.isPressed) tabs[0].focus();
  return () => {
    const had = drawn.contains(root.activeElement);
    end?.();
    watch.disconnect();
    drawn.remove();
    return had;
  };
}
