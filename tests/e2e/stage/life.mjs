// A chat's life, from the teaser to its end: the states that `states.mjs` has not, for they are of the whole
// conversation and each needs a chat of its own. Nothing here knows a language: words differ with `locale`.
import { expect } from "@playwright/test";
import { Chat } from "./chat.mjs";
import { act, agent, another } from "./desk.mjs";
import { mount } from "./mount.mjs";
import { again, own } from "./own.mjs";

/** The names, in the order in which {@link life} comes to them; the last two come in between, in their time. */
export const LIFE = [
  ...["teaser", "consent", "consent-refused", "before-the-chat", "before-the-chat-with-mistakes", "empty"],
  ...["connecting", "listening", "uploading", "upload-failed", "locked", "queue", "agent-joined"],
  ...["agent-typing", "further-up", "new-messages", "unread", "agent-left", "ended", "inline", "fullscreen"],
  ...["still-working", "longer-than-usual"],
];

const PRIVACY = {
  text: "We keep what you write for 30 days, so that we can help you again. It is read by our order desk and by nobody else.",
  url: "https://shop.example/privacy",
  label: "How we use your data",
};
const PRE_CHAT = [{ name: "name", required: true }, { name: "email", required: true }, { name: "order", label: "Order number" }];
const GREETING = "Questions about a tent or an order? We answer within the hour.";
const PARAGRAPHS = ["It is on its way.", "The carrier took it this morning, and the box is tracked.", "Two poles were missing in the first one, so we packed a spare set."];
/** Within the desk's limit, and over it. */
const PICTURE = { name: "tent.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") };
const FILM = { name: "the-whole-way-up-and-down-again.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(1024 * 1024 + 1) };

const shown = (name, chat, parts = '[part~="window"]') => ({ name, page: chat.page, chat, parts });

/**
 * Walks through all of them on the pages of `server`, a desk of `desk.mjs`. What differs between pages:
 * `locale` of the chat and `dir` of the page; `dress(page)` is called on each page that is opened.
 *
 * @yields {{name: string, page: import("@playwright/test").Page, chat: Chat, parts: string}} `parts`: a selector
 *   of what is to be looked at.
 */
export async function* life(page, server, { locale = "en", dir = "ltr", dress = async () => {} } = {}) {
  const turn = async (page) => {
    await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
    await dress(page);
  };
  const patience = await wait(await page.context().newPage(), server, locale, turn);
  await page.bringToFront();
  for await (const state of story(page, server, locale, turn)) {
    yield state;
    for await (const other of patience()) {
      yield other;
      await page.bringToFront();
    }
  }
  yield* patience({ isLast: true });
}

/** A second visitor, who waits for an answer while the first goes on; gives what looks at them when it is time. */
async function wait(page, server, locale, turn) {
  const chat = await own(page, server, { storage: "none", locale });
  await turn(page);
  await chat.open();
  await page.route("**/messages/", () => {});
  await chat.say("Is it raining?");
  const since = Date.now();
  const left = [["still-working", 3_000], ["longer-than-usual", 15_000]];
  let said = "";
  return async function* ({ isLast = false } = {}) {
    while (left.length && (isLast || Date.now() - since > left[0][1])) {
      const [[name]] = left.splice(0, 1);
      await page.bringToFront();
      await expect(chat.notice).toHaveText(/./);
      await expect(chat.notice).not.toHaveText(said || "-", { timeout: 20_000 });
      said = await chat.notice.textContent();
      yield shown(name, chat);
      if (!left.length) await page.close();
    }
  };
}

async function* story(page, server, locale, turn) {
  const base = { storage: "none", locale };
  const open = async (config) => {
    const chat = await again(page, { ...base, ...config });
    await chat.launcher.click();
    return chat;
  };
  const sheet = (chat) => chat.window.locator(".sheet");
  const speaks = (page) => page.addInitScript(() => {
    // No browser of a test has a microphone: this one listens for ever.
    window.SpeechRecognition = window.webkitSpeechRecognition = class {
      start() {}
      stop() {
        this.onend();
      }
      abort() {}
    };
  });

  await speaks(page);
  let chat = await own(page, server, base);
  await turn(page);
  await mount(page, { locale, storage: "none" }, { properties: { rules: [{ id: "hello", text: "Not sure which tent fits? Ask me." }] } });
  await expect(page.locator('[part~="teaser"]')).toBeVisible();
  yield shown("teaser", chat, '[part~="teaser"], [part~="launcher"]');

  chat = await open({ consent: "required", privacy: PRIVACY, greeting: GREETING });
  await expect(sheet(chat).getByRole("button")).toHaveCount(2);
  await chat.input.fill("Do you deliver to Iceland?");
  yield shown("consent", chat);
  await sheet(chat).getByRole("button").last().click();
  await expect(chat.input).toHaveAttribute("readonly", "");
  yield shown("consent-refused", chat);

  chat = await open({ preChat: PRE_CHAT });
  await expect(sheet(chat)).toBeVisible();
  yield shown("before-the-chat", chat);
  await sheet(chat).getByRole("button").click();
  await expect(sheet(chat).locator("[aria-invalid=true]")).toHaveCount(2);
  yield shown("before-the-chat-with-mistakes", chat);

  // Before the conversation is there: with a greeting of the page, and without.
  await page.route("**/session", () => {});
  chat = await open({ greeting: GREETING });
  await expect(chat.log.locator(".intro")).toBeVisible();
  yield shown("empty", chat);
  await page.unroute("**/session");
  let answer;
  await page.route("**/session", (route) => (answer = () => route.continue()));
  chat = await open({ voice: "" });
  await expect.poll(() => typeof answer).toBe("function");
  yield shown("connecting", chat);
  await answer();
  await page.unroute("**/session");
  await chat.greeted();

  const mic = chat.window.locator(".mic");
  await mic.click();
  await expect(mic).toHaveAttribute("aria-pressed", "true");
  yield shown("listening", chat);
  chat = await open();
  await chat.greeted();
  const files = chat.window.locator(".files li");
  const pick = (...chosen) => page.locator('input[type="file"]').setInputFiles(chosen);
  await pick(PICTURE);
  await expect(files.first()).toHaveAttribute("data-state", "ready");
  await page.route("**/attachments", () => {});
  await pick(PICTURE);
  await expect(files.last().getByRole("progressbar")).toBeVisible();
  yield shown("uploading", chat);
  await files.last().getByRole("button").click();
  await page.unroute("**/attachments");
  await pick(FILM);
  await expect(files.last()).toHaveAttribute("data-state", "failed");
  yield shown("upload-failed", chat);

  chat = await open({ input: "choices-only" });
  await chat.greeted();
  yield shown("locked", chat);

  chat = await open();
  await chat.greeted();
  const before = await another(server);
  await chat.choices.first().click();
  await expect(chat.notice).toBeVisible();
  yield shown("queue", chat);
  await act(server, before, "take", { agent: { name: "Bob" } });
  await act(server, before, "end");

  const notices = page.locator('[part~="message-notice"]');
  const agents = page.locator('[part~="message-agent"]');
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await expect(notices).toHaveCount(1);
  await agent(server, page, "reply", { text: "Hello, Maya here. I have your order in front of me." });
  await expect(agents).toHaveCount(1);
  yield shown("agent-joined", chat);
  const typing = () => agent(server, page, "typing", { active: true });
  await typing();
  await expect(chat.typing).toBeVisible();
  // It would be over after six seconds.
  const still = setInterval(() => typing().catch(() => {}), 2_000);
  try {
    yield shown("agent-typing", chat);
  } finally {
    clearInterval(still);
  }

  const length = await chat.length();
  for (let nth = 0; nth < 6; nth += 1) await agent(server, page, "reply", { text: PARAGRAPHS.join("\n\n") });
  await expect.poll(() => chat.length()).toBe(length + 6);
  const latest = page.locator('[part~="latest"]');
  // What arrives is scrolled to, perhaps a moment later.
  await expect(async () => {
    await chat.log.evaluate((log) => log.scrollTo(0, 0));
    await expect(latest).toBeVisible({ timeout: 500 });
  }).toPass();
  yield shown("further-up", chat);
  await agent(server, page, "reply", { text: "It should be with you on Tuesday." });
  await expect(latest).toHaveAttribute("data-news", "");
  yield shown("new-messages", chat);

  await latest.click();
  await expect(latest).toBeHidden();
  await chat.close.click();
  for (const text of ["One thing more.", "Shall we send a text when it is at the door?", "Or call?"]) await agent(server, page, "reply", { text });
  await expect(page.locator('[part~="badge"]')).toHaveText(/3|٣/);
  yield shown("unread", chat, '[part~="launcher"]');
  await chat.launcher.click();
  await agent(server, page, "hand-back");
  // Of a long transcript only the rows near the end are drawn.
  await expect(chat.log.locator("> ol > li").last()).toHaveAttribute("part", /message-notice/);
  yield shown("agent-left", chat);
  await agent(server, page, "take", { agent: { name: "Bob" } });
  await agent(server, page, "end");
  await expect(sheet(chat).getByRole("button")).toBeVisible();
  yield shown("ended", chat);

  for (const mode of ["inline", "fullscreen"]) {
    await page.goto(`${server.origin}/pages/${mode}.html`);
    chat = new Chat(page);
    await chat.greeted();
    await turn(page);
    await page.evaluate((locale) => (document.querySelector("parlour-chat").locale = locale), locale);
    await expect(chat.window).toHaveAttribute("lang", new RegExp(`^${locale}`));
    yield shown(mode, chat);
  }
}
