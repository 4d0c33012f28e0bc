// A site whose router is Turbo, as Rails sites have it: pages come by fetch, and their bodies replace each other.
import { readFileSync } from "node:fs";
import { Chat } from "./stage/chat.mjs";
import { Host } from "./stage/host.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const TURBO = readFileSync(new URL("../node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js", import.meta.url));

for (const where of ["head", "body"]) {
  test(`a chat whose tag stands in the ${where} is there once on each page, open, with its conversation`, async ({ page, server }) => {
    const host = await Host.start();
    host.put("/turbo.js", TURBO, { "Content-Type": "text/javascript" });
    const tag = `<script async src="${server.origin}/parlour.js" data-bot="${BOT}" data-turbo-track="reload"></script>`;
    for (const [name, other] of [["boots", "tents"], ["tents", "boots"]]) {
      host.put(`/${name}`, `<!doctype html><html lang="en"><head><title>${name}</title><script src="/turbo.js"></script>${where === "head" ? tag : ""}</head>
<body><h1>${name}</h1><a href="/${other}">to ${other}</a>${where === "body" ? tag : ""}</body></html>`);
    }
    await page.goto(`${host.origin}/boots`);
    await page.evaluate(() => (window.isSame = true));
    const chat = new Chat(page);
    await chat.open();
    await chat.say("Before");
    await expect(chat.visitor).toHaveAttribute("data-state", "sent");

    const stands = async (name, texts) => {
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
      await expect(chat.host).toHaveCount(1);
      await expect(chat.window).toBeVisible();
      await expect(chat.visitor).toHaveText(texts);
      expect(await page.evaluate(() => window.isSame)).toBe(true);
    };
    await page.getByText("to tents").click();
    await stands("tents", [/Before/]);
    await chat.say("After");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    expect((await server.report()).at(-1).botuser.botuser_meta.web.hostPageUrl).toBe(`${host.origin}/tents`);
    // Turbo shows a copy of the page that it kept, and then the page.
    await page.evaluate(() => history.back());
    await stands("boots", [/Before/, /After/]);
    await page.waitForTimeout(300);
    await stands("boots", [/Before/, /After/]);
    await host.stop();
  });
}
