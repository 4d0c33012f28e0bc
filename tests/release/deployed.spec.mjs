// The server as it is deployed: one file in an empty folder.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { Chat } from "../e2e/stage/chat.mjs";
import { BOT, Deployed } from "./stage/deployed.mjs";
import { integrity, pins, snippet } from "./stage/release.mjs";
import { expect, test } from "./stage/test.mjs";

const TYPES = { ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".wasm": "application/wasm" };

test("the program alone serves every file, as what it is, for ever, and not again to who has it", async ({ server }) => {
  expect((await readdir(server.folder)).filter((name) => !name.includes(".db")).sort()).toEqual(["flow.toml", "parlour", "parlour.toml"]);
  for (const [path, pin] of pins()) {
    const address = `${server.origin}/${path}`;
    // Node's `fetch` asks for brotli with TLS only; what it gives is what was compressed.
    const headers = { "Accept-Encoding": "br" };
    const answer = await fetch(address, { headers });
    expect(integrity(Buffer.from(await answer.arrayBuffer())), path).toBe(pin);
    expect(answer.headers.get("content-encoding"), path).toBe("br");
    expect(answer.headers.get("content-type"), path).toBe(TYPES[extname(path)]);
    expect(answer.headers.get("cache-control"), path).toBe(path === "parlour.js" ? "no-cache" : "public, max-age=31536000, immutable");
    expect(answer.headers.get("access-control-allow-origin"), path).toBe("*");
    const again = await fetch(address, { headers: { ...headers, "If-None-Match": answer.headers.get("etag") } });
    expect(again.status, path).toBe(304);
  }
  expect((await fetch(`${server.origin}/v/other/parlour.js`)).status).toBe(404);
  expect((await fetch(`${server.origin}/.made-from`)).status).toBe(404);
});

test("the snippet, pasted on another site, opens a chat, and a message is answered", async ({ page, site, server }) => {
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(site.put("/", `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">\n${snippet(server.origin, BOT)}<h1>Shop</h1>`));
  const chat = new Chat(page);
  await chat.open();
  const before = await chat.bot.count();
  await chat.say("When do you open?");
  await chat.answered(before);
  await expect(chat.bot.last()).toContainText("Monday to Friday, 10 to 19.");
  expect(wrong).toEqual([]);
});

test("the frame and the plain page come from the program too", async ({ server }) => {
  for (const path of [`/frame/${BOT}`, `/chat/${BOT}`]) {
    const answer = await fetch(server.origin + path);
    expect([answer.status, answer.headers.get("content-type")], path).toEqual([200, "text/html; charset=utf-8"]);
  }
});

test("older versions in the folder `assets` are served beside the one in the program", async () => {
  const server = await Deployed.start({ settings: 'assets = "older"\n' });
  const old = join(server.folder, "older/v/0.0.9-0a1b2c3d");
  await mkdir(old, { recursive: true });
  await writeFile(join(old, "parlour.js"), "// as it was\n");
  const answer = await fetch(`${server.origin}/v/0.0.9-0a1b2c3d/parlour.js`);
  expect([answer.status, await answer.text(), answer.headers.get("content-encoding")]).toEqual([200, "// as it was\n", null]);
  const [[path, pin]] = pins().filter(([path]) => path.endsWith("/widget.wasm"));
  expect(integrity(Buffer.from(await (await fetch(`${server.origin}/${path}`)).arrayBuffer()))).toBe(pin);
  await server.dispose();
});
