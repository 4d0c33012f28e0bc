// A page that listens to `parlour:before-send` stops an answer: nothing of the visitor's is lost, and the answer can be
// given again.
import { expect, test } from "./stage/test.mjs";
import { instead } from "./stage/instead.mjs";

const card = { type: "card", cards: [{ title: "Tent", buttons: [{ is_active: true, title: "Take it", type: "postback", options: { message: "The tent" } }] }] };

/** What the bot asks with, how it is answered in the window, and the text that is sent. */
const ASKED = {
  "suggested replies": [
    { type: "choice", text: "Which?", options_type: "suggested_replies", options: ["Tents"] },
    (window) => window.getByRole("button", { name: "Tents" }).click(),
    "Tents",
  ],
  "a rating": [{ type: "rating", text: "How was it?", min: 1, max: 5 }, (window) => window.getByRole("button", { name: "4 stars" }).click(), "4"],
  "a form": [
    { type: "form", text: "You", fields: [{ name: "name", label: "Your name", kind: "text" }] },
    async (window, isFirst) => {
      if (isFirst) await window.getByLabel("Your name").fill("Ann Lee");
      // What was filled in is still there.
      await expect(window.getByLabel("Your name")).toHaveValue("Ann Lee");
      await window.getByRole("button", { name: "Submit" }).click();
    },
    "Your name: Ann Lee",
  ],
  "several options": [
    { type: "choice", text: "Which?", options_type: "multi_select", options: ["Red", "Blue"] },
    async (window) => {
      for (const name of ["Red", "Blue"]) await window.getByRole("checkbox", { name }).check();
      await window.getByRole("button", { name: "Confirm" }).click();
    },
    "Red\nBlue",
  ],
  "a date": [
    { type: "date", text: "When?" },
    async (window) => {
      await window.getByLabel("Choose a date").fill("2026-05-01");
      await window.getByRole("button", { name: "Confirm" }).click();
    },
    "2026-05-01",
  ],
  "a card's button": [card, (window) => window.getByRole("button", { name: "Take it" }).click(), "The tent"],
};

for (const [name, [action, answer, text]] of Object.entries(ASKED)) {
  test(`an answer that the page stops can be given again, and the draft stays: ${name}`, async ({ page, chat }) => {
    await page.evaluate(() => {
      window.stopped = [];
      document.addEventListener("parlour:before-send", (event) => {
        if (window.goes) return;
        event.preventDefault();
        window.stopped.push(event.detail.message.actions[0].text);
      });
    });
    await chat.open();
    await instead(page, [action]);
    await page.evaluate(() => (window.goes = true));
    await chat.say("Ask me");
    await expect(chat.visitor).toHaveCount(1);
    await page.evaluate(() => (window.goes = false));
    await chat.input.fill("half a sentence");
    await answer(chat.window, true);
    expect(await page.evaluate(() => window.stopped)).toEqual([text]);
    await expect(chat.input).toHaveValue("half a sentence");
    await expect(chat.visitor).toHaveCount(1);
    await page.evaluate(() => (window.goes = true));
    await answer(chat.window, false);
    await expect(chat.visitor).toHaveCount(2);
    await expect(chat.visitor.last()).toContainText(text.split("\n")[0]);
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    await expect(chat.input).toHaveValue("half a sentence");
  });
}

test("a place that the page stops can be shared again", async ({ page, context, chat }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 52.5, longitude: 13.4 });
  await chat.open();
  await instead(page, [{ type: "input", text: "Where?", kind: "location" }]);
  await chat.say("Ask me");
  const share = chat.window.getByRole("button", { name: "Share my location" });
  await expect(share).toBeVisible();
  await page.evaluate(() => {
    window.stopped = [];
    document.addEventListener("parlour:before-send", (event) => {
      if (window.goes) return;
      event.preventDefault();
      window.stopped.push(event.detail.message.actions[0].text);
    });
  });
  await chat.input.fill("half a sentence");
  await share.click();
  await expect.poll(() => page.evaluate(() => window.stopped)).toEqual(["52.5, 13.4"]);
  await expect(share).toHaveAttribute("aria-disabled", "false");
  await expect(chat.input).toHaveValue("half a sentence");
  await page.evaluate(() => (window.goes = true));
  await share.click();
  await expect(chat.visitor.last()).toContainText("52.5, 13.4");
});
