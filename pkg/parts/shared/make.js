// What the parts have in common: making elements, and arrow keys in a group.

/** An element with these properties and children; texts become text nodes. */
export const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** Sets attributes that are no properties everywhere. */
export const label = (element, attributes) => {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  return element;
};

/** Whether what stands in `element` runs from right to left. */
export const isRtl = (element) => getComputedStyle(element).direction === "rtl";

/** Makes `stops` one stop of Tab in `group`: arrow keys, Home and End move inside. */
export const rove = (group, stops) => {
  stops.forEach((stop, nth) => (stop.tabIndex = nth ? -1 : 0));
  group.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    const forth = isRtl(group) ? -1 : 1;
    const steps = { ArrowDown: 1, ArrowUp: -1, ArrowRight: forth, ArrowLeft: -forth, Home: -at, End: stops.length - 1 - at };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const to = stops[(at + steps[event.key] + stops.length) % stops.length];
    stops.forEach((stop) => (stop.tabIndex = stop === to ? 0 : -1));
    to.focus();
  });
};

/** The look of controls: a box, fields in it, and the button that sends. */
export const css = `
.ask{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;margin:16px 0 0;padding:16px;border:1px solid var(--_line);border-radius:18px;background:var(--_surface)}
.ask fieldset{min-inline-size:0;margin:0;padding:0;border:0}
.ask legend{padding:0;font-weight:600}
.ask :is(input:not([type=checkbox]),select){inline-size:100%;min-block-size:44px;padding:8px 12px;border:1.5px solid var(--_field);border-radius:12px;background:var(--_surface);color:var(--_text);font:inherit;font-size:max(16px,1em)}
.ask :is(input,select)[aria-invalid=true]{border-color:var(--_danger)}
.ask .tick{display:flex;align-items:center;gap:12px;min-block-size:44px;overflow-wrap:anywhere}
.ask .tick input{inline-size:20px;block-size:20px;flex:none;margin:0;accent-color:var(--_accent)}
.ask .wrong{margin:4px 0 0;color:var(--_danger);font-size:.8667em}
.ask .wrong:empty{display:none}
.ask .go{justify-self:start;min-block-size:44px;padding:8px 20px;border:1.5px solid transparent;border-radius:22px;background:var(--_accent);color:var(--_on-accent);font-weight:600}
.ask .go:disabled{background:var(--_line);color:var(--_muted);cursor:default}
`;
