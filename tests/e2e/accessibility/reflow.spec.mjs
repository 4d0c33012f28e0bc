// Enlarged, spaced out, in forced colours, without motion, and on paper.
import { go, openGallery, overflow } from "../stage/gallery.mjs";
import { walk } from "../stage/states.mjs";
import { expect, test } from "../stage/test.mjs";

/** Puts a sheet into the chat's shadow root, as a visitor's own style sheet or extension does. */
const wear = (page, css) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const { shadowRoot } = document.querySelector("parlour-chat");
    shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet];
  }, css);

/** Controls whose words are cut off, or that stick out of the window. */
const cutOff = (page) =>
  page.evaluate(() => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    const wrong = [];
    for (const one of root.querySelectorAll('button, label, legend, [part="title"], [part="status"], [part="notice"], th, td, p')) {
      const look = getComputedStyle(one);
      if (one.closest(".unseen") || !one.getClientRects().length || one.closest("[hidden]")) continue;
      const box = one.getBoundingClientRect();
      const isCut = (look.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 && look.overflowX !== "auto") ||
        (look.overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1 && look.overflowY !== "auto");
      if (isCut && one.localName !== "button") wrong.push(`cut: ${one.localName} ${one.textContent.slice(0, 40)}`);
      if (!one.closest(".track, .wide, pre") && (box.left < -1 || box.right > innerWidth + 1)) wrong.push(`out: ${one.localName} ${one.textContent.slice(0, 40)}`);
    }
    return wrong;
  });

test.describe("400 %", () => {
  // 1280 × 1024 at 400 %.
  test.use({ viewport: { width: 320, height: 256 } });

  test("at 400 % nothing is lost, nothing scrolls sideways, and one can write", async ({ page, server }) => {
    test.setTimeout(120_000);
    const chat = await openGallery(page, server);
    const wrong = [];
    await walk(chat, async (state) => {
      for (const finding of [...(await overflow(page)), ...(await cutOff(page))]) wrong.push(`${state}: ${finding}`);
    });
    expect(wrong).toEqual([]);
    await chat.input.focus();
    await expect(chat.input).toBeInViewport();
    await chat.close.focus();
    await expect(chat.close).toBeInViewport();
  });
});

test.describe("spacing", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("text spaced out as WCAG 1.4.12 asks loses nothing in any state", async ({ page, server }) => {
    test.setTimeout(120_000);
    const chat = await openGallery(page, server);
    await wear(page, "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }");
    const wrong = [];
    await walk(chat, async (state) => {
      for (const finding of [...(await overflow(page)), ...(await cutOff(page))]) wrong.push(`${state}: ${finding}`);
    });
    expect(wrong).toEqual([]);
  });
});

test("twice the text size fits, by the browser's setting or the page's", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await page.evaluate(() => document.querySelector("parlour-chat").style.setProperty("--parlour-font-size", "30px"));
  await go(chat, "Code and tables");
  await go(chat, "Form");
  expect(await chat.input.evaluate((input) => parseFloat(getComputedStyle(input).fontSize))).toBeGreaterThanOrEqual(30);
  expect([...(await overflow(page)), ...(await cutOff(page))]).toEqual([]);
});

test("in forced colours every control has an edge and the focus a ring", async ({ page, server }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const chat = await openGallery(page, server);
  for (const name of ["Text", "Code and tables", "Pictures and sound", "Cards", "Rating"]) await go(chat, name);
  await expect(page.getByRole("button", { name: "1 star" })).toBeVisible();
  const bare = await page.evaluate(() => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    const isEdged = (node) => {
      const look = getComputedStyle(node);
      const isUnderlined = look.textDecorationLine.includes("underline");
      return isUnderlined || (look.borderTopStyle !== "none" && parseFloat(look.borderTopWidth) > 0);
    };
    return [...root.querySelectorAll('button, [part="bubble"], textarea')]
      .filter((node) => node.getClientRects().length)
      .map((node) => (node.localName === "textarea" ? node.closest(".grow") : node))
      // A cross or an arrow in the text's colour is its own edge.
      .filter((node) => !isEdged(node) && getComputedStyle(node, "::before").content === "none")
      .map((node) => `${node.localName} ${node.getAttribute("part") ?? node.className} ${node.textContent.slice(0, 20)}`);
  });
  expect(bare).toEqual([]);
  await chat.choices.or(page.getByRole("button", { name: "1 star" })).first().focus();
  await page.keyboard.press("ArrowRight");
  const ring = await page.evaluate(() => {
    const look = getComputedStyle(document.activeElement.shadowRoot.activeElement);
    return [look.outlineStyle, parseFloat(look.outlineWidth) >= 2];
  });
  expect(ring).toEqual(["solid", true]);
});

test("with reduced motion nothing moves: no animation and no transition runs, not in a picture, not while loading", async ({ page, server }) => {
  test.setTimeout(90_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.addInitScript(() => {
    window.moved = [];
    const look = () => {
      const root = document.querySelector("parlour-chat")?.shadowRoot;
      for (const one of root?.getAnimations?.() ?? []) {
        window.moved.push(`${one.animationName ?? one.transitionProperty} of ${one.effect.target.localName} ${one.effect.pseudoElement ?? ""}`);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  const chat = await openGallery(page, server);
  await walk(chat, async () => {});
  // Earlier messages that take their time turn a ring.
  await page.evaluate(() => {
    const line = document.querySelector("parlour-chat").shadowRoot.querySelector(".earlier");
    line.dataset.state = "loading";
  });
  await page.waitForTimeout(200);
  expect([...new Set(await page.evaluate(() => window.moved))]).toEqual([]);
});

test("on paper stands the conversation, whole and without controls", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  for (const name of ["Text", "Cards", "Places and pages"]) await go(chat, name);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await expect(chat.input).toBeHidden();
  await expect(chat.close).toBeHidden();
  await expect(chat.choices.first()).toBeHidden();
  await expect(chat.launcher).toBeHidden();
  const cut = await chat.log.evaluate((log) => [getComputedStyle(log).overflowY, log.scrollHeight - log.clientHeight]);
  expect(cut).toEqual(["visible", 0]);
  await expect(chat.log).toContainText("This is the gallery.");
  await expect(chat.log).toContainText("How to care for a tent");
});
