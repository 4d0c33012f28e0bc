// Where the focus is, that it is seen, and what is out of its reach.
import { Chat, focusedPart, tabTo } from "../stage/chat.mjs";
import { Keys } from "../stage/keys.mjs";
import { go, openGallery } from "../stage/gallery.mjs";
import { store } from "../stage/stored.mjs";
import { expect, test } from "../stage/test.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("the focus moves into the window when the visitor opens it, and back when it closes", async ({ page, chat }) => {
  await tabTo(page, "launcher");
  await page.keyboard.press("Enter");
  await chat.greeted();
  expect((await focusedPart(page)).split(" ")).toContain("input");
  await page.keyboard.press("Escape");
  await expect(chat.window).toBeHidden();
  expect((await focusedPart(page)).split(" ")).toContain("launcher");
});

test("a message that arrives, or a window the page opens by itself, takes no focus", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await chat.input.focus();
  await page.keyboard.type("Text");
  await page.keyboard.press("Enter");
  await expect(chat.choices.first()).toHaveText("Code and tables");
  expect((await focusedPart(page)).split(" ")).toContain("input");
});

test("on a desktop the page stays within reach: nothing is inert and the dialog is not modal", async ({ page, chat }) => {
  await chat.open();
  await expect(chat.window).not.toHaveAttribute("aria-modal", /./);
  expect(await page.locator("[inert]").count()).toBe(0);
});

test.describe("phone", () => {
  test.use(PHONE);

  test("on a phone the page behind the window is out of reach, and is given back as it was", async ({ page, chat }) => {
    await page.evaluate(() => {
      const own = document.createElement("div");
      own.id = "own";
      own.setAttribute("inert", "");
      document.body.append(own);
    });
    await chat.open();
    await expect(chat.window).toHaveAttribute("aria-modal", "true");
    const reachable = () =>
      page.evaluate(() => [...document.body.children].filter((node) => !node.inert).map((node) => node.localName));
    expect(await reachable()).toEqual(["parlour-chat"]);
    expect(await chat.launcher.evaluate((launcher) => launcher.inert)).toBe(true);
    // Tab leads through the window and to the browser's own controls, never to what is covered.
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      const held = await page.evaluate(() => document.activeElement.localName);
      expect(["parlour-chat", "body", "html"]).toContain(held);
      expect((await focusedPart(page)).split(" ")).not.toContain("launcher");
    }
    await page.keyboard.press("Escape");
    await expect(chat.window).toBeHidden();
    expect(await page.evaluate(() => [...document.querySelectorAll("[inert]")].map((node) => node.id))).toEqual(["own"]);
    expect(await chat.launcher.evaluate((launcher) => launcher.inert)).toBe(false);
    await expect(chat.launcher).toBeFocused();
  });

  test("a window that is turned to a desktop's width, or taken off the page, gives the page back", async ({ page, chat }) => {
    await chat.open();
    const inert = () => page.locator("[inert]").count();
    expect(await inert()).toBeGreaterThan(0);
    await page.setViewportSize({ width: 900, height: 500 });
    await expect.poll(inert).toBe(0);
    await page.setViewportSize(PHONE.viewport);
    await expect.poll(inert).toBeGreaterThan(0);
    await page.evaluate(() => window.Parlour("destroy"));
    await expect.poll(inert).toBe(0);
  });
});

/** Contrast of two colours as computed styles name them. */
const contrast = ([a, b]) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map((part) => part / 255);
    const line = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
  };
  const [dark, bright] = [light(a), light(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
};

for (const colorScheme of ["light", "dark"]) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`every stop of Tab shows that it has the focus, ${colorScheme}`, async ({ page, server }) => {
      test.setTimeout(90_000);
      const chat = await openGallery(page, server);
      for (const name of ["Text", "Code and tables", "Pictures and sound", "Cards", "Form"]) await go(chat, name);
      await expect(page.getByRole("button", { name: "Submit" })).toBeVisible();
      // Backwards: what is not drawn yet is drawn before the focus comes to it.
      await chat.send.focus();
      await page.keyboard.press("Shift+Tab");
      const seen = [];
      for (let presses = 0; presses < 120; presses += 1) {
        const held = await page.evaluate(() => {
          const active = document.activeElement?.shadowRoot?.activeElement;
          if (!active) return { what: document.activeElement.localName };
          // Whatever space of colours it is written in.
          const drawn = (colour) => {
            const pen = new OffscreenCanvas(1, 1).getContext("2d");
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            return `rgb(${pen.getImageData(0, 0, 1, 1).data.slice(0, 3).join(", ")})`;
          };
          const looks = [getComputedStyle(active), getComputedStyle(active, "::after")];
          if (active.localName === "textarea") looks.push(getComputedStyle(active.closest(".grow")));
          const ring = looks.find((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== "none");
          const surface = getComputedStyle(active.getRootNode().querySelector('[part="window"]')).backgroundColor;
          const colour = ring?.outlineStyle !== "none" ? ring?.outlineColor : ring?.boxShadow.match(/(rgba?|color)\([^)]*\)/)?.[0];
          const name = active.type === "date" ? "date" : active.localName;
          return { what: `${name} ${active.getAttribute("part") ?? active.className}`.trim(), colour: colour && drawn(colour), surface };
        });
        seen.push(held.what);
        if (held.what === "body" || held.what.includes("launcher")) break;
        // The browser draws its own ring around a player's buttons, and around the parts of a date.
        if (!/^(audio|video|date)/.test(held.what)) expect(held.colour, held.what).toBeTruthy();
        // WCAG 1.4.11. The head of the window has the accent as its ground; its ring is looked at with the goldens.
        if (held.colour && !/close/.test(held.what)) expect(contrast([held.colour, held.surface]), held.what).toBeGreaterThanOrEqual(3);
        await page.keyboard.press("Shift+Tab");
        // Nobody presses it twice in a frame.
        await page.waitForTimeout(40);
      }
      const stops = ["textarea input", "button go", "select", "date", "input", "ul track", "a press", "a whole", "a file", "video", "audio", "button picture", "div wide", "pre", "button act", "div log", "button close"];
      expect(stops.filter((stop) => !seen.includes(stop))).toEqual([]);
    });
  });
}

/** Whether what has the focus is entirely covered or out of sight. */
const obscured = (page) =>
  page.evaluate(() => {
    const active = document.activeElement?.shadowRoot?.activeElement;
    if (!active) return "";
    const box = active.getBoundingClientRect();
    const root = active.getRootNode();
    const room = active.closest('[part="log"]')?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    const [top, bottom] = [Math.max(box.top, room.top), Math.min(box.bottom, room.bottom)];
    const x = Math.max(0, Math.min(innerWidth - 1, box.left + box.width / 2));
    const points = [0.1, 0.5, 0.9].map((part) => root.elementFromPoint(x, top + (bottom - top) * part));
    const isSeen = bottom - top > 1 && points.some((found) => found && (active.contains(found) || found.contains(active)));
    return isSeen ? "" : `${active.localName} ${active.getAttribute("part") ?? active.className} ${active.textContent.slice(0, 30)}`;
  });

test("what has the focus is never covered, wherever Tab leads in a long transcript", async ({ page, server }) => {
  test.setTimeout(90_000);
  const chat = await openGallery(page, server);
  for (const name of ["Text", "Code and tables", "Pictures and sound", "Cards", "Places and pages", "Text", "Code and tables"]) await go(chat, name);
  for (const key of ["Shift+Tab", "Tab"]) {
    if (key === "Tab") await chat.log.focus();
    else await chat.input.focus();
    for (let presses = 0; presses < 70; presses += 1) {
      await page.keyboard.press(key);
      await page.waitForTimeout(30);
      expect(await obscured(page)).toBe("");
    }
  }
});

test("the button to the newest message never covers what has the focus", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  for (const name of ["Pictures and sound", "Text", "Code and tables", "Cards"]) await go(chat, name);
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  const latest = page.locator('[part~="latest"]');
  await expect(latest).toBeVisible();
  // A focusable thing whose lower edge lies where the button is.
  const picture = page.locator(".picture").first();
  await chat.log.evaluate((log) => {
    const target = log.querySelector(".file").getBoundingClientRect();
    log.scrollTop += target.bottom - log.getBoundingClientRect().bottom + 4;
  });
  await expect(latest).toBeVisible();
  await page.locator(".file").first().focus();
  await page.waitForTimeout(100);
  const [file, pill] = [await page.locator(".file").first().boundingBox(), await latest.boundingBox()];
  expect(file.y + file.height).toBeLessThanOrEqual(pill.y + 1);
  expect(await picture.count()).toBeGreaterThan(0);
});

test("from the transcript the button to the newest message is one step away", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  for (const name of ["Text", "Code and tables", "Cards"]) await go(chat, name);
  await chat.log.focus();
  await page.keyboard.press("Home");
  const latest = page.locator('[part~="latest"]');
  await expect(latest).toBeVisible();
  await page.keyboard.press("Shift+Tab");
  await expect(latest).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(chat.log).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(latest).toBeHidden();
  expect(await page.evaluate(() => document.activeElement.localName)).toBe("parlour-chat");
});

test("in a long conversation the keyboard leads to the ends and back, and the focus stays in sight", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await server.down();
  await store(server, 600);
  await server.up();
  await page.reload();
  await expect(chat.log).toContainText("Message 600");
  await chat.log.focus();
  for (const key of ["PageUp", "PageUp", "PageUp", "Home", "End", "PageUp"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
    expect((await focusedPart(page)).split(" "), key).toContain("log");
    expect(await obscured(page), key).toBe("");
  }
  expect(await new Keys(page).focused()).toContain("div log");
});
