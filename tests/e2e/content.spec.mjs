// Everything a bot can say, as the visitor meets it.
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { focusedPart } from "./stage/chat.mjs";
import { go, openGallery, overflow, show } from "./stage/gallery.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const bubble = (chat, kind) => chat.bot.locator(`[part~="bubble"][data-kind="${kind}"]`);
const actions = (page) => page.evaluate(() => window.heard);
const listen = (page) =>
  page.addInitScript(() => {
    window.heard = [];
    addEventListener("parlour:action", ({ detail }) => window.heard.push([detail.kind, detail.value]));
  });

test("text is drawn with its headings, lists, quotes and links, and no marker is left", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await show(chat, "Text");
  const text = chat.bot.nth(1).locator('[part~="bubble"]');
  await expect(text.getByRole("heading", { name: "A heading", exact: true })).toBeVisible();
  await expect(text.locator("em")).toHaveText("emphasis");
  await expect(text.locator("s")).toHaveText("what no longer holds");
  await expect(text.locator("ul").first().locator(":scope > li")).toHaveCount(3);
  await expect(text.locator("ul ul > li")).toHaveText(["down", "synthetic"]);
  await expect(text.locator("ol > li")).toHaveCount(3);
  await expect(text.locator("blockquote")).toHaveText("Leave no trace.");
  expect(await text.innerText()).not.toMatch(/\*\*|~~|^#|\]\(/m);
  await expect(chat.bot.locator('[data-kind="big"]')).toHaveText("🏕️");
  await expect(page.locator('[part~="message-notice"]')).toHaveText("Maya from the order desk joined.");
});

test("a link opens another tab, says so, and tells where it really leads", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await show(chat, "Text");
  const links = chat.bot.nth(1).locator("a");
  for (const link of await links.all()) {
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  }
  await expect(links.first()).toHaveAccessibleName("Our returns page (opens in a new tab)");
  await expect(links.first()).toHaveAttribute("target", "_blank");
  await expect(links.filter({ hasText: "mailto:" })).not.toHaveAttribute("target", "_blank");
  const lying = links.filter({ hasText: "shop.example" }).last();
  await expect(lying.locator("bdi")).toHaveText("elsewhere.example");
  await expect(chat.bot.nth(1).locator("bdi")).toHaveCount(1);

  await page.context().route("https://shop.example/**", (route) => route.fulfill({ body: "there" }));
  const [opened] = await Promise.all([page.waitForEvent("popup"), links.first().click()]);
  expect(await opened.evaluate(() => window.opener)).toBe(null);
  expect(await actions(page)).toContainEqual(["link", "https://shop.example/returns"]);
});

test("where a link really leads stands in one piece, with both its brackets", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await show(chat, "Text");
  const host = chat.bot.nth(1).locator(".host");
  for (let width = 320; width <= 420; width += 10) {
    await page.evaluate((width) => document.querySelector("parlour-chat").style.setProperty("--parlour-width", width), `${width}px`);
    expect(await host.evaluate((host) => host.getClientRects().length), `${width} px`).toBe(1);
    expect(await host.evaluate((host) => host.clientHeight < 2 * parseFloat(getComputedStyle(host).fontSize)), `${width} px`).toBe(true);
  }
});

test("a link the page does not allow is its words, and refused media is its caption", async ({ page, server }) => {
  const attributes = { "data-link-allow": "https://elsewhere.example", "data-media-allow": "https://media.example" };
  const chat = await openGallery(page, server, { attributes });
  await show(chat, "Text");
  const text = chat.bot.nth(1);
  await expect(text.locator("a[target]")).toHaveText([/shop\.example.*elsewhere\.example/]);
  await expect(text).toContainText("Our returns page, https://shop.example/sizes");
  await go(chat, "Pictures and sound");
  await expect(chat.bot.locator('[part~="bubble"] :is(img, audio, video, a.file)')).toHaveCount(0);
  await expect(chat.bot.filter({ hasText: "pitched at dusk" })).toHaveCount(1);
});

test("code and tables scroll inside their bubble, by keyboard too", async ({ page, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.setViewportSize({ width: 390, height: 844 });
  const chat = await openGallery(page, server);
  await show(chat, "Code and tables");
  const code = chat.bot.locator("pre");
  const table = chat.bot.locator("table");
  for (const wide of [code, table.locator("xpath=..")]) {
    expect(await wide.evaluate((node) => node.scrollWidth > node.clientWidth && node.tabIndex === 0)).toBe(true);
  }
  expect(await overflow(page)).toEqual([]);
  await expect(table.getByRole("columnheader")).toHaveCount(6);
  await expect(table.getByRole("row")).toHaveCount(4);
  await chat.bot.getByRole("button", { name: "Copy" }).click();
  await expect(chat.bot.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('name = "greeting"');
});

test("a picture keeps its room, and opens over the page until Escape gives the focus back", async ({ page, server }) => {
  await page.route("**/gallery/tent.svg", async (route) => {
    await new Promise((done) => setTimeout(done, 600));
    await route.continue();
  });
  const chat = await openGallery(page, server);
  await show(chat, "Pictures and sound");
  const picture = bubble(chat, "image").first();
  const button = picture.getByRole("button");
  await button.scrollIntoViewIfNeeded();
  const before = (await picture.boundingBox()).height;
  const image = button.locator("img");
  await expect.poll(() => image.evaluate((node) => node.naturalWidth)).toBeGreaterThan(0);
  expect((await picture.boundingBox()).height).toBe(before);
  await expect(image).toHaveAttribute("loading", "lazy");
  await expect(image).toHaveAttribute("alt", "The Heron 2, pitched at dusk.");

  await button.focus();
  await page.keyboard.press("Enter");
  const light = page.locator("dialog.light img");
  await expect(light).toBeVisible();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.closest("dialog") !== null)).toBe(true);
  await page.screenshot({ path: `${FOLDER}content-lightbox.png` });
  await page.keyboard.press("Escape");
  await expect(light).toBeHidden();
  await expect(chat.window).toBeVisible();
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(light).toBeVisible();
});

test("a picture that cannot be had says so, and its caption stays", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await show(chat, "Pictures and sound");
  const missing = bubble(chat, "image").nth(1);
  await missing.scrollIntoViewIfNeeded();
  await expect(missing.getByRole("status")).toHaveText("This could not be loaded.");
  await expect(missing.getByRole("button")).toHaveCount(0);
  await expect(missing).toContainText("A picture that cannot be had.");
});

test("sounds and films play, and a file tells its name and kind", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await show(chat, "Pictures and sound");
  for (const kind of ["audio", "video"]) {
    const player = bubble(chat, kind).locator(kind);
    await player.scrollIntoViewIfNeeded();
    await player.evaluate(async (node) => {
      node.muted = true;
      await node.play();
    });
    await expect.poll(() => player.evaluate((node) => node.currentTime)).toBeGreaterThan(0);
  }
  const file = bubble(chat, "file").getByRole("link");
  await expect(file).toHaveText(/TXT\s*Size guide/);
  const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
  expect(download.suggestedFilename()).toBe("size-guide.txt");
  expect((await actions(page)).at(-1)).toEqual(["file", `${server.origin}/pages/gallery/size-guide.txt`]);
});

test("a card's button says its words once, and shows which was pressed", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await show(chat, "Cards");
  await expect(bubble(chat, "card")).toContainText("Two people, three seasons");
  await expect(bubble(chat, "card").getByRole("link", { name: /^See it/ })).toHaveAttribute("href", "https://shop.example/heron-2");
  const choose = bubble(chat, "carousel").getByRole("button", { name: "Choose the Heron" });
  await choose.click();
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("The Heron");
  await expect(choose).toBeDisabled();
  await expect(choose).toHaveAttribute("aria-pressed", "true");
  await expect(bubble(chat, "carousel").getByRole("button", { name: "Choose the Moss" })).toBeDisabled();
  await expect(bubble(chat, "card").getByRole("button", { name: "Take it" })).toBeDisabled();
  expect((await actions(page)).at(-1)).toEqual(["button", "The Heron"]);
  await expect(chat.choices.first()).toBeVisible();
  await expect(chat.visitor.filter({ hasText: "The Heron" })).toHaveCount(1);

  await page.reload();
  await expect(chat.choices.first()).toBeVisible();
  await expect(bubble(chat, "carousel").getByRole("button", { name: "Choose the Heron" })).toBeDisabled();
});

test("a carousel is walked by its buttons and by arrow keys", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await show(chat, "Cards");
  const carousel = bubble(chat, "carousel");
  const track = carousel.locator(".track");
  const first = () => track.evaluate((node) => Math.round(Math.abs(node.scrollLeft)));
  await expect(carousel.getByText("1 of 4")).toBeVisible();
  await carousel.getByRole("button", { name: "Next" }).click();
  await expect(carousel.getByText("2 of 4")).toBeVisible();
  await carousel.getByRole("button", { name: "Previous" }).click();
  await expect.poll(first).toBe(0);
  await track.focus();
  await page.keyboard.press("ArrowRight");
  await expect(carousel.getByText("2 of 4")).toBeVisible();
  await page.keyboard.press("End");
  await expect(carousel.getByText("4 of 4")).toBeVisible();
  await expect(carousel.getByRole("button", { name: "Next" })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Home");
  await expect.poll(first).toBe(0);
});

test("a place names its point and a way to a map; a page names its host", async ({ page, server }) => {
  const requests = [];
  page.on("request", (request) => requests.push(new URL(request.url()).origin));
  const chat = await openGallery(page, server);
  await show(chat, "Places and pages");
  await expect(bubble(chat, "location")).toContainText("59.3293, 18.0686");
  await expect(bubble(chat, "location").getByRole("link")).toHaveAttribute("href", /^https:\/\/www\.openstreetmap\.org\/\?mlat=59\.3293&mlon=18\.0686$/);
  await expect(bubble(chat, "link").getByRole("link")).toHaveAttribute("href", "https://shop.example/care");
  await expect(bubble(chat, "link").locator("bdi")).toHaveText("shop.example");
  expect([...new Set(requests)]).toEqual([server.origin]);
});

test("suggested replies are one stop of Tab, walked by arrow keys, and gone with the answer", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await chat.choices.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(chat.choices.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(chat.choices.last()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(chat.choices.first()).toBeFocused();
  await page.keyboard.press("Tab");
  expect(await focusedPart(page)).not.toBe("choice");
  await page.keyboard.press("Shift+Tab");
  await expect(chat.choices.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("Text");
  expect(await actions(page)).toEqual([["suggested_reply", "Text"]]);
});

test("several options are sent as one answer, no fewer and no more than asked for", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await show(chat, "Several options");
  const group = page.getByRole("group", { name: "Choose all that apply" });
  const confirm = page.getByRole("button", { name: "Confirm" });
  for (const name of ["A tent", "A stove", "Boots"]) await group.getByRole("checkbox", { name }).check();
  await expect(group.getByRole("checkbox", { name: "A sleeping bag" })).toBeDisabled();
  await confirm.click();
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("A tent\nA stove\nBoots");
  await expect(group).toHaveCount(0);
  await expect(chat.bot.last()).toContainText("Thank you");
  expect((await actions(page)).at(-1)).toEqual(["suggested_reply", "A tent\nA stove\nBoots"]);
});

test("a rating is given by one key", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await show(chat, "Rating");
  const stars = page.getByRole("button", { name: /star/ });
  await expect(stars).toHaveCount(5);
  await stars.first().focus();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: "4 stars" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("4");
  await expect(stars).toHaveCount(0);
  await expect(chat.input).toBeFocused();
  expect((await actions(page)).at(-1)).toEqual(["rating", "4"]);
});

test("a control that is fetched late is scrolled to", async ({ page, server }) => {
  const late = { select: 0, rating: 50, date: 300, form: 1_000 };
  await page.route(/\/parts\/(select|rating|date|form)\b/, async (route) => {
    const [, part] = route.request().url().match(/parts\/(\w+)/);
    await new Promise((done) => setTimeout(done, late[part]));
    await route.continue();
  });
  const chat = await openGallery(page, server);
  for (const [name, control] of [["Several options", ".go"], ["Rating", ".stars"], ["Date", ".go"], ["Form", ".go"]]) {
    await go(chat, name);
    await expect(page.locator(`.ask${control}, .ask ${control}`), name).toBeInViewport({ ratio: 1 });
    if (name !== "Form") await go(chat, "Nothing of that");
  }
});

test("the field that is wrong stays in sight, in a window that is lower than its form", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await page.evaluate(() => document.querySelector("parlour-chat").style.setProperty("--parlour-height", "400px"));
  await go(chat, "Form");
  await page.getByRole("button", { name: "Submit" }).press("Enter");
  await expect(page.locator(".ask [aria-invalid=true]").first()).toBeFocused();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await expect(page.locator(".ask [aria-invalid=true]").first()).toBeInViewport({ ratio: 1 });
});

test("a date is held to its bounds before it is sent", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await show(chat, "Date");
  const day = page.getByLabel("Choose a date");
  await day.fill("2001-01-01");
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "or later" })).toBeVisible();
  await expect(day).toHaveAttribute("aria-invalid", "true");
  await expect(day).toHaveAccessibleDescription(/or later/);
  const soon = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await day.fill(soon);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText(soon);
  await expect(chat.bot.last()).toContainText("Thank you");
});

test("a form names what is wrong beside each field, and is answered in one message", async ({ page, server }) => {
  await listen(page);
  const chat = await openGallery(page, server);
  await show(chat, "Form");
  const mail = page.getByLabel("E-mail");
  await mail.fill("nobody");
  await page.getByLabel("Boot size").fill("big");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("Please fill in this field.");
  await expect(mail).toHaveAccessibleDescription(/Enter an email address/);
  await expect(page.getByLabel("Boot size")).toHaveAccessibleDescription("Enter a number.");
  await expect(page.getByRole("alert").filter({ hasText: "Please check 3 fields." })).toBeVisible();
  await page.screenshot({ path: `${FOLDER}content-form-wrong.png` });
  await page.getByLabel("Name").fill("Ann Lee");
  await mail.fill("ann@shop.example");
  await page.getByLabel("Boot size").fill("41,5");
  await page.getByLabel("Delivery").selectOption("Express");
  await page.getByLabel("Delivery").press("Tab");
  await page.keyboard.press("Enter");
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("Name: Ann Lee\nE-mail: ann@shop.example\nBoot size: 41,5\nDelivery: Express");
  await expect(chat.bot.last()).toContainText("Thank you");
  // What was filled in is not told to the page.
  expect((await actions(page)).at(-1)).toEqual(["form", ""]);
});

test("mixed directions stay in their bubble and read their own way", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await show(chat, "Directions");
  const directions = await chat.bot.evaluateAll((rows) =>
    rows.slice(1).map((row) => getComputedStyle(row.querySelector('[part~="bubble"] > [dir]')).direction),
  );
  expect(directions).toEqual(["rtl", "rtl", "ltr", "ltr"]);
  expect(await overflow(page)).toEqual([]);
});

test("what is hard to draw breaks nothing, on a phone and on a page of 320 pixels", async ({ page, server }) => {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 700 });
    const chat = await openGallery(page, server);
    await go(chat, "Hard to draw");
    expect(await overflow(page)).toEqual([]);
  }
});

for (const [name, scheme, width, dir] of [
  ["desktop-light", "light", 1280, "ltr"],
  ["desktop-dark", "dark", 1280, "ltr"],
  ["phone-light", "light", 390, "ltr"],
  ["phone-dark-rtl", "dark", 390, "rtl"],
]) {
  test.describe(name, () => {
    test.use({ colorScheme: scheme, viewport: { width, height: 844 }, hasTouch: width < 500, isMobile: width < 500 });

    test(`every kind of content is accessible and fits on ${name}`, async ({ page, server }) => {
      const chat = await openGallery(page, server, { attributes: dir === "rtl" ? { "data-locale": "ar" } : {} });
      for (const [nth, what] of ["Text", "Code and tables", "Pictures and sound", "Cards", "Places and pages", "Several options", "Rating", "Date", "Form", "Directions"].entries()) {
        await go(chat, what);
        await page.waitForTimeout(300);
        await page.screenshot({ path: `${FOLDER}content-${name}-${nth + 1}.png`, animations: "disabled" });
        expect(await overflow(page), what).toEqual([]);
        const { violations } = await new AxeBuilder({ page }).include("parlour-chat").analyze();
        expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0].html}`)).toEqual([]);
        const small = await page.evaluate(() => {
          const root = document.querySelector("parlour-chat").shadowRoot;
          const pressed = [...root.querySelectorAll('[role="log"] :is(button, input, select)')].filter((node) => node.offsetParent);
          return pressed.map((node) => [node, (node.closest("label") || node).getBoundingClientRect()]).filter(([, box]) => box.height < 43.5).map(([node]) => node.outerHTML);
        });
        if (width < 500) expect(small).toEqual([]);
      }
    });
  });
}

test.describe("forced colours and no motion", () => {
  test.use({ forcedColors: "active", reducedMotion: "reduce" });

  test("cards, codes and stars are still seen", async ({ page, server }) => {
    const chat = await openGallery(page, server);
    await go(chat, "Cards");
    const border = await bubble(chat, "card").evaluate((node) => getComputedStyle(node).borderTopStyle);
    expect(border).toBe("solid");
    await go(chat, "Rating");
    await expect(page.getByRole("button", { name: "1 star" })).toBeVisible();
    await page.screenshot({ path: `${FOLDER}content-forced-colours.png` });
  });
});
