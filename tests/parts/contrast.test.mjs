// What is written on an accent, reckoned where CSS cannot: `node --test tests/parts`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { on } from "../../pkg/loader/contrast.js";

const STEP = 15;

/** WCAG 2.2, relative luminance and contrast ratio, written anew here. */
const luminance = (rgb) =>
  rgb
    .map((channel) => channel / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, nth) => sum + part * [0.2126, 0.7152, 0.0722][nth], 0);
const contrast = (one, other) => {
  const [less, more] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
};
const INK = { "#000": [0, 0, 0], "#fff": [255, 255, 255] };

test("on every colour of a fine grid, and on every grey, the text has at least 4.5:1", () => {
  let least = 21;
  const look = (...rgb) => (least = Math.min(least, contrast(rgb, INK[on(`rgb(${rgb.join(", ")})`)])));
  for (let red = 0; red <= 255; red += STEP) {
    for (let green = 0; green <= 255; green += STEP) {
      for (let blue = 0; blue <= 255; blue += STEP) look(red, green, blue);
    }
  }
  for (let grey = 0; grey <= 255; grey += 1) look(grey, grey, grey);
  assert.ok(least >= 4.5, `${least}`);
});

test("a colour in another notation gets white, as it had before", () => {
  assert.equal(on("oklch(0.9 0 0)"), "#fff");
});
