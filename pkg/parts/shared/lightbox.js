// One picture over the whole page, in the browser's own modal dialog: the focus stays in it and comes back.
//
// `data`: `{src, text, press}`: the address, what the picture shows, and a number that grows with each
// press on the small picture.
import { label, make } from "./make.js";

export const css = `
.light{box-sizing:border-box;inline-size:100vw;block-size:100dvh;max-inline-size:none;max-block-size:none;margin:0;padding:max(16px,env(safe-area-inset-top)) 16px max(16px,env(safe-area-inset-bottom));border:0;background:rgb(10 14 12 / .92);color:#fff;font:inherit;overflow:hidden}
.light[open]{display:grid;grid-template-rows:minmax(0,1fr) auto;place-items:center;gap:12px}
.light::backdrop{background:none}
.light img{max-inline-size:100%;max-block-size:100%;object-fit:contain;border-radius:8px}
.light p{margin:0;max-inline-size:60ch;max-block-size:20dvh;overflow:auto;text-align:center;overflow-wrap:anywhere}
.light p:empty{display:none}
.light button{position:absolute;inset-block-start:max(12px,env(safe-area-inset-top));inset-inline-end:12px;inline-size:44px;block-size:44px;border:0;border-radius:50%;background:rgb(0 0 0 / .55);color:inherit}
.light button:focus-visible{outline:3px solid #fff;outline-offset:2px}
.light button::before,.light button::after{content:"";position:absolute;inset:21px 13px;block-size:2px;background:currentColor;rotate:45deg}
.light button::after{rotate:-45deg}
@media (prefers-reduced-motion:no-preference){.light[open]{animation:lighten .15s}}
.light:not(:modal){display:none}
@media (forced-colors:active){.light button{border:1px solid ButtonText}.light :is(button::before,button::after){forced-color-adjust:none;background:ButtonText}}
@keyframes lighten{from{opacity:0}}
`;

export function enlarge(host, data, { word, root }) {
  const close = make("button", { type: "button" });
  const image = make("img", { decoding: "async", referrerPolicy: "no-referrer" });
  const text = make("p", { dir: "auto" });
  const box = make("dialog", { className: "light" }, image, text, close);
  let held;
  let shown;
  close.addEventListener("click", () => box.close());
  // Pressed beside the picture.
  box.addEventListener("click", (event) => event.target === box && box.close());
  // Escape closes the picture, not the chat; Tab stays here.
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Tab") {
      event.preventDefault();
      close.focus();
    }
  });
  box.addEventListener("close", () => held?.focus());
  const update = ({ src, text: says, press }) => {
    label(close, { "aria-label": word("closeImage") });
    label(box, { "aria-label": says || word("enlarge") });
    image.alt = text.textContent = says;
    if (press === shown) return;
    shown = press;
    held = root.activeElement;
    image.src = src;
    // Moved in the page with its chat, it is open still and over nothing.
    box.close();
    box.showModal();
    close.focus();
  };
  host.append(box);
  // In a window that is not seen it would be over the page without being seen either.
  const end = () => box.close();
  root.host.addEventListener("parlour:close", end);
  // The place is shown after this returns; a dialog in a hidden place cannot open.
  queueMicrotask(() => update(data));
  return {
    update,
    destroy() {
      end();
      root.host.removeEventListener("parlour:close", end);
    },
  };
}
