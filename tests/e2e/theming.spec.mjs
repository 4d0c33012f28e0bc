// Every variable and part of the embed contract (§5): each variable changes a pixel, any accent can be read.
import { same } from "./stage/pixels.mjs";
import { expect, test } from "./stage/test.mjs";

const FLOW = `
name = "Theming"
fallback = "returns"

[[module]]
id = 1
name = "returns"
starting = true
say = [{ text = "Read [our page](https://example.com/) first.", suggested_replies = ["Returns", "Tents"] }]
`;

test.use({ flow: FLOW, viewport: { width: 1000, height: 800 } });

/** Name without \`--parlour-\`, a loud value, the part it is looked for in; \`page\` is all that is seen. */
const VARIABLES = [
  ["accent", "#ff00ff", "page"],
  ["on-accent", "#ff00ff", "launcher"],
  ["surface", "#ffe000", "window"],
  ["text", "#ff00ff", "message-bot"],
  ["muted", "#ff00ff", "header"],
  ["link", "#ff00ff", "message-bot"],
  ["radius", "0px", "page"],
  ["font-size", "22px", "log"],
  ["space", "48px", "log"],
  ["width", "560px", "page"],
  ["height", "300px", "page"],
  ["font", "monospace", "log"],
  ["z", "1", "page"],
  ["offset", "90px 70px", "page"],
  ["launcher-size", "96px", "page"],
  ["launcher-bg", "#ff00ff", "launcher"],
  ["header-bg", "#ffe000", "header"],
  ["header-text", "#ff00ff", "header"],
  ["bubble-bot-bg", "#ffe000", "message-bot"],
  ["bubble-bot-text", "#ff00ff", "message-bot"],
  ["bubble-visitor-bg", "#ffe000", "message-visitor"],
  ["bubble-visitor-text", "#ff00ff", "message-visitor"],
  ["bubble-agent-bg", "#ffe000", "message-agent"],
  ["bubble-agent-text", "#ff00ff", "message-agent"],
  ["choice-bg", "#ffe000", "choices"],
  ["choice-text", "#ff00ff", "choices"],
  ["choice-border", "#ff00ff", "choices"],
  ["composer-bg", "#ffe000", "composer"],
  ["composer-text", "#ff00ff", "composer"],
];

/** Opens the chat with a message of each author, suggested replies and a draft. */
async function talk(page, chat) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await chat.open();
  const before = await chat.bot.count();
  await chat.say("Hello");
  await chat.answered(before);
  // There is no desk of agents in this test: the last answer is told as one of theirs.
  await page.route(/\/history/, async (route) => {
    const answer = await route.fetch();
    const page = await answer.json();
    const last = page.items.findLast(({ event, author }) => event === "message" && author === "bot");
    if (last) Object.assign(last, { author: "agent", agent: { name: "Robin" } });
    await route.fulfill({ response: answer, json: page });
  });
  await page.reload();
  await expect(page.locator('[part~="message-agent"]')).toBeVisible();
  await expect(chat.choices.first()).toBeVisible();
  await chat.input.fill("A draft");
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("#above { position: fixed; inset: auto 0 0 auto; inline-size: 60px; block-size: 60px; z-index: 5; background: gold }");
    document.adoptedStyleSheets.push(sheet);
    const above = document.createElement("div");
    above.id = "above";
    document.body.append(above);
    document.activeElement.shadowRoot?.activeElement?.blur();
  });
}

test("every variable changes pixels of its part", async ({ page, chat }) => {
  test.setTimeout(180_000);
  await talk(page, chat);
  const shot = async (part) => {
    const options = { animations: "disabled", caret: "hide" };
    return part === "page" ? page.screenshot(options) : page.locator(`[part~="${part}"]`).first().screenshot(options);
  };
  const set = (name, value) =>
    page.evaluate(([name, value]) => document.querySelector("parlour-chat").style.setProperty(name, value), [`--parlour-${name}`, value]);
  const without = [];
  for (const [name, value, part] of VARIABLES) {
    // What differs by itself proves nothing.
    let before = await shot(part);
    await expect.poll(async () => same(before, (before = await shot(part))), { message: `at rest before ${name}` }).toBe(true);
    await set(name, value);
    if (same(await shot(part), before)) without.push(name);
    await set(name, "");
  }
  expect(without).toEqual([]);
  expect(VARIABLES).toHaveLength(29);
});

test("the colour of danger is that of what could not be sent", async ({ page, chat }) => {
  await page.evaluate(() => document.querySelector("parlour-chat").style.setProperty("--parlour-danger", "rgb(255, 0, 255)"));
  await chat.open();
  await page.route("**/messages/", (route) => route.fulfill({ status: 400, json: { error: "No.", message: null, code: "malformed" } }));
  await chat.say("refused");
  await expect(chat.visitor).toHaveAttribute("data-state", "failed");
  await expect(page.locator('[part~="status"] > span').first()).toHaveCSS("color", "rgb(255, 0, 255)");
});

const PARTS = [
  ...["launcher", "window", "header", "title", "close", "log", "message", "message-bot", "message-visitor", "message-agent"],
  ...["bubble", "avatar", "meta", "day", "status", "choices", "choice", "composer", "input", "send"],
];

test("a page styles the parts by their names", async ({ page, chat }) => {
  await talk(page, chat);
  const bare = await page.evaluate((parts) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(parts.map((part) => `parlour-chat::part(${part}) { outline: 2px solid rgb(1, 2, 3) }`).join("\n"));
    document.adoptedStyleSheets.push(sheet);
    const root = document.querySelector("parlour-chat").shadowRoot;
    return parts.filter((part) => {
      const node = root.querySelector(`[part~="${part}"]`);
      return !node || getComputedStyle(node).outlineColor !== "rgb(1, 2, 3)";
    });
  }, PARTS);
  expect(bare).toEqual([]);
});

const ACCENTS = [
  ...["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff"],
  // The greys around the middle, where black and white are seen equally well.
  ...["#6f6f6f", "#737373", "#747474", "#757575", "#767676", "#777777", "#787878", "#7a7a7a", "#808080"],
  // Colours of the same luminance with other hues, and what brands use.
  ...["#e4002b", "#c8102e", "#d9480f", "#b35900", "#7a7a00", "#3a8a00", "#00857c", "#0086a8", "#0078d4", "#1877f2", "#5865f2", "#7c4dff", "#a347ff", "#c026d3", "#db2777", "#1da1f2", "#ff5a5f", "#25d366", "#6b7280", "#64748b"],
  ...["oklch(0.57 0.2 30)", "hsl(200 90% 41%)", "rebeccapurple"],
];

for (const theme of ["light", "dark"]) {
  test(`on any accent launcher, send button and visitor's bubble have at least 4.5:1 (${theme})`, async ({ page, chat }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.evaluate((theme) => (document.querySelector("parlour-chat").theme = theme), theme);
    await chat.open();
    await chat.say("Hello");
    await expect(chat.visitor).toHaveAttribute("data-state", "sent");
    await chat.input.fill("A draft");
    const found = await page.evaluate((accents) => {
      const host = document.querySelector("parlour-chat");
      const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const luminance = (colour) => {
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)]
          .map((channel) => channel / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
          .reduce((sum, part, nth) => sum + part * [0.2126, 0.7152, 0.0722][nth], 0);
      };
      const root = host.shadowRoot;
      const parts = ['[part~="launcher"]', '[part~="send"]', '[part~="message-visitor"] [part~="bubble"]'].map((part) => root.querySelector(part));
      for (const part of parts) part.getAnimations().forEach((animation) => animation.finish());
      return accents.map((accent) => {
        host.setAttribute("accent", accent);
        const ratios = parts.map((part) => {
          const { color, backgroundColor } = getComputedStyle(part);
          const [less, more] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
          return (more + 0.05) / (less + 0.05);
        });
        return [accent, Math.min(...ratios)];
      });
    }, ACCENTS);
    expect(found).toHaveLength(ACCENTS.length);
    expect(found.filter(([, least]) => !(least >= 4.5))).toEqual([]);
  });
}
