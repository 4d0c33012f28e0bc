// A bot that lives on a second Parlour: through a gateway, by each API, a visitor sees the conversation that the bot
// itself has with one. `tests/story` holds every kind of content; here it is the window that shows it.
import { Chat } from "./stage/chat.mjs";
import { crossed } from "./stage/crossed.mjs";
import { expect, test } from "./stage/test.mjs";

/** Each begins a window of its own, and waits for another server. */
test.setTimeout(90_000);

/** What the visitor says, and all the bot has said by then; what may be said next. */
const TALK = [
  [undefined, ["Welcome to Trail & Tent.", "What is it about?"], ["Tents", "Returns"]],
  ["hello", ["Pardon?"], []],
  ["menu", ["One moment.", "Which one?"], ["Tents", "Returns"]],
  ["Returns", ["You have 60 days."], []],
];

/** The conversation as it is seen; a turn that is shown is waited for. */
async function talk(page, origin) {
  await page.goto(`${origin}/`);
  const chat = new Chat(page);
  await chat.launcher.click();
  await expect(chat.window).toBeVisible();
  const lines = [];
  for (const [said, answered, choices] of TALK) {
    if (said) {
      await chat.say(said);
      lines.push(said);
    }
    lines.push(...answered);
    await expect.poll(async () => (await chat.texts()).map((text) => text.trim()), { timeout: 20_000 }).toEqual(lines);
    await expect(chat.choices).toHaveText(choices);
  }
  // Nothing more comes, and nothing is said twice.
  await expect(chat.typing).toBeHidden();
  await expect(chat.visitor.last()).toHaveAttribute("data-state", /sent|delivered|read/);
  return chat;
}

for (const channel of ["certainly", "aimylogic", "api_medium"]) {
  test(`through a gateway and ${channel} a visitor sees what the bot itself shows`, async ({ page, context }) => {
    const servers = await crossed(channel);
    try {
      const direct = await talk(page, servers.direct.origin);
      const other = await context.newPage();
      const through = await talk(other, servers.through.origin);
      expect(await through.texts(), "the same from the beginning").toEqual(await direct.texts());
      // After a reload the log is the gateway's own.
      await other.reload();
      await through.reopened();
      await expect.poll(() => through.texts()).toEqual(await direct.texts());
    } finally {
      await servers.stop();
    }
  });
}
