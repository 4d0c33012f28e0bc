import { expect, test } from "./stage/test.mjs";

test.use({ bypassCSP: true });

test("a page that restyles everything changes nothing in the chat", async ({ page, chat }) => {
  await chat.open();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const look = () =>
    page.evaluate(() =>
      [...document.querySelector("parlour-chat").shadowRoot.querySelectorAll("button, section, section *")].map((node) => {
        const { textTransform, letterSpacing, textAlign, visibility, pointerEvents, color, display, fontSize } = getComputedStyle(node);
        const { width, height } = node.getBoundingClientRect();
        return [node.localName, textTransform, letterSpacing, textAlign, visibility, pointerEvents, color, display, fontSize, width, height].join(" ");
      }),
    );
  const before = await look();
  await page.addStyleTag({
    content: `html { font-size: 62.5% }
      * { all: unset; text-transform: uppercase; letter-spacing: 9px; text-align: right; word-spacing: 1em; line-height: 4; color: red; pointer-events: none; text-indent: 3em; font-style: italic }
      body > * { visibility: hidden }
      button, textarea, section, li, p, h2 { display: none !important }`,
  });
  // The font is the page's own, and so may be its shape: sizes are compared without it.
  await page.addStyleTag({ content: "parlour-chat { font: inherit; font-family: 'Noto Sans', sans-serif }" });
  const after = await look();
  const words = (line) => line.split(" ").slice(0, -2).join(" ");
  expect(after.map(words)).toEqual(before.map(words));
});

test("a bot the server does not know is said in plain words and is not called a lost network", async ({ page, chat }) => {
  const codes = await page.evaluate(async () => {
    const told = [];
    document.addEventListener("parlour:error", (event) => told.push(event.detail.code));
    document.querySelector("parlour-chat").remove();
    const element = document.createElement("parlour-chat");
    element.bot = "11111111-1111-4111-8111-111111111111";
    document.body.append(element);
    await element.chat.open();
    await new Promise((done) => (told.length ? done() : document.addEventListener("parlour:error", done, { once: true })));
    return told;
  });
  expect(codes).toEqual(["not_found"]);
  await expect(chat.log).toContainText("not available right now");
  await expect(chat.notice).toBeHidden();
  await expect(chat.window).not.toContainText(/offline/i);
});

test("files that do not come are said beside the launcher, and the next press tries again", async ({ page, chat }) => {
  await page.route("**/v/**", (route) => route.abort());
  await chat.launcher.click();
  const said = () => chat.launcher.evaluate((node) => getComputedStyle(node, "::before").content);
  await expect.poll(said).toContain("could not be loaded");
  await expect(chat.launcher).toHaveAccessibleDescription(/could not be loaded/);
  await page.unroute("**/v/**");
  await chat.open();
  expect(await said()).toBe("none");
});

test("a text that is too long is kept whole and counted, not cut off and not sent", async ({ chat }) => {
  await chat.open();
  const emoji = "\u{1F3D5}".repeat(4_000);
  await chat.input.fill(`${emoji}12`);
  await chat.input.press("Enter");
  await expect(chat.visitor).toHaveCount(0);
  await expect(chat.input).toHaveValue(`${emoji}12`);
  await expect(chat.input).toHaveAccessibleDescription("2 characters too many");
  await expect(chat.input).toHaveAttribute("aria-invalid", "true");
  await chat.input.press("Backspace");
  await chat.input.press("Backspace");
  await chat.input.press("Enter");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  expect((await chat.texts(chat.visitor))[0]).toBe(emoji);
});

test("a clock that is set back by an hour holds nothing up", async ({ page, chat }) => {
  await chat.open();
  let refusals = 0;
  await page.route("**/messages/", (route) => {
    if (refusals > 1) return route.continue();
    refusals += 1;
    return route.fulfill({ status: 503, json: { error: "Busy.", message: null, code: "unavailable" } });
  });
  await chat.say("What time is it?");
  await expect(chat.visitor).toHaveAttribute("data-state", "queued");
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() - 3_600_000;
  });
  await expect(chat.visitor).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
});

test("a verb takes what a page hands it: an address, or the event of its own button", async ({ page, server, chat }) => {
  await chat.open();
  const told = await page.evaluate(async () => {
    const element = document.querySelector("parlour-chat");
    element.id = "shop";
    const reasons = [];
    for (const name of ["open", "close"]) element.addEventListener(`parlour:${name}`, (event) => reasons.push(event.detail.reason));
    await window.Parlour("close", { id: "shop" });
    await window.Parlour("open", { id: "shop" });
    await element.chat.close(new Event("click"));
    await element.chat.open(new Event("click"));
    return reasons;
  });
  expect(told).toEqual(["api", "api", "api", "api"]);
  await chat.say("Still there?");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  expect((await server.report()).filter((row) => row.message === "Still there?")).toHaveLength(1);
});

test("a page that gives every array a toJSON does not keep a message from being sent", async ({ page, chat }) => {
  await page.addInitScript(() => {
    Array.prototype.toJSON = function () {
      return `[${this.join()}]`;
    };
  });
  await page.reload();
  await chat.open();
  await chat.say("From an old page");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
});
