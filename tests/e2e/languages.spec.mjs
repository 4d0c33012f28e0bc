// The window in the visitor's language: loaded alone, switched live, from right to left where it is.
import { expect, test } from "./stage/test.mjs";

/** Paths below `/v/<version>/` that the page asks for, as they come. */
function requested(page) {
  const paths = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname.match(/^\/v\/[^/]+\/(.*)/);
    if (path) paths.push(path[1]);
  });
  return paths;
}

const lang = (page, tag) => page.evaluate((tag) => (document.documentElement.lang = tag), tag);
const set = (chat, name, value) =>
  chat.host.evaluate((host, [name, value]) => (host[name] = value), [name, value]);

test("an English visitor fetches no language", async ({ page, chat }) => {
  const paths = requested(page);
  await chat.open();
  await expect(chat.close).toHaveAccessibleName("Close chat");
  // Asked for ahead and again with its hash, the wasm is carried once: loader.spec.mjs.
  // The demo's bot takes files: their part comes with the window, and with it the list of what is pinned.
  const languages = [...new Set(paths)].filter((path) => !path.startsWith("parts/") && path !== "files.json");
  expect(languages.sort()).toEqual(["widget.js", "widget.wasm"]);
});

test("the page's language is spoken, and only its file is fetched", async ({ page, chat }) => {
  const paths = requested(page);
  await lang(page, "de-AT");
  await chat.open();
  await expect(chat.input).toHaveAttribute("placeholder", "Nachricht …");
  await expect(chat.close).toHaveAccessibleName("Chat schließen");
  await expect(chat.window).toHaveAttribute("lang", "de-AT");
  expect(paths.filter((path) => path.endsWith(".json"))).toEqual(["files.json", "words/de.json"]);
});

test("a window opens in its language, and not in English first", async ({ page, chat }) => {
  await lang(page, "fr");
  await page.evaluate(() => {
    document.addEventListener("parlour:open", ({ target }) => {
      const input = target.shadowRoot.querySelector('[part="input"]');
      requestAnimationFrame(() => (window.painted = input.placeholder));
    });
  });
  await chat.open();
  expect(await page.evaluate(() => window.painted)).toBe("Écrire un message…");
});

test("a window does not wait for a language that does not come", async ({ page, chat }) => {
  await lang(page, "fr");
  await page.route("**/words/fr.json", () => {});
  await chat.open();
  await expect(chat.close).toHaveAccessibleName("Close chat");
});

test("a language is switched live without losing the draft, and turns the window around", async ({ page, chat }) => {
  await chat.open();
  await chat.input.fill("half a sentence");
  await set(chat, "locale", "ar");
  await expect(chat.input).toHaveAttribute("placeholder", "اكتب رسالة…");
  await expect(chat.launcher).toHaveAccessibleName("محادثة");
  await expect(chat.input).toHaveValue("half a sentence");
  const direction = (part) => part.evaluate((node) => getComputedStyle(node).direction);
  expect(await direction(chat.log)).toBe("rtl");
  // What is written runs as it is written, an empty box as the language.
  expect(await direction(chat.input)).toBe("ltr");
  await chat.input.fill("");
  expect(await direction(chat.input)).toBe("rtl");
  await chat.input.fill("half a sentence");
  // The window stays where the launcher is: that is the page's side.
  const [launcher, box] = [await chat.launcher.boundingBox(), await chat.window.boundingBox()];
  expect(Math.abs(launcher.x + launcher.width - box.x - box.width)).toBeLessThan(2);
  await set(chat, "locale", "auto");
  await expect(chat.close).toHaveAccessibleName("Close chat");
  expect(await direction(chat.log)).toBe("ltr");
  await lang(page, "de");
  await expect(chat.close).toHaveAccessibleName("Chat schließen");
  await expect(chat.input).toHaveValue("half a sentence");
});

test("a language there is no file of is English, and a tag that is none is too", async ({ page, chat }) => {
  await lang(page, "yo");
  await chat.open();
  for (const tag of ["yo", "x", "-", "not a tag"]) {
    await lang(page, tag);
    await expect(chat.close).toHaveAccessibleName("Close chat");
    await expect(chat.window).toHaveAttribute("lang", "en");
  }
});

test("the page words single sentences itself, before and after the chat is there", async ({ chat }) => {
  await set(chat, "strings", { close: "Bye" });
  await chat.open();
  await expect(chat.close).toHaveAccessibleName("Bye");
  await expect(chat.send).toHaveAccessibleName("Send message");
  await set(chat, "strings", { send: "Go" });
  await expect(chat.send).toHaveAccessibleName("Go");
  await expect(chat.close).toHaveAccessibleName("Close chat");
});

test("wording is also read from the element's JSON child, and one that cannot be read is told", async ({ page, chat }) => {
  const put = (text) =>
    chat.host.evaluate((host, text) => {
      const child = document.createElement("script");
      child.type = "application/json";
      child.append(text);
      host.append(child);
    }, text);
  await put('{"strings": {"close": "Bye", "charactersOver": {"one": "{n} over", "other": "{n} over"}}}');
  await chat.open();
  await expect(chat.close).toHaveAccessibleName("Bye");
  await chat.input.fill("x".repeat(4_002));
  await expect(chat.input).toHaveAccessibleDescription("2 over");

  await chat.close.click();
  await page.reload();
  await page.evaluate(() => {
    window.told = [];
    document.addEventListener("parlour:error", ({ detail }) => window.told.push([detail.code, detail.key]));
  });
  await put("{strings: not JSON}");
  await chat.open();
  await expect(chat.close).toHaveAccessibleName("Close chat");
  expect(await page.evaluate(() => window.told)).toEqual([["config_invalid", "strings"]]);
});

test("a chat that is moved in the page keeps its wording, and one that is gone leaves nothing", async ({ page, chat }) => {
  await set(chat, "strings", { close: "Bye" });
  await chat.open();
  await page.evaluate(async () => {
    const element = document.querySelector("parlour-chat");
    element.remove();
    await new Promise((done) => setTimeout(done));
    document.body.append(element);
    await element.chat.open();
  });
  await expect(chat.close).toHaveAccessibleName("Bye");
  const after = await chat.host.evaluate(async (element) => {
    await element.chat.destroy();
    await new Promise((done) => setTimeout(done));
    element.strings = { close: "Nobody reads this" };
    return Object.getOwnPropertyDescriptor(element, "strings").value;
  });
  expect(after).toEqual({ close: "Nobody reads this" });
});

test("wording of the wrong shape is told and not used", async ({ page, chat }) => {
  await page.evaluate(() => {
    window.told = [];
    document.addEventListener("parlour:error", ({ detail }) => window.told.push([detail.code, detail.key]));
  });
  await chat.open();
  await set(chat, "strings", { send: 7 });
  await set(chat, "strings", "Go");
  expect(await page.evaluate(() => window.told)).toEqual([
    ["config_invalid", "strings"],
    ["config_invalid", "strings"],
  ]);
  await expect(chat.send).toHaveAccessibleName("Send message");
});

test("a language file that was changed on its way is refused, and the chat stays usable", async ({ page, chat }) => {
  let asked = 0;
  await page.route("**/words/de.json", async (route) => {
    asked += 1;
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace("schließen", "verkaufen") });
  });
  await lang(page, "de");
  await chat.open();
  await expect.poll(() => asked).toBeGreaterThanOrEqual(2);
  await expect(chat.close).toHaveAccessibleName("Close chat");
  await page.unroute("**/words/de.json");
  await lang(page, "de-CH");
  await expect(chat.close).toHaveAccessibleName("Chat schließen");
});

test("a language file is asked for once more when the network fails it once", async ({ page, chat }) => {
  let failures = 0;
  await page.route("**/words/de.json", (route) => (failures++ ? route.continue() : route.abort()));
  await lang(page, "de");
  await chat.open();
  await expect(chat.close).toHaveAccessibleName("Chat schließen");
});
