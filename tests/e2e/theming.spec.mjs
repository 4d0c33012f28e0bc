// Every variable and part of the embed contract (§5): each variable changes a pixel, any accent can be read.
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
  ["danger", "#ff00ff", "log"],
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

/** Opens the chat with a message of each author, one that failed, suggested replies and a draft. */
async function talk(page, chat) {
  // There is no desk of agents in this test: the second answer is told as one of theirs.
  await page.route("**/messages/", async (route) => {
    if (route.request().postData().includes("refused")) {
      return route.fulfill({ status: 400, json: { error: "No.", message: null, code: "malformed" } });
    }
    const answer = await route.fetch();
    return route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"author":"bot"', '"author":"agent"') });
  });
  await page.route("**/events?*", (route) => route.abort());
  await page.emulateMedia({ reducedMotion: "reduce" });
  await chat.open();
  await chat.say("Hello");
  await expect(page.locator('[part~="message-agent"]').first()).toBeVisible();
  await chat.say("refused");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
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

test("every variable changes a pixel of its part, and its end changes it back", async ({ page, chat }) => {
  test.setTimeout(180_000);
  await talk(page, chat);
  const shot = async (part) => {
    const options = { animations: "disabled", caret: "hide" };
    const picture = await (part === "page" ? page.screenshot(options) : page.locator(`[part~="${part}"]`).first().screenshot(options));
    return picture.toString("base64");
  };
  const set = (name, value) =>
    page.evaluate(([name, value]) => document.querySelector("parlour-chat").style.setProperty(name, value), [`--parlour-${name}`, value]);
  const without = [];
  for (const [name, value, part] of VARIABLES) {
    const before = await shot(part);
    await set(name, value);
    const after = await shot(part);
    await set(name, "");
    if (after === before) without.push(name);
    await expect.poll(() => shot(part), { message: name }).toBe(before);
  }
  expect(without).toEqual([]);
  expect(VARIABLES).toHaveLength(30);
});

test("a page styles the parts by their names", async ({ page, chat }) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      ["launcher", "window", "header", "title", "close", "log", "message", "message-bot", "message-visitor", "message-agent", "bubble", "avatar", "status", "choices", "choice", "composer", "input", "send"]
        .map((part) => `parlour-chat::part(${part}) { outline: 2px solid rgb(1, 2, 3) }`)
        .join("\n"),
    );
    document.adoptedStyleSheets.push(sheet);
  });
  await talk(page, chat);
  const bare = await page.evaluate(() => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    return ["launcher", "window", "header", "title", "close", "log", "message", "message-bot", "message-visitor", "message-agent", "bubble", "avatar", "status", "choices", "choice", "composer", "input", "send"].filter((part) => {
      const node = root.querySelector(`[part~="${part}"]`);
      return !node || getComputedStyle(node).outlineColor !== "rgb(1, 2, 3)";
    });
  });
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
