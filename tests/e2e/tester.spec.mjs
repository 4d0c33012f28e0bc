// The tester, as a builder uses it: with a file that runs in the page, and with a bot of the server.
import AxeBuilder from "@axe-core/playwright";
import { fileURLToPath } from "node:url";
import { crossed } from "./stage/crossed.mjs";
import { drop } from "./stage/drop.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
/** What a bot's builder has written: nobody who asks for tents is understood. */
const SHOP = `name = "Shop"
fallback = "sorry"

[[module]]
id = 1
name = "hello"
starting = true
say = ["Hello, boots or something else?"]
connection = [{ to = "boots", any_of = "boots" }, { to = "camping", any_of = ["camping", "stove"] }]

[[module]]
id = 2
name = "boots"
say = ["For walking or for climbing?"]
save = "use"
connection = [{ to = "hello", any_of = "menu" }]

[[module]]
id = 3
name = "camping"
say = ["Tents are on the first floor."]
connection = [{ to = "hello", any_of = "menu" }]

[[module]]
id = 4
name = "sorry"
say = ["I did not understand that."]
connection = [{ to = "hello", any_of = "menu" }]
`;
const FIXED = SHOP.replace('["camping", "stove"]', '["camping", "stove", "tent"]');
const WRONG = SHOP.replace('save = "use"', 'sav = "use"');
const QUESTION = "Do you have a tent?";

const open = async (page, server) => {
  await page.goto(`${server.origin}/tester`);
  await expect(page.getByRole("heading", { name: "Talk to a bot" })).toBeVisible();
};
const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();
const chat = (page) => page.frameLocator(".frame");
const turn = (page, said) => page.locator(".turns > li").filter({ has: page.locator("q", { hasText: said }) });
const row = (page, title) => page.locator(".wire > li").filter({ has: page.locator(".title", { hasText: title }) });

async function say(page, text) {
  const box = chat(page).getByRole("textbox");
  await expect(box).toBeEditable();
  await box.fill(text);
  await box.press("Enter");
}

async function choose(page) {
  await page.getByRole("combobox", { name: "Bot", exact: true }).selectOption(BOT);
  await expect(chat(page).getByRole("textbox")).toBeEditable();
  // Reasons are worked out from where it stood, which is asked of the server.
  await expect(page.locator(".here strong")).toBeVisible();
}

/** What depends on colours, and is looked at again in the other scheme. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

/** The page alone: what stands in the frame has tests of its own. Without the legacy mode each look opens a page besides. */
async function clean(page, runOnly = ALL) {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).exclude("iframe");
  const { violations } = await axe.options({ runOnly, resultTypes: ["violations"] }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

test("a builder drops a flow, finds why a question fell back, fixes the file, replays the recorded conversation and sees coverage rise", async ({ page, server }) => {
  const asked = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await open(page, server);

  await drop(page.locator("main"), { "shop.toml": WRONG });
  const mistakes = page.getByRole("region", { name: "Mistakes of the file" });
  await expect(mistakes.locator("li")).toHaveCount(1);
  await expect(mistakes.locator(".place")).toHaveText(/^Line 15, column \d+$/);
  await expect(mistakes.locator(".source")).toHaveText('sav = "use"');
  await expect(mistakes.locator(".advice")).toHaveText("Compare its letters with the keys that are allowed here, or take the line away.");

  await drop(page.locator("main"), { "shop.toml": SHOP });
  await expect(mistakes).toHaveCount(0);
  await expect(page.locator(".here strong")).toHaveText("hello");
  await say(page, QUESTION);
  await expect(turn(page, QUESTION).locator(".mark")).toHaveText("fallback");
  await expect(turn(page, QUESTION).locator(".looked .name")).toHaveText(["connection 1 → boots", "connection 2 → camping"]);
  await expect(turn(page, QUESTION).locator(".looked .because").last()).toHaveText("No: the text has none of the words camping, stove.");
  await expect(page.locator(".here strong")).toHaveText("sorry");

  await tab(page, "Tests");
  await page.getByRole("button", { name: "Add to the list below" }).click();
  await page.getByRole("button", { name: "Replay all" }).click();
  const share = page.locator(".coverage .share");
  await expect(share).toHaveText(["modules 50 %, 2 of 4", "connections 16.6 %, 1 of 6"]);

  await drop(page.locator("main"), { "shop.toml": FIXED });
  await tab(page, "Why");
  await expect(page.locator(".turns > li")).toHaveCount(1);
  await say(page, QUESTION);
  await expect(turn(page, QUESTION).locator(".looked .because").last()).toHaveText("Followed: the text has the word tent.");
  await expect(turn(page, QUESTION).locator(".mark")).toHaveCount(0);
  await expect(page.locator(".here strong")).toHaveText("camping");
  await say(page, "menu");
  await expect(page.locator(".here strong")).toHaveText("hello");

  await tab(page, "Tests");
  await page.getByLabel("What it is about").fill("Tents");
  await page.getByRole("button", { name: "Add to the list below" }).click();
  await page.getByRole("button", { name: "Replay all" }).click();
  await expect(page.locator(".suites .said")).toHaveText("2 conversations: 1 passed, 1 failed");
  await expect(page.locator(".result .difference").first().locator("li")).toHaveText([/expected: sorry/, /seen: camping/]);
  await expect(share).toHaveText(["modules 50 %, 2 of 4", "connections 16.6 % → 33.3 %, 2 of 6"]);

  // Nothing of it was uploaded: the page asks the server for files and for its bots.
  expect(asked.filter((line) => !line.startsWith("GET "))).toEqual([]);
  expect(asked.filter((line) => line.includes("/api/")).every((line) => line === "GET /tester/api/bots")).toBe(true);
});

test("a bot of the server is talked to as a test: its turns are told, its wire is seen", async ({ page, server }) => {
  await open(page, server);
  await choose(page);
  await say(page, "xyzzy");
  await expect(turn(page, "xyzzy").locator(".mark")).toHaveText("fallback");
  await expect(turn(page, "xyzzy").locator(".looked li").first()).toBeVisible();
  await expect(turn(page, "xyzzy").locator(".doubt")).toHaveCount(0);

  await tab(page, "Wire");
  await expect(row(page, "POST session")).toHaveCount(1);
  await page.getByLabel("Filter").fill("post messages");
  const sent = row(page, "POST messages/").first();
  await sent.getByRole("button").first().click();
  await expect(sent.locator(".headers")).toContainText("•••");
  await expect(sent.locator(".headers")).not.toContainText("Bearer ey");
  await sent.getByLabel("Search in this body").fill("xyzzy");
  await expect(sent.locator(".found li")).toHaveText(['actions[0].text = "xyzzy"']);

  await tab(page, "State");
  await page.getByLabel("Name", { exact: true }).fill("size");
  await page.getByLabel("Value", { exact: true }).fill("XL");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await expect(page.locator(".cvars").getByLabel("size", { exact: true })).toHaveValue("XL");
  await page.getByRole("button", { name: "Take size away" }).click();
  await expect(page.locator(".cvars").getByLabel("size", { exact: true })).toHaveCount(0);

  const rows = await server.report();
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.map(({ is_test }) => is_test)).toEqual(rows.map(() => true));
});

test("what goes to a bot elsewhere, and what it says by webhook, stands in the timeline", async ({ page }) => {
  test.setTimeout(90_000);
  const { through, stop } = await crossed("api_medium");
  try {
    await open(page, through);
    await page.getByRole("combobox", { name: "Bot", exact: true }).selectOption(BOT);
    await say(page, "Returns");
    await expect(chat(page).getByRole("log")).toContainText("You have 60 days.", { timeout: 20_000 });
    await tab(page, "Wire");
    await page.getByLabel("Filter").fill("webhook days");
    const came = row(page, "came in");
    await expect(came).toHaveCount(1, { timeout: 10_000 });
    await came.getByRole("button").first().click();
    await expect(came.locator(".address")).toHaveText(`POST /hooks/${BOT}/•••`);
    await came.getByLabel("Search in this body").fill("message");
    await expect(came.locator(".found li")).toContainText(['message = "You have 60 days."']);

    await page.getByLabel("Filter").fill("");
    await page.getByLabel("Webhooks only").check();
    await expect(page.locator(".wire > li:not(.webhook)")).toHaveCount(0);
    const sent = row(page, "went out 200").last();
    await sent.getByRole("button").first().click();
    await expect(sent.locator(".address")).toHaveText(/^POST http:\/\/127\.0\.0\.1:\d+\/api\/medium\/messages$/);
    await expect(sent.locator(".tree").first()).toContainText("Returns");
    await expect(page.locator(".inspector")).not.toContainText("CANARY");

    // Among the others they stand where they came: the letter behind the visitor's message, the webhook behind the letter.
    await page.getByLabel("Webhooks only").uncheck();
    const titles = await page.locator(".wire > li .title").allTextContents();
    const [message, letter, webhook] = ["POST messages/", "went out 200", "came in"].map((title) => titles.lastIndexOf(title));
    expect(message).toBeGreaterThan(-1);
    expect(letter).toBeGreaterThan(message);
    expect(webhook).toBeGreaterThan(message);
    for (const [colorScheme, screen, width, height] of [["light", "desk", 1440, 900], ["dark", "phone", 390, 844]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await clean(page, colorScheme === "light" ? ALL : COLOURS);
      await page.screenshot({ path: `${FOLDER}tester-webhook-${screen}-${colorScheme}.png`, fullPage: screen === "phone" });
    }
  } finally {
    await stop();
  }
});

test("what the page tells can be another host, another screen and another browser", async ({ page, server }) => {
  await open(page, server);
  await choose(page);
  const stored = async () => (await (await page.request.get(`${server.origin}/tester/api/bots/${BOT}/conversations/1`)).json()).host;
  await expect.poll(async () => (await stored()).viewport).toBe("390x844");
  await tab(page, "Page");
  for (const [name, text] of [["Host", "shop.example"], ["Viewport", "1x1"], ["Referrer", "https://search.example"], ["Browser", "Old 1; BeOS; desktop"]]) {
    await page.getByLabel(name, { exact: true }).fill(text);
  }
  await page.getByLabel("Browser", { exact: true }).blur();
  await say(page, "hello");
  const wanted = { host: "shop.example", viewport: "1x1", referrer: "https://search.example", userAgentData: "Old 1; BeOS; desktop" };
  await expect.poll(stored).toMatchObject({ ...wanted, title: "Somebody's page" });
  await page.getByLabel("Host", { exact: true }).fill("");
  await page.getByLabel("Host", { exact: true }).blur();
  await say(page, "hello again");
  await expect.poll(stored).toMatchObject({ ...wanted, host: new URL(server.origin).host });
  // The modules that may be named are offered.
  const offered = page.locator("datalist#modules option");
  const { bots } = await (await page.request.get(`${server.origin}/tester/api/bots`)).json();
  expect(await offered.evaluateAll((all) => all.map(({ value }) => value))).toEqual(bots.find(({ id }) => id === BOT).start_modules);
  await expect(page.getByLabel("Conversations begin at")).toHaveAttribute("list", "modules");
});

test("a server that was started again lends another pass, and the next conversation is a test too", async ({ page, server }) => {
  await open(page, server);
  await choose(page);
  await server.down();
  await server.up();
  await page.getByRole("button", { name: "Restart" }).click();
  await tab(page, "State");
  // The refused session was the first, this is the one that was begun with the new pass.
  await expect(page.locator(".panel:visible .tree").first()).toBeVisible({ timeout: 20_000 });
  await tab(page, "Why");
  await say(page, "xyzzy");
  await expect(turn(page, "xyzzy").locator(".mark")).toHaveText("fallback", { timeout: 20_000 });
  const rows = await server.report();
  expect(new Set(rows.map(({ conversation_id }) => conversation_id)).size).toBe(2);
  expect(rows.map(({ is_test }) => is_test)).toEqual(rows.map(() => true));
});

test("a builder cuts the line and brings it back, and nothing is lost", async ({ page, server }) => {
  await open(page, server);
  await choose(page);
  await tab(page, "Line");
  await page.getByLabel("Offline: nothing comes through").check();
  await say(page, "Are you there?");
  await tab(page, "Wire");
  await expect(page.locator(".wire .injected").first()).toHaveText("offline");
  await tab(page, "Line");
  await page.getByLabel("Offline: nothing comes through").uncheck();
  await tab(page, "Why");
  // The chat tries again by itself, after a pause that grows.
  await expect(turn(page, "Are you there?").locator(".path")).toBeVisible({ timeout: 20_000 });
});

test("a builder takes the bot's place, answers, and gives it back", async ({ page, server }) => {
  await open(page, server);
  await choose(page);
  await say(page, "hello");
  await expect(turn(page, "hello").locator(".path")).toBeVisible();
  await tab(page, "Person");
  await page.getByRole("button", { name: "Take over" }).click();
  await page.getByLabel("Answer", { exact: true }).fill("I am a person.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(chat(page).getByRole("log")).toContainText("I am a person.");
  await page.getByRole("button", { name: "Hand back" }).click();
  await expect(page.getByRole("button", { name: "Take over" })).toBeVisible();
});

test("the frame has the size of a device, and the chat follows theme and language while one talks", async ({ page, server }) => {
  await open(page, server);
  await choose(page);
  const inner = () => page.locator(".frame").evaluate((frame) => [frame.contentWindow.innerWidth, frame.contentWindow.innerHeight]);
  await expect.poll(inner).toEqual([390, 844]);
  await page.getByRole("radio", { name: "Tablet" }).check();
  await expect.poll(inner).toEqual([820, 1180]);
  await page.getByRole("radio", { name: "dark" }).check();
  await expect(chat(page).locator("parlour-chat")).toHaveAttribute("theme", "dark");
  await page.getByRole("combobox", { name: "Language", exact: true }).selectOption("de");
  await expect(chat(page).getByRole("textbox")).toHaveAttribute("placeholder", /Nachricht/);
});

test("the tester is clean in both schemes, fits a phone, and its tabs are walked by arrows", async ({ page, server }) => {
  test.setTimeout(120_000);
  await open(page, server);
  await clean(page);
  await drop(page.locator("main"), { "shop.toml": SHOP });
  await say(page, QUESTION);
  await expect(turn(page, QUESTION).locator(".mark")).toBeVisible();
  const names = await page.getByRole("tab").allTextContents();
  await page.getByRole("tab", { name: names[0], exact: true }).focus();
  for (const [number, name] of names.entries()) {
    await expect(page.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
    if (name === "Wire") await row(page, "POST messages/").getByRole("button").first().click();
    // The map and the written conversations are looked at in map.spec.mjs.
    const looks = name === "Map" || name === "Tests" ? [] : [["light", "desk", 1440, 900, ALL], ["dark", "phone", 390, 844, COLOURS]];
    for (const [colorScheme, screen, width, height, rules] of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await clean(page, rules);
      await page.screenshot({ path: `${FOLDER}tester-${name.toLowerCase()}-${screen}-${colorScheme}.png`, fullPage: screen === "phone" });
    }
    await page.getByRole("tab", { name, exact: true }).focus();
    if (number + 1 < names.length) await page.keyboard.press("ArrowRight");
  }
});
