// What the parts that stand beside the conversation have in common: buttons, addresses, and their look.
import { label, make } from "./make.js";

/** An element with these properties and children; ARIA and `part` are attributes, for they are no properties everywhere. */
export const made = (tag, properties = {}, ...children) => {
  const attributes = {};
  const own = {};
  for (const name in properties) (/^(aria-|part$|role$)/.test(name) ? attributes : own)[name] = properties[name];
  return label(make(tag, own, ...children), attributes);
};

/** A button that submits nothing. */
export const button = (className, pressed, ...children) => {
  const element = made("button", { type: "button", className }, ...children);
  element.addEventListener("click", pressed);
  return element;
};

/** An address that may be followed from a text: http or https. */
export const webAddress = (address) => {
  try {
    const url = new URL(address, location.href);
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {}
};

export const css = `
.sheet{padding:16px var(--_space);border-block-start:1px solid var(--_line);background:var(--_surface);line-height:1.45;overflow-wrap:anywhere}
.sheet>*{margin:0}
.sheet>*+*{margin-block-start:8px}
.sheet h3{font-size:1em;font-weight:650}
.sheet a{color:var(--parlour-link,var(--_text));text-underline-offset:3px}
.sheet .acts{display:flex;flex-wrap:wrap;gap:8px;position:sticky;inset-block-end:0;margin-block:8px -16px;padding-block:8px 16px;background:inherit}
.sheet .go,.sheet .quiet{min-block-size:44px;padding:8px 20px;border:1.5px solid transparent;border-radius:22px;font-weight:600}
.sheet .go{background:var(--_accent);color:var(--_on-accent)}
.sheet .quiet{border-color:var(--_field);background:none}
.sheet .quiet:hover{background:var(--_soft)}
@media (forced-colors:active){.sheet .go{border-color:ButtonText}}
`;
