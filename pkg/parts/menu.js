// The menu behind the header's `…`.
//
// `data` says nothing: the download is the verb `transcript` of the element, the sound its property `muted`.
import { button, made } from "./shared/sheet.js";

export { menu as words } from "../words/en.js";

export const css = `
.menu{position:absolute;z-index:2;inset-block-start:calc(env(safe-area-inset-top) + 38px + max(22px,1.3em));inset-inline-end:8px;display:grid;min-inline-size:200px;max-inline-size:calc(100% - 16px);max-block-size:calc(100% - 84px);overflow-y:auto;padding:6px;border:1px solid var(--_line);border-radius:18px;background:var(--_surface);color:var(--_text);box-shadow:0 2px 6px rgb(0 0 0/.08),0 10px 32px rgb(0 0 0/.18)}
.menu button{min-block-size:44px;padding:8px 12px;border:0;border-radius:12px;background:none;text-align:start;line-height:1.3}
.menu button:hover,.menu button:focus-visible{background:var(--_soft)}
.menu button:focus-visible{outline-offset:-2px}
.menu [aria-busy]{color:var(--_muted);cursor:progress}
`;

const save = (text) => {
  const href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  const link = made("a", { href, download: `chat-${new Date().toISOString().slice(0, 10)}.html` });
  link.click();
  // Not at once: the download reads it after the click.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
};

export function draw(host, _, { word, ask, root }) {
  const chat = root.host;
  const close = () => ask("menu", "");
  const item = (key, act) => {
    const element = button("", act);
    element.setAttribute("role", "menuitem");
    element.tabIndex = -1;
    return { element, key };
  };
  // Earlier messages are read first: until then the menu stays, and says so where they cannot be had.
  const download = async () => {
    items[0].element.setAttribute("aria-busy", true);
    try {
      save(await chat.chat.transcript("html"));
      close();
    } catch {
      items[0].key = "mediaFailed";
      update();
      ask("say", word("mediaFailed"));
    }
    items[0].element.removeAttribute("aria-busy");
  };
  const items = [item("saveTranscript", download)];
  if (chat.sound === "on") {
    items.push(
      item(chat.muted ? "soundOn" : "soundOff", () => {
        chat.muted = !chat.muted;
        close();
      }),
    );
  }
  items.push(
    item("startAgain", () => {
      close();
      ask("reset", "");
    }),
  );
  const stops = items.map(({ element }) => element);
  const menu = made("div", { className: "menu", role: "menu" }, ...stops);
  const update = () => {
    menu.setAttribute("aria-label", word("menu"));
    for (const { element, key } of items) element.textContent = word(key);
  };
  menu.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") ask("menu", "");
    else if (to === undefined) return;
    else stops.at(to % stops.length).focus();
    event.preventDefault();
    event.stopPropagation();
  });
  // A press elsewhere closes it; the press on its own button does so by itself.
  const elsewhere = (event) => {
    const path = event.composedPath();
    const isButton = path.some((node) => node.getAttribute?.("part") === "menu");
    if (!isButton && !path.includes(menu)) ask("menu", "");
  };
  document.addEventListener("pointerdown", elsewhere, true);
  update();
  host.append(menu);
  // Only what is shown takes the focus, and the part is shown after it was drawn.
  requestAnimationFrame(() => stops[0].focus());
  return { update, destroy: () => document.removeEventListener("pointerdown", elsewhere, true) };
}
