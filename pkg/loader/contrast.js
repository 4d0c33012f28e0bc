// Black or white on the accent, for browsers whose CSS does not choose between them (`contrast-color()`); the
// others do it in launcher.js and in the window's tokens.css.

const PROBE = "[part=launcher]>i{background:var(--_accent)}";
const CAN = "contrast-color(red)";
/** The luminance at which black and white are seen equally well: 4.58:1 each (WCAG 2.2, relative luminance). */
const MIDDLE = 0.179;

const linear = (channel) => {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

/** What is read best on `rgb(r, g, b)`, as a browser computes a colour; white where that is something else. */
export function on(colour) {
  const [red, green, blue] = (/^rgba?\(/.test(colour) && colour.match(/[\d.]+/g)) || [0, 0, 0];
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return luminance > MIDDLE ? "#000" : "#fff";
}

/** Keeps `--_auto-on` at it; returns what looks again after the accent or the theme has changed. */
export function contrast(element, root, button, ends) {
  if (CSS.supports("color", CAN)) return () => {};
  const sheet = new CSSStyleSheet();
  const probe = document.createElement("i");
  const look = () => {
    sheet.replaceSync(PROBE);
    button.append(probe);
    const colour = on(getComputedStyle(probe).backgroundColor);
    probe.remove();
    sheet.replaceSync(`:host{--_auto-on:${colour}}`);
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  dark.addEventListener("change", look);
  ends.push(() => {
    dark.removeEventListener("change", look);
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  look();
  return look;
}
