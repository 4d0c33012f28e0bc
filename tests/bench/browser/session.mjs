// One visitor: a new browser profile with an empty cache, on a machine and a line that may be slowed down.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const PAGE_SCRIPTS = ["find", "times", "painted", "scrolled"];
// Nothing but this machine can be reached; a page that is not looked at is not slowed down.
const FLAGS = [
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--disable-renderer-backgrounding",
  "--disable-background-timer-throttling",
];
/** Chromium's own "slow 4G": bytes a second each way, and ms before a request's first byte. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const UNLIMITED = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const CLOSE_LIMIT_MS = 10_000;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.PARLOUR_BROWSER || undefined,
    // Who asks for an end wants to see what was found.
    handleSIGINT: false,
    handleSIGTERM: false,
    // Playwright chooses the headless mode itself.
    args: [...(process.env.PARLOUR_BROWSER_ARGS ?? "--no-sandbox").split(" ").filter((arg) => arg !== "--headless"), ...FLAGS],
  });

export class Session {
  /** What was fetched: `{url, kind, body()}` of each answer, in order. */
  fetched = [];
  /** What went wrong in the page. */
  errors = [];

  /** Opens the page of `chat`; `history`: as a visitor who has so many messages behind them. */
  static async open(browser, servers, chat, { cpu = 1, isSlow = false, history = 0 } = {}) {
    const session = new Session();
    const visitor = await chat.visitor(history, browser);
    session.context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...visitor });
    const page = await session.context.newPage();
    session.page = page;
    session.cdp = await session.context.newCDPSession(page);
    page.on("pageerror", (error) => session.errors.push(String(error).slice(0, 200)));
    page.on("response", (response) => session.fetched.push({ url: response.url(), kind: response.request().resourceType(), body: () => response.body() }));
    const { launcher, input, waiting } = chat;
    const first = `window.__bench = ${JSON.stringify({ selectors: { launcher, input, waiting } })};`;
    const scripts = PAGE_SCRIPTS.map((name) => readFile(fileURLToPath(new URL(`../page/${name}.js`, import.meta.url)), "utf8"));
    await page.addInitScript([first, ...(await Promise.all(scripts))].join("\n"));
    await session.cdp.send("Performance.enable");
    await session.cdp.send("Network.enable");
    await session.cpu(cpu);
    if (isSlow) await session.cdp.send("Network.emulateNetworkConditions", SLOW_4G);
    await page.goto(chat.address(servers), { waitUntil: "commit" });
    return session;
  }

  /** How many times slower the page's processor is. */
  cpu(rate) {
    return this.cdp.send("Emulation.setCPUThrottlingRate", { rate });
  }

  quicken() {
    return this.cdp.send("Network.emulateNetworkConditions", UNLIMITED);
  }

  /** Chromium's own counters, by name. */
  async counters() {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  async heapBytes() {
    for (let times = 0; times < 3; times += 1) await this.cdp.send("HeapProfiler.collectGarbage");
    return (await this.counters()).JSHeapUsedSize;
  }

  end() {
    return Promise.race([this.context.close(), new Promise((done) => setTimeout(done, CLOSE_LIMIT_MS))]).catch(() => {});
  }
}
