// Every variable and part of the embed contract (§5): each variable changes a pixel, any accent can be read.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { go, openGallery } from "./stage/gallery.mjs";
import { mount } from "./stage/mount.mjs";
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

const README = fileURLToPath(new URL("../../pkg/README.md", import.meta.url));

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

/** The parts of the contract: those that a talk shows, and those that come and go. */
const TALK = [
  ...["launcher", "window", "header", "title", "close", "log", "message", "message-bot", "message-visitor", "message-agent"],
  ...["bubble", "avatar", "meta", "day", "status", "choices", "choice", "composer", "input", "send"],
];
const REST = ["badge", "teaser", "notice", "typing", "card", "carousel", "form", "field", "attach", "footer"];
/** Parts of ours beside the contract's. */
const MORE = ["menu", "message-notice", "latest"];
/** Seen only after earlier messages could not be read. */
const HIDDEN = ["earlier"];

/** Which of these parts nothing that is seen has, or the page's sheet does not reach. */
const bare = (page, parts) =>
  page.evaluate((parts) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(parts.map((part) => `parlour-chat::part(${part}) { outline: 2px solid rgb(1, 2, 3) }`).join("\n"));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const root = document.querySelector("parlour-chat").shadowRoot;
    const missing = parts.filter((part) => {
      const nodes = [...root.querySelectorAll(`[part~="${part}"]`)].filter((node) => node.getClientRects().length);
      return !nodes.some((node) => getComputedStyle(node).outlineColor === "rgb(1, 2, 3)");
    });
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    return missing;
  }, parts);

test("a page styles the parts by their names", async ({ page, chat }) => {
  await talk(page, chat);
  expect(await bare(page, [...TALK, "menu"])).toEqual([]);
});

test("a page styles the parts that come and go: around the window, and while one waits", async ({ page, context, chat }) => {
  await expect(chat.launcher).toBeVisible();
  await mount(page, {}, { properties: { rules: [{ id: "hello", text: "Ask me." }] } });
  await expect(page.locator('[part~="teaser"]')).toBeVisible();
  expect(await bare(page, ["teaser"])).toEqual([]);
  await chat.open();
  await expect(page.locator('[part~="attach"]')).toBeVisible();
  let answer;
  await page.route("**/messages/", (route) => (answer = () => route.continue()));
  await chat.say("Hello");
  await expect(chat.typing).toBeVisible();
  await chat.input.fill("x".repeat(4_001));
  await expect(page.locator('[part~="footer"]')).toBeVisible();
  expect(await bare(page, ["attach", "typing", "footer"])).toEqual([]);
  await chat.close.click();
  await answer();
  await expect(page.locator('[part~="badge"]')).toBeVisible();
  expect(await bare(page, ["badge"])).toEqual([]);
  await chat.launcher.click();
  await context.setOffline(true);
  await expect(chat.notice).toBeVisible();
  expect(await bare(page, ["notice"])).toEqual([]);
});

test("a page styles the parts of what a bot shows, and every part that the documents name is one of these", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  for (const name of ["Text", "Cards", "Form"]) await go(chat, name);
  await expect(page.locator('[part~="field"]').first()).toBeVisible();
  expect(await bare(page, ["form", "field"])).toEqual([]);
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  await expect(page.locator('[part~="latest"]')).toBeVisible();
  expect(await bare(page, ["latest"])).toEqual([]);
  // Of a long conversation only what is near is drawn.
  for (const part of ["card", "carousel", "message-notice"]) await page.locator(`[part~="${part}"]`).first().scrollIntoViewIfNeeded();
  expect(await bare(page, ["card", "carousel", "message-notice"])).toEqual([]);
  expect(await page.locator(`[part~="${HIDDEN[0]}"]`).count()).toBe(1);
  const [, named] = (await readFile(README, "utf8")).match(/^Parts for `::part\(\)`: `([^`]+)`/m);
  expect(named.split(" ").toSorted()).toEqual([...TALK, ...REST, ...MORE, ...HIDDEN].toSorted());
});

const ACCENTS = [
  ...["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff"],
  // The greys around the middle, where black and white are seen equally well.
  ...["#6f6f6f", "#737373", "#747474", "#757575", "#767676", "#777777", "#787878", "#7a7a7a", "#808080"],
  // Colours of the same luminance with other hues, and what brands use.
  ...["#e4002b", "#c8102e", "#d9480f", "#b35900", "#7a7a00", "#3a8a00", "#00857c", "#0086a8", "#0078d4", "#1877f2", "#5865f2", "#7c4dff", "#a347ff", "#c026d3", "#db2777", "#1da1f2", "#ff5a5f", "#25d366", "#6b7280", "#64748b"],
  ...["oklch(0.57 0.2 30)", "hsl(200 90% 41%)", "rebeccapurple"],
];

/**
 * The least contrast that each accent leaves. `pairs`: a part and a property of its computed style, and the same of
 * what it is seen against.
 */
const least = (page, pairs) =>
  page.evaluate(([accents, pairs]) => {
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
    host.shadowRoot.getAnimations().forEach((animation) => animation.finish());
    const colour = (part, property) => getComputedStyle(host.shadowRoot.querySelector(part))[property];
    return accents.map((accent) => {
      host.setAttribute("accent", accent);
      const ratios = pairs.map(([part, property, other, its]) => {
        const [less, more] = [luminance(colour(part, property)), luminance(colour(other, its))].sort((a, b) => a - b);
        return (more + 0.05) / (less + 0.05);
      });
      return [accent, Math.min(...ratios)];
    });
  }, [ACCENTS, pairs]);

const part = (name) => `[part~="${name}"]`;

for (const theme of ["light", "dark"]) {
  const themed = async (page, chat) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.evaluate((theme) => (document.querySelector("parlour-chat").theme = theme), theme);
    await chat.open();
  };

  test(`on any accent launcher, send button and visitor's bubble have at least 4.5:1 (${theme})`, async ({ page, chat }) => {
    await themed(page, chat);
    await chat.say("Hello");
    await expect(chat.visitor).toHaveAttribute("data-state", "sent");
    await chat.input.fill("A draft");
    const parts = [part("launcher"), part("send"), `${part("message-visitor")} ${part("bubble")}`];
    const found = await least(page, parts.map((one) => [one, "color", one, "backgroundColor"]));
    expect(found).toHaveLength(ACCENTS.length);
    expect(found.filter(([, least]) => !(least >= 4.5))).toEqual([]);
  });

  test(`on any accent the ring of the focus and the edge of a suggested reply have at least 3:1 (${theme})`, async ({ page, chat }) => {
    await themed(page, chat);
    await chat.choices.first().focus();
    await page.keyboard.press("ArrowRight");
    await expect(chat.choices.nth(1)).toHaveCSS("outline-style", "solid");
    const focused = `${part("choice")}:focus-visible`;
    const bubble = `${part("message-bot")} ${part("bubble")}`;
    const found = await least(page, [
      [part("choice"), "borderTopColor", part("window"), "backgroundColor"],
      [focused, "outlineColor", part("window"), "backgroundColor"],
      [focused, "outlineColor", bubble, "backgroundColor"],
    ]);
    expect(found.filter(([, least]) => !(least >= 3))).toEqual([]);
  });
}
