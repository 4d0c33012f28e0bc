// A chat with a configuration of its own, in place of the one of the shop's page.
import { Chat } from "./chat.mjs";
import { BOT } from "./server.mjs";

/** Opens the shop and puts a chat of this configuration into it, as `init()` of the page would. */
export async function own(page, server, config = {}) {
  await page.goto(`${server.origin}/`);
  return again(page, config);
}

/** The same on the page as it stands, after a reload. */
export async function again(page, config = {}) {
  const chat = new Chat(page);
  await chat.launcher.waitFor();
  await page.evaluate((config) => {
    document.querySelector("parlour-chat").remove();
    window.chat = window.Parlour.init(config);
  }, { bot: BOT, ...config });
  await chat.launcher.waitFor();
  return chat;
}

/** What the page hears of these events from now on: `[name, detail]`, in order. */
export async function hear(page, ...names) {
  await page.evaluate((names) => {
    window.heard = [];
    for (const name of names) {
      document.addEventListener("parlour:" + name, ({ detail }) => window.heard.push([name, JSON.parse(JSON.stringify(detail))]));
    }
  }, names);
  return () => page.evaluate(() => window.heard);
}

/** Paths of the chat REST API that the page asks for from now on. */
export function asked(page) {
  const paths = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith("/api/")) paths.push(`${request.method()} ${path.replace(/^.*\/bot\/[^/]+/, "")}`);
  });
  return paths;
}

/** Holds back what is sent from now on; what it returns lets it go. */
export async function heldBack(page) {
  let go;
  const gone = new Promise((done) => (go = done));
  await page.route("**/messages/", async (route) => {
    await gone;
    await route.continue();
  });
  return go;
}

/** What the browser keeps for this page. */
export const kept = (page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
