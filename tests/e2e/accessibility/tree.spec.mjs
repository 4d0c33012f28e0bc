// What assistive technology is handed of the main states, as kept texts.
import { golden } from "../stage/golden.mjs";
import { openGallery } from "../stage/gallery.mjs";
import { walk } from "../stage/states.mjs";
import { treeOf } from "../stage/tree.mjs";
import { test } from "../stage/test.mjs";

test.use({ viewport: { width: 1280, height: 1800 } });

test("each state has the roles, names and states that are kept", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const chat = await openGallery(page, server);
  // So high that the whole of a turn is drawn.
  await page.evaluate(() => document.querySelector("parlour-chat").style.setProperty("--parlour-height", "1600px"));
  const isMade = new Map();
  await walk(chat, async (state) => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    // A player's buttons are off until it knows what it has, if it asks before it is pressed.
    await page.waitForFunction(() => {
      const players = document.querySelector("parlour-chat").shadowRoot.querySelectorAll("video, audio");
      return [...players].every((player) => player.preload === "none" || player.readyState >= HTMLMediaElement.HAVE_METADATA);
    });
    const lines = (await treeOf(page)).trimEnd().split("\n");
    // From the visitor's last message on: what came before has been looked at.
    const last = lines.findLastIndex((line) => line.trim() === 'StaticText "You:"');
    isMade.set(state, lines.slice(Math.max(0, last - 1)).join("\n"));
  });
  const text = [...isMade].map(([state, tree]) => `## ${state}\n${tree}\n`).join("\n");
  await golden("tree.txt", `${text.trimEnd()}\n`);
});
