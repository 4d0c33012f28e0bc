import { expect, test } from "./stage/test.mjs";

test("a message written while the server is down waits, and is stored once when it is back", async ({ server, chat }) => {
  test.setTimeout(120_000);
  await chat.open();
  await server.down();
  await chat.say("Are you there?");
  const message = chat.visitor.last();
  await expect(message).toContainText("Are you there?");
  // Not sent, and said so: by a word the visitor reads, not by silence.
  await expect(message).not.toHaveAttribute("data-state", "sent");
  await expect(message.locator('[part~="status"]')).toHaveText(/\S/);

  await server.up();
  const retry = message.getByRole("button", { name: /try again|retry/i });
  await expect(async () => {
    if (await retry.isVisible()) await retry.click({ timeout: 1_000 });
    await expect(message).toHaveAttribute("data-state", "sent", { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });

  await expect(chat.visitor).toHaveCount(1);
  const stored = (await server.report()).filter((row) => row.message === "Are you there?");
  expect(stored).toHaveLength(1);
});

test("a message whose answer got lost is stored once", async ({ page, server, chat }) => {
  await chat.open();
  let lost = 0;
  await page.route("**/messages/", async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server stores it; the visitor's network drops the answer.
    await route.fetch();
    return route.abort("connectionreset");
  });
  await chat.say("Say this once");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent", { timeout: 30_000 });
  expect(lost).toBe(1);
  await expect(chat.visitor).toHaveCount(1);
  expect((await server.report()).filter((row) => row.message === "Say this once")).toHaveLength(1);
});

test("a refused message keeps its text and can be tried again", async ({ page, server, chat }) => {
  await chat.open();
  let refusals = 0;
  await page.route("**/messages/", (route) => {
    if (refusals > 0) return route.continue();
    refusals += 1;
    return route.fulfill({
      status: 400,
      json: { error: "This field is not known.", message: null, code: "unknown_field", field: "x" },
    });
  });
  await chat.say("Keep me");
  const message = chat.visitor.last();
  await expect(message).toHaveAttribute("data-state", "failed");
  await expect(message).toContainText("Keep me");
  await message.getByRole("button", { name: /try again|retry/i }).click();
  await expect(message).toHaveAttribute("data-state", "sent");
  expect((await server.report()).filter((row) => row.message === "Keep me")).toHaveLength(1);
});

test("offline is said, and what was written offline is sent once when the network is back", async ({ context, server, chat }) => {
  await chat.open();
  await context.setOffline(true);
  await expect(chat.notice).toBeVisible();
  await chat.say("From the tunnel");
  await expect(chat.visitor.last()).not.toHaveAttribute("data-state", "sent");
  await context.setOffline(false);
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent", { timeout: 30_000 });
  await expect(chat.notice).toBeHidden();
  expect((await server.report()).filter((row) => row.message === "From the tunnel")).toHaveLength(1);
});
