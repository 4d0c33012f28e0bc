// What a screen reader hears of a whole conversation.
import { Chat } from "../stage/chat.mjs";
import { golden } from "../stage/golden.mjs";
import { announced, listenToAnnouncer } from "../stage/heard.mjs";
import { expect, test } from "../stage/test.mjs";

const FLOW = `
name = "Trail & Tent"
fallback = "lost"

[[connection]]
any_of = ["long"]
to = "long"

[[connection]]
any_of = ["size"]
to = "size"

[[module]]
id = 1
name = "hello"
starting = true
say = [
  "**Hello** & welcome to <b>Trail</b> &amp; *Tent*.",
  { wait = 600 },
  "We answer [at once](https://shop.example/hours).",
  { wait = 600 },
  { text = "What is it about?", suggested_replies = ["My size", "A long answer"] },
]

[[module]]
id = 2
name = "size"
say = [
  { image = "/pages/gallery/boot.svg", text = "Boots run *small*." },
  { wait = 500 },
  "| Foot | Boot |\\n|---|---|\\n| 25 cm | 40 |\\n\\n- take one size more\\n- \`try\` it on",
]

[[module]]
id = 3
name = "long"
say = "${"A sentence of a very long answer. ".repeat(100)}"

[[module]]
id = 4
name = "lost"
say = "I did not understand that."

# The demo's configuration names it.
[[module]]
id = 5
name = "returns"
by_ref = true
say = "Within 30 days."
`;

test.use({ flow: FLOW });

async function settle(chat) {
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await expect(chat.typing).toBeHidden();
}

async function heard(page) {
  const all = await announced(page);
  // A live region with elements in it is read as markup by some screen readers.
  expect(all.map(({ children }) => children)).toEqual(all.map(() => 0));
  return all.map(({ text }) => text.replaceAll("\u00a0", ""));
}

test("a conversation is announced in plain words, a bot's turn at once, and what became of a message with it", async ({ page, server }) => {
  test.setTimeout(90_000);
  await listenToAnnouncer(page);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  const told = [];
  const tell = async (step, { turn } = {}) => {
    const texts = await heard(page);
    if (turn) expect(texts.filter((text) => turn.some((line) => text.includes(line))), step).toHaveLength(1);
    const lines = texts.join("\n").split("\n");
    // Two ways lead here from the server: which of the two is told first, the answer or that it was sent, is open.
    lines.sort((a, b) => (b === "Sent") - (a === "Sent"));
    told.push(`## ${step}`, ...lines, "");
  };
  await tell("The window is opened", { turn: ["Hello", "at once", "What is it about?"] });

  await chat.say("My size");
  await settle(chat);
  await tell("The visitor asks", { turn: ["Boots run small", "one size more"] });

  await chat.say("A long answer");
  await expect(chat.log).toContainText("A sentence of a very long answer.");
  const long = await announced(page);
  expect(long.at(-1).text.length).toBeLessThan(2_100);
  expect(long.at(-1).text.length).toBeGreaterThan(1_000);

  const refuse = (route) => route.fulfill({ status: 400, json: { error: "No.", message: null, code: "malformed" } });
  await page.route("**/messages/", refuse);
  await chat.say("This is refused");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
  await tell("A message is refused");
  await page.unroute("**/messages/", refuse);
  await chat.log.getByRole("button", { name: "Try again" }).press("Enter");
  await settle(chat);
  await tell("It is sent again", { turn: ["I did not understand"] });
  await golden("announced.txt", `${told.join("\n").trimEnd()}\n`);
});

test("nothing is announced twice, and nothing of a conversation that is only loaded again", async ({ page, server }) => {
  await listenToAnnouncer(page);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await chat.say("My size");
  await settle(chat);
  const texts = (await heard(page)).join("\n").split("\n");
  expect(texts.filter((text) => text === "Boots run small.")).toHaveLength(1);
  await page.reload();
  await expect(chat.log).toContainText("Boots run small.");
  expect(await heard(page)).toEqual([]);
});

test("the announcer is polite, alone of its kind around the transcript, and there before anything is said", async ({ page, server }) => {
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  const before = await page.locator('[part="window"] [aria-live="polite"].unseen').elementHandle();
  await expect(chat.log).toHaveAttribute("aria-live", "off");
  await chat.say("My size");
  await settle(chat);
  const live = page.locator('[part="window"] [aria-live="polite"].unseen');
  await expect(live).toHaveCount(1);
  expect(await live.evaluate((now, before) => now === before, before)).toBe(true);
});
