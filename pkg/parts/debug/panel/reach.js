// Whether everybody can use the window as it stands now: names, contrast, sizes and the way of Tab, measured on what is
// drawn. A quick look while something is built, not a test suite.
import { EDGE_RATIO, TARGET_PX, TEXT_RATIO, TOUCH_PX } from "./limits.js";

const CONTROLS = "button, a[href], input, textarea, select, summary, [role=button], [role=menuitem], [role=tab]";
/** Groups in which arrow keys move, so that one of them is a stop of Tab. */
const GROUPS = "[role=menu], [role=tablist], [role=radiogroup], [role=listbox], [role=group], [role=toolbar]";

const isShown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
const clean = (text) => text.replace(/\s+/g, " ").trim();

/** What stands in an element for those who hear it. */
const heard = (element) => {
  if (element.nodeType === Node.TEXT_NODE) return element.data;
  if (element.nodeType !== Node.ELEMENT_NODE || element.getAttribute("aria-hidden") === "true" || element.hidden) return "";
  if (element.localName === "img") return element.alt;
  return element.getAttribute("aria-label") ?? [...(element.localName === "slot" && element.assignedNodes().length ? element.assignedNodes() : element.childNodes)].map(heard).join(" ");
};

/** The name of a control: the first that there is, in the order of the standard (accname 1.2). */
export const nameOf = (control) => {
  const ids = control.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const named = clean(ids.map((id) => control.getRootNode().getElementById(id)).filter(Boolean).map(heard).join(" "));
  if (named) return named;
  const label = clean(control.getAttribute("aria-label") ?? "");
  if (label) return label;
  const labels = clean([...(control.labels ?? [])].map(heard).join(" "));
  return labels || clean(heard(control)) || clean(control.title ?? "");
};

const called = (control) => `${control.localName}${control.getAttribute("part") ? ` (${control.getAttribute("part")})` : ""}${nameOf(control) ? ` “${nameOf(control).slice(0, 40)}”` : ""}`;

const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
/** Contrast of two colours of three channels from 0 to 255 (WCAG 2.2, contrast ratio). */
export const ratio = (one, other) => {
  const [dark, bright] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};

/** Reads colours as the browser paints them, whatever they are written in. */
const painter = () => {
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  return (...layers) => {
    context.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      context.fillStyle = layer;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
};

/** Pairs of the theme; ./style.css has a class of the same name for each. */
const PAIRS = {
  "probe-text": ["Text on the window", TEXT_RATIO],
  "probe-muted": ["Quiet text on the window", TEXT_RATIO],
  "probe-header": ["Header", TEXT_RATIO],
  "probe-bot": ["The bot's bubbles", TEXT_RATIO],
  "probe-visitor": ["The visitor's bubbles", TEXT_RATIO],
  "probe-choice": ["Suggested replies", TEXT_RATIO],
  "probe-composer": ["Text box", TEXT_RATIO],
  "probe-accent": ["Text on the accent", TEXT_RATIO],
  "probe-danger": ["What has failed", TEXT_RATIO],
  "probe-link": ["Links", TEXT_RATIO],
  "probe-edge": ["Ring of the focus, edges of replies", EDGE_RATIO],
  "probe-field": ["Edge of fields", EDGE_RATIO],
};

const contrasts = (root) => {
  const paint = painter();
  const probe = document.createElement("i");
  root.querySelector("[part~=window]").append(probe);
  const under = getComputedStyle(root.querySelector("[part~=window]")).backgroundColor;
  const found = Object.entries(PAIRS).map(([name, [said, least]]) => {
    probe.className = `probe ${name}`;
    const { color, backgroundColor } = getComputedStyle(probe);
    return { said, least, is: ratio(paint(under, backgroundColor, color), paint(under, backgroundColor)) };
  });
  probe.remove();
  return found;
};

const few = (all) => all.slice(0, 5).join(", ") + (all.length > 5 ? ` and ${all.length - 5} more` : "");

/** Checks of what is drawn now, as ./policy.js gives them; `own` is the panel, which is left out. */
export function reach(root, own) {
  const window = root.querySelector("[part~=window]");
  const controls = [...root.querySelectorAll(CONTROLS)].filter((one) => !own.contains(one) && isShown(one));
  const checks = [];
  const check = (name, bad, good, said) => checks.push({ name, state: bad.length ? "bad" : "good", said: bad.length ? said(bad) : good });

  const nameless = controls.filter((one) => !nameOf(one));
  check("Names", nameless.map(called), `All ${controls.length} controls have a name.`, (all) => `Without a name: ${few(all)}.`);
  const undescribed = [...root.querySelectorAll("img")].filter((one) => isShown(one) && !one.hasAttribute("alt"));
  check("Pictures", undescribed.map(called), "All have a text, or say that they need none.", (all) => `${all.length} without alt.`);
  for (const { said, least, is } of contrasts(root)) {
    const told = `${is.toFixed(2)}:1, ${least}:1 are needed.`;
    checks.push({ name: `Contrast: ${said}`, state: is >= least ? "good" : "bad", said: told });
  }

  const side = matchMedia("(pointer: coarse)").matches ? TOUCH_PX : TARGET_PX;
  // A link within a text may be as high as its line.
  const small = controls.filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return !(one.localName === "a" && getComputedStyle(one).display === "inline") && (Math.round(width) < side || Math.round(height) < side);
  });
  const sized = (one) => `${called(one)} ${Math.round(one.getBoundingClientRect().width)} × ${Math.round(one.getBoundingClientRect().height)}`;
  check("Sizes", small.map(sized), `All controls are at least ${side} × ${side} px.`, (all) => `Smaller than ${side} × ${side} px: ${few(all)}.`);

  const jumping = controls.filter(({ tabIndex }) => tabIndex > 0);
  check("Order of Tab: numbers", jumping.map(called), "It is the order of the document.", (all) => `A tabindex above 0 jumps: ${few(all)}.`);
  const missed = controls.filter((one) => one.tabIndex < 0 && !one.disabled && !one.closest(GROUPS));
  check("Order of Tab: reach", missed.map(called), "Tab comes to every control, or to its group.", (all) => `Tab does not come to ${few(all)}.`);
  const stops = controls.filter((one) => one.tabIndex >= 0 && !one.disabled && window.contains(one));
  const isRtl = getComputedStyle(root.querySelector(".inside")).direction === "rtl";
  const back = stops.filter((one, at) => {
    if (at === 0) return false;
    const [from, to] = [stops[at - 1].getBoundingClientRect(), one.getBoundingClientRect()];
    const isSameLine = to.top < from.bottom && from.top < to.bottom;
    return isSameLine ? (isRtl ? to.left > from.left : to.left < from.left) : to.bottom <= from.top;
  });
  check("Order of Tab: eye", back.map(called), `The ${stops.length} stops follow each other as one reads.`, (all) => `Stands before what Tab comes to first: ${few(all)}.`);

  const log = root.querySelector("[part~=log]");
  const roles = [[log?.getAttribute("role") === "log" && nameOf(log), "a log with a name"], [window.lang, "a language"], [nameOf(window), "a window with a name"], [root.querySelector("[aria-live=polite]"), "a live region"]];
  check("Roles", roles.filter(([has]) => !has).map(([, said]) => said), "Window, log and live region are what they should be.", (all) => `Missing: ${few(all)}.`);
  return checks;
}
