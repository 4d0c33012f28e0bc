import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

test("before any act there is no request to the chat API, no storage and no wasm", async ({ page, context, server }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await expect(chat.launcher).toBeVisible();
  await page.waitForLoadState("networkidle");

  expect(asked.filter((url) => url.pathname.startsWith("/api/")).map(String)).toEqual([]);
  expect(asked.filter((url) => url.pathname.endsWith(".wasm")).map(String)).toEqual([]);
  expect(asked.filter((url) => url.origin !== server.origin).map(String)).toEqual([]);
  const stored = await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length);
  expect(stored).toBe(0);
  expect(await context.cookies()).toEqual([]);
});

test("a pointer near may fetch static files and nothing else", async ({ page, server }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.launcher.hover();
  await expect.poll(() => asked.some((path) => path.endsWith(".wasm"))).toBe(true);
  await page.waitForLoadState("networkidle");
  expect(asked.filter((path) => path.startsWith("/api/"))).toEqual([]);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test("opening moves nothing on the page", async ({ page, chat }) => {
  const places = () =>
    page.evaluate(() =>
      [...document.body.querySelectorAll("header, main, footer, h1, h2, p, a, img")].map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join(" ");
      }),
    );
  const closed = await places();
  expect(closed.length).toBeGreaterThan(3);
  await chat.open();
  expect(await places()).toEqual(closed);
});
