// What a visitor sees first: something at the press, the window with its first frame, and wasm that was made ready.
import { expect, test } from "./stage/test.mjs";

/** What the launcher draws for a window that is still on its way: its box, or null. */
const pane = (chat) =>
  chat.launcher.evaluate((button) => {
    const { content, inlineSize, blockSize, backgroundColor } = getComputedStyle(button, "::before");
    return content === "none" ? null : { inlineSize, blockSize, backgroundColor };
  });

/** Holds a file back until it is released. */
async function held(page, file) {
  let release;
  const released = new Promise((done) => (release = done));
  await page.route(`**/${file}`, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

test("a pressed launcher shows where the window will be, in its size and colour, until it is there", async ({ page, chat }) => {
  const release = await held(page, "widget.js");
  expect(await pane(chat)).toBe(null);
  await chat.launcher.click();
  const shown = await pane(chat);
  release();
  await chat.greeted();
  const { width, height } = await chat.window.boundingBox();
  const backgroundColor = await chat.window.evaluate((window) => getComputedStyle(window).backgroundColor);
  expect(shown).toEqual({ inlineSize: `${width}px`, blockSize: `${height}px`, backgroundColor });
  expect(await pane(chat)).toBe(null);
});

test("a pane that is pressed is no button, and files that do not come leave none behind", async ({ page, chat }) => {
  await page.route("**/widget.js", (route) => route.abort());
  await chat.launcher.click();
  await expect(chat.launcher).toHaveAccessibleDescription(/could not be loaded/);
  const { content, pointerEvents } = await chat.launcher.evaluate((button) => {
    const told = getComputedStyle(button, "::before").content;
    button.setAttribute("aria-busy", "true");
    return { content: told, pointerEvents: getComputedStyle(button, "::before").pointerEvents };
  });
  expect(content).toContain("could not be loaded");
  expect(pointerEvents).toBe("none");
});

test("a verb that opens nothing shows no pane", async ({ page, chat }) => {
  const release = await held(page, "widget.wasm");
  const done = page.evaluate(() => window.Parlour("setVariables", {}));
  await page.waitForRequest("**/widget.wasm");
  expect(await pane(chat)).toBe(null);
  release();
  await done;
  await chat.open();
});

test("a pointer near has the wasm compiled and not run, and the press only runs it", async ({ page, chat }) => {
  await page.addInitScript(() => {
    window.made = [];
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
      const own = WebAssembly[name];
      WebAssembly[name] = (source, ...more) => {
        const made = own.call(WebAssembly, source, ...more);
        made.then(() => window.made.push(`${name} ${source instanceof WebAssembly.Module ? "module" : "file"}`));
        return made;
      };
    }
  });
  await page.reload();
  const made = () => page.evaluate(() => window.made);
  await chat.launcher.hover();
  await expect.poll(made).toEqual(["compileStreaming file"]);
  await chat.open();
  expect(await made()).toEqual(["compileStreaming file", "instantiate module"]);
});

test("a window is open before its conversation begins", async ({ page, chat }) => {
  await page.evaluate(() => window.Parlour("setVariables", {}));
  const seen = await page.evaluate(async () => {
    const { shadowRoot } = document.querySelector("parlour-chat");
    const own = window.fetch;
    let asked = 0;
    window.fetch = (...given) => {
      if (String(given[0]).includes("/api/")) asked += 1;
      return own(...given);
    };
    shadowRoot.querySelector('[part~="launcher"]').click();
    await new Promise((done) => setTimeout(done));
    return { isHidden: shadowRoot.querySelector('[part~="window"]').hidden, focused: shadowRoot.activeElement?.part.value, asked };
  });
  expect(seen).toEqual({ isHidden: false, focused: "input", asked: 0 });
  await chat.greeted();
});

test("a window that is closed at once begins nothing, and begins when it is opened again", async ({ page, chat }) => {
  await page.evaluate(() => window.Parlour("setVariables", {}));
  const sessions = [];
  page.on("request", (request) => request.url().endsWith("/session") && sessions.push(request.method()));
  await page.evaluate(() => {
    const { chat } = document.querySelector("parlour-chat");
    chat.open();
    chat.close();
  });
  await expect(chat.window).toBeHidden();
  await page.waitForTimeout(200);
  expect(sessions).toEqual([]);
  await chat.open();
  expect(sessions).toEqual(["POST"]);
});

test("nothing that appears in the window begins transparent", async ({ chat }) => {
  await chat.open();
  const begins = await chat.host.evaluate(({ shadowRoot }) => {
    const rules = shadowRoot.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
    const frames = rules.filter((rule) => rule instanceof CSSKeyframesRule && ["rise", "arrive"].includes(rule.name));
    return frames.map((rule) => [rule.name, rule.cssRules[0].style.opacity]);
  });
  expect(begins.toSorted()).toEqual([["arrive", "0.5"], ["rise", ""]]);
});
