// Each message runs and sounds in its own language, whatever the window's.
import { mount } from "./stage/mount.mjs";
import { expect, test } from "./stage/test.mjs";

const flow = (language, hello, more = "") => `
name = "Guide"
language = "${language}"
fallback = 1
${more}
[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "${hello}", suggested_replies = ["1"] }]
[[module]]
id = 9
name = "returns"
by_ref = true
say = "2"
`;
const ARABIC = "مرحباً! كيف يمكنني مساعدتك (اليوم)؟";
const bubble = (messages) => messages.last().locator('[part~="bubble"]');
/** Direction of the words, and on which side of the bubble they begin. */
const runs = (place) =>
  place.evaluate((bubble) => {
    const words = bubble.querySelector("p") ?? bubble;
    const range = document.createRange();
    range.selectNodeContents(words);
    const [text, room] = [range.getClientRects()[0], words.getBoundingClientRect()];
    return [getComputedStyle(words).direction, Math.abs(text.left - room.left) < 3 ? "left" : "right"];
  });

test.describe("an Arabic bot in an English window", () => {
  test.use({ flow: flow("ar", `${ARABIC}\\n\\n${"هذا نص طويل ".repeat(20)}`) });

  test("runs from right to left, says which language it is, and leaves the visitor's words alone", async ({ page, chat }) => {
    await chat.open();
    await expect(chat.log).toHaveCSS("direction", "ltr");
    await expect(bubble(chat.bot)).toHaveAttribute("lang", "ar");
    expect((await runs(bubble(chat.bot)))[0]).toBe("rtl");
    await chat.say("Where is the shop? Thank you very much for your help, it is quite a long way from here.");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    expect((await runs(bubble(chat.visitor)))[0]).toBe("ltr");
    await expect(bubble(chat.visitor)).not.toHaveAttribute("lang");
    await page.reload();
    await chat.reopened();
    await expect(chat.bot.first().locator('[part~="bubble"]')).toHaveAttribute("lang", "ar");
  });
});

test.describe("an English bot in an Arabic window", () => {
  test.use({ flow: flow("en", `Hello (there)! ${"What may I do for you? ".repeat(8)}`) });

  test("runs from left to right, says which language it is, and leaves the visitor's words alone", async ({ page, chat }) => {
    await page.evaluate(() => (document.documentElement.lang = "ar"));
    await chat.open();
    await expect(chat.log).toHaveCSS("direction", "rtl");
    await expect(bubble(chat.bot)).toHaveAttribute("lang", "en");
    expect(await runs(bubble(chat.bot))).toEqual(["ltr", "left"]);
    await chat.say(ARABIC);
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    expect((await runs(bubble(chat.visitor)))[0]).toBe("rtl");
  });
});

test.describe("a bot of two languages", () => {
  test.use({ flow: flow("en", "Hello!", '[translations.de]\n"Hello!" = "Hallo!"') });

  test("tells the one it speaks to this visitor", async ({ page, chat }) => {
    await mount(page, { locale: "de" });
    await chat.open();
    await expect(bubble(chat.bot)).toHaveText("Hallo!");
    await expect(bubble(chat.bot)).toHaveAttribute("lang", "de");
  });
});
