// The gallery shows every kind of content and every state, in all modes, by its flow and its own page's buttons alone.
import { Chat } from "./stage/chat.mjs";
import { answers, desk, go, line } from "./stage/gallery.mjs";
import { expect, test } from "./stage/test.mjs";

/** What is asked for, and what is then in the conversation: selectors in the shadow root. */
const CONTENT = {
  Text: ["h3", "em", "strong", "ul ul", "ol", "blockquote", "a[href]", "[data-kind=big]", '[part~="message-notice"]'],
  "Code and tables": [".code pre", "table th"],
  "Pictures and sound": ["[data-kind=image] img", "audio", "video", "[data-kind=file] a"],
  Cards: ["[data-kind=card] .press", "[data-kind=carousel] li"],
  "Places and pages": ["[data-kind=location]", "[data-kind=link] a"],
  "Several options": [".ask .tick"],
  Rating: [".ask.stars button"],
  Date: [".ask input[type=date]"],
  Form: [".field input[type=text]", ".field input[type=email]", ".field input[inputmode=decimal]", ".field select", ".field .tick", ".field input[type=tel]", ".field input[type=date]"],
  "Your place": [".ask.place button"],
  "Something typed": ['[part~="input"][inputmode=email]'],
};

/** In a long transcript only the rows near what is seen are drawn: each is looked for from the end all the way up. */
async function shows(chat, selectors) {
  for (const selector of selectors) {
    await chat.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
    await expect(async () => {
      await chat.log.evaluate((log) => log.scrollBy(0, -log.clientHeight / 3));
      await expect(chat.window.locator(selector).first()).toBeAttached({ timeout: 100 });
    }).toPass({ timeout: 5_000 });
  }
}

for (const [mode, path, takesFiles] of [
  ["bubble", "gallery", false],
  ["inline", "gallery/inline", true],
  ["fullscreen", "gallery/fullscreen", true],
]) {
  test(`every content and every state of a conversation is shown in mode ${mode}`, async ({ page, server }) => {
    test.setTimeout(120_000);
    await page.goto(`${server.origin}/pages/${path}.html`);
    const chat = new Chat(page);
    await chat.greeted();
    for (const [name, selectors] of Object.entries(CONTENT)) {
      await go(chat, name);
      await shows(chat, selectors);
    }
    await go(chat, "ann@example.com");

    await go(chat, "Only replies");
    await expect(chat.input).toHaveAttribute("readonly", "");
    await chat.choices.first().click();
    await expect(chat.input).not.toHaveAttribute("readonly");
    await chat.say("A slow writer");
    await expect(chat.typing).toBeVisible();
    await expect(chat.choices.first()).toHaveText("More", { timeout: 10_000 });

    await expect(chat.window.locator('[part~="attach"]')).toHaveCount(takesFiles ? 1 : 0);
    if (takesFiles) {
      await page.locator('input[type="file"]').setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("torn") });
      await expect(chat.window.locator(".files li")).toHaveAttribute("data-state", "ready");
      await chat.window.locator(".files .out").click();
    }

    await answers(chat, "refused");
    await chat.say("Refused");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
    await chat.visitor.last().getByRole("button", { name: "Discard" }).click();
    await answers(chat, "held");
    await chat.say("Late");
    await expect(chat.notice).toHaveText("Still working on it…");
    await answers(chat, "");
    // The flow knows no such words and shows its menu.
    await expect(chat.choices.first()).toHaveText("Text");
    await expect(chat.notice).toBeHidden();
    await line(chat, "offline");
    await chat.say("Text");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "queued");
    await line(chat, "online");
    await expect(chat.choices.first()).toHaveText("Code and tables");

    await page.locator('[part~="menu"]').click();
    await expect(page.getByRole("menuitem", { name: "Download conversation" })).toBeVisible();
    await page.keyboard.press("Escape");

    await chat.say("A person");
    await expect(chat.notice).toHaveText("You are next.");
    await desk(chat, "take");
    await expect(chat.window.getByText("Maya joined the chat.").first()).toBeVisible();
    await desk(chat, "typing");
    await expect(chat.typing).toBeVisible();
    await desk(chat, "reply");
    await expect(page.locator('[part~="message-agent"]')).toHaveCount(1);
    await desk(chat, "hand-back");
    await expect(chat.window.getByText("Maya left the chat.").first()).toBeVisible();
    await desk(chat, "take");
    await desk(chat, "end");
    await expect(chat.window.locator(".sheet .stars button")).toHaveCount(5);
    await chat.window.getByRole("button", { name: "Start a new conversation" }).click();
    await chat.greeted();
  });
}

test("what comes before a conversation is shown: the teaser, consent, its refusal, the form and the greeting", async ({ page, server }) => {
  await page.goto(`${server.origin}/pages/gallery/before.html`);
  const chat = new Chat(page);
  await expect(page.locator('[part~="teaser"]')).toContainText("Not sure which tent fits?");
  await chat.launcher.click();
  const press = (name) => chat.window.getByRole("button", { name, exact: true }).click();
  await expect(chat.log).toContainText("We answer within the hour.");
  await press("Decline");
  await expect(chat.window).toContainText("You declined");
  await press("Change your decision");
  await press("Start chat");
  await expect(chat.window.getByText("Please fill in this field.")).toHaveCount(2);
  await chat.window.getByLabel("Name").fill("Ann Lee");
  await chat.window.getByLabel("Email").fill("ann@example.com");
  await chat.window.getByRole("checkbox", { name: "A return" }).check();
  const session = page.waitForRequest("**/session");
  await press("Start chat");
  expect((await session).postDataJSON().user_profile).toMatchObject({ name: "Ann Lee", email: "ann@example.com", topic: "A return" });
  await chat.greeted();
  await expect(chat.window.locator('[part~="attach"]')).toBeVisible();
});

test("the pages of the gallery lead to each other", async ({ page, server }) => {
  const pages = ["gallery", "gallery/inline", "gallery/fullscreen", "gallery/before"].map((name) => `/pages/${name}.html`);
  for (const path of pages) {
    await page.goto(`${server.origin}${path}`);
    const links = page.getByRole("navigation", { name: "Ways to show the gallery", includeHidden: true }).locator("a");
    expect(await links.evaluateAll((links) => links.map((link) => new URL(link.href).pathname))).toEqual(pages);
  }
});
