// A bot asks where its visitor is: the browser is asked on the press alone, and whatever it says, a place can be typed.
import { fileURLToPath } from "node:url";
import { expect, test as base } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

const test = base.extend({
  flow: `
name = "Shops"
fallback = "hello"
[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "Hello.", suggested_replies = ["Near me"] }]
connection = [{ any_of = "near me", to = "where" }]
[[module]]
id = 2
name = "where"
type = "location"
say = "Where are you?"
save = "place"
connection = [{ always = true, to = "there" }]
[[module]]
id = 3
name = "there"
say = "The nearest shop is two streets away."
[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`,
});

const share = (chat) => chat.window.getByRole("button", { name: "Share my location" });

async function asked(chat) {
  await chat.open();
  await chat.choices.first().click();
  await expect(share(chat)).toBeVisible();
}

test.describe("a visitor who shares it", () => {
  test.use({ permissions: ["geolocation"], geolocation: { latitude: 52.520008, longitude: -13.4049999 } });

  test("is asked by the browser on the press, and answers with the place", async ({ page, chat }) => {
    await page.evaluate(() => {
      window.asks = 0;
      const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
      navigator.geolocation.getCurrentPosition = (...given) => ask(...given, (window.asks += 1));
    });
    await asked(chat);
    await page.screenshot({ path: `${FOLDER}own-place.png`, animations: "disabled" });
    expect(await page.evaluate(() => window.asks)).toBe(0);
    await share(chat).click();
    await expect(chat.visitor.last()).toContainText("52.52001, -13.405");
    await expect(chat.bot.last()).toContainText("The nearest shop is two streets away.");
    await expect(share(chat)).toHaveCount(0);
    expect(await page.evaluate(() => window.asks)).toBe(1);
  });
});

test("a refusal is told in plain words, and a place may be typed", async ({ page, chat }) => {
  await asked(chat);
  await share(chat).click();
  await expect(chat.window.locator(".place").getByRole("status")).toHaveText("Your location was not shared. You can type it instead. \u2066(52.52, 13.405)\u2069");
  await page.screenshot({ path: `${FOLDER}own-place-refused.png`, animations: "disabled" });
  await expect(chat.input).not.toHaveAttribute("readonly");
  await chat.say("52.5, 13.4");
  await expect(chat.bot.last()).toContainText("The nearest shop is two streets away.");
});

test("a device that does not know where it is says so, and may be asked again", async ({ page, chat }) => {
  await page.evaluate(() => {
    window.asks = 0;
    navigator.geolocation.getCurrentPosition = (_, failed) => {
      window.asks += 1;
      window.fail = () => failed({ code: 2 });
    };
  });
  await asked(chat);
  await share(chat).click();
  await expect(chat.window.locator(".place").getByRole("status")).toHaveText("Finding your location…");
  await share(chat).click({ force: true });
  expect(await page.evaluate(() => window.asks)).toBe(1);
  await page.evaluate(() => window.fail());
  await expect(chat.window.locator(".place").getByRole("status")).toHaveText("Your location could not be found. You can type it instead. \u2066(52.52, 13.405)\u2069");
  await share(chat).click();
  expect(await page.evaluate(() => window.asks)).toBe(2);
});
