// A backend that says two thousand things at once: what is drawn has an end, what is beyond it can be read and typed.
import { Chat } from "./stage/chat.mjs";
import { instead } from "./stage/instead.mjs";
import { store } from "./stage/stored.mjs";
import { expect, test as base } from "./stage/test.mjs";

/** A bot that answers whatever is said with one message, in whose place stands what a test wants. */
const test = base.extend({
  flow: `
name = "Echo"
fallback = "again"
[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "Hello.", suggested_replies = ["Go on"] }]
[[module]]
id = 2
name = "again"
say = "Again."
[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`,
});

const MANY = 2_000;
/** Nodes of a window with a long transcript, texts among them. */
const NODES = 1_500;

const names = (name) => Array.from({ length: MANY }, (_, nth) => `${name} ${nth + 1}`);
const buttons = ["Show", "Take", "Keep"].map((title) => ({ is_active: true, title, type: "postback", options: { message: title } }));
const field = (label, options = []) => ({ name: label, label, kind: options.length ? "multiple_choice" : "text", required: false, options });

/** What is said, what of it can be used, how many of that there are, and words of what is beyond. */
const SAID = {
  cards: [{ type: "card", cards: names("Tent").map((title) => ({ title, text: "Light", buttons })) }, ".track > li", 10, "Tent 11"],
  "suggested replies": [{ type: "choice", text: "Which?", options_type: "suggested_replies", options: names("Reply"), input: "choices_only" }, "[part~=choice]", 100, "Reply 101"],
  "options to tick": [{ type: "choice", text: "Which?", options_type: "multi_select", options: names("Option") }, ".tick", 100, "Option 101"],
  fields: [{ type: "form", text: "You", fields: names("Field").map((label) => field(label)) }, "[part~=field]", 20, "Field 21"],
  "options of a field": [{ type: "form", text: "You", fields: [field("City", names("City"))] }, "select option:not([value=''])", 250, "City 251"],
};

const nodes = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("parlour-chat").shadowRoot);
    let count = 0;
    while (walker.nextNode()) count += 1;
    return count;
  });

test("of two thousand cards, replies, boxes, fields or options so many are drawn that the page stays light", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await server.down();
  await store(server, 1_000);
  await server.up();
  await page.reload();
  await chat.reopened();
  await expect(chat.log).toContainText("Message 1000");
  for (const [name, [action, drawn, count, beyond]] of Object.entries(SAID)) {
    await instead(page, [action]);
    await chat.say(`Give me ${name}`);
    let [most, isDrawn, isSaid] = [0, false, false];
    await expect(async () => {
      isDrawn ||= (await chat.window.locator(drawn).count()) === count;
      isSaid ||= (await chat.bot.filter({ hasText: beyond }).count()) > 0;
      most = Math.max(most, await nodes(page));
      if (isDrawn && isSaid) return;
      // What comes first may be some screens above the end.
      await chat.log.evaluate((log) => log.scrollBy(0, -200));
      throw new Error(`${name}: ${isDrawn ? "drawn" : "not drawn"}, ${isSaid ? "said" : "not said"}`);
    }).toPass({ intervals: [100], timeout: 20_000 });
    // Not all can be pressed, so the text box is open.
    await expect(chat.input).not.toHaveAttribute("readonly");
    await chat.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
    console.log(`${name}: at most ${most} nodes`);
    expect(most, name).toBeLessThanOrEqual(NODES);
  }
});

test("of two controls in one message the first is drawn, and what the other offers can be read and typed", async ({ page, chat }) => {
  await chat.open();
  await instead(page, [
    { type: "rating", text: "How was it?", min: 1, max: 5 },
    { type: "choice", text: "What did you like?", options_type: "multi_select", options: ["The tent", "The boots"] },
  ]);
  await chat.say("Ask me");
  await expect(chat.window.getByRole("group", { name: "How was it?" })).toBeVisible();
  await expect(chat.bot.last()).toContainText("What did you like?\nThe tent · The boots", { useInnerText: true });
  await expect(chat.window.getByRole("checkbox")).toHaveCount(0);
  await chat.window.getByRole("button", { name: "4 stars" }).click();
  await expect(chat.visitor.last()).toContainText("4");
});
