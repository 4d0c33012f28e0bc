// WebKitGTK: its small browser on a screen that nobody sees, driven through WebKitWebDriver. A session keeps nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Builder, Capabilities } from "selenium-webdriver";
import { findFreePort } from "selenium-webdriver/net/portprober.js";

const DRIVER = process.env.PARLOUR_WEBKIT_DRIVER ?? "WebKitWebDriver";
const BROWSER = process.env.PARLOUR_WEBKIT;
const START_LIMIT_MS = 20_000;
export const DESKTOP = { width: 1280, height: 900 };

export class WebKit {
  /** `isDark`: what the system asks pages for. */
  static async start({ isDark }) {
    const webkit = new WebKit();
    webkit.screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [display] = await once(webkit.screen.stdout, "data");
    const port = await findFreePort();
    webkit.address = `http://127.0.0.1:${port}`;
    webkit.driver = spawn(DRIVER, [`--port=${port}`, "--host=127.0.0.1"], {
      // What the browser and its libraries miss in an empty machine (sound, a session bus) is no matter of ours.
      stdio: "ignore",
      env: {
        ...process.env,
        DISPLAY: `:${String(display).trim()}`,
        GDK_BACKEND: "x11",
        GTK_THEME: isDark ? "Adwaita:dark" : "Adwaita",
        LANG: "C.UTF-8",
      },
    });
    await webkit.#listening();
    return webkit;
  }

  async #listening() {
    const end = Date.now() + START_LIMIT_MS;
    while (Date.now() < end) {
      const answer = await fetch(`${this.address}/status`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`WebKitWebDriver does not answer at ${this.address}`);
  }

  /** A new browser with one window of this size. */
  async session(size = DESKTOP) {
    const wanted = new Capabilities()
      .setBrowserName("MiniBrowser")
      .set("webkitgtk:browserOptions", { binary: BROWSER, args: ["--automation"] });
    const driver = await new Builder().usingServer(this.address).withCapabilities(wanted).build();
    await driver.manage().window().setRect(size);
    return driver;
  }

  async stop() {
    for (const program of [this.driver, this.screen]) {
      if (program.exitCode !== null) continue;
      program.kill();
      await once(program, "exit");
    }
  }
}
