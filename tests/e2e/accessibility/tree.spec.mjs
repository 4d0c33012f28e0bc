// What assistive technology is handed of the main states, as kept texts.
import { golden } from "../stage/golden.mjs";
import { openGallery } from "../stage/gallery.mjs";
import { walk } from "../stage/states.mjs";
import { treeOf } from "../stage/tree.mjs";
import { test } from "../stage/test.mjs";

test("each state has the roles, names and states that are kept", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const chat = await openGallery(page, server);
  let before = [];
  const isMade = new Map();
  await walk(chat, async (state) => {
    const isOver = state === "picture-enlarged";
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const lines = (await treeOf(page)).split("\n");
    // What has been looked at in the state before is not looked at again.
    const isOld = new Map();
    for (const line of before) isOld.set(line, (isOld.get(line) ?? 0) + 1);
    const fresh = isOver ? lines : lines.filter((line) => {
      const count = isOld.get(line) ?? 0;
      isOld.set(line, count - 1);
      return count <= 0;
    });
    if (!isOver) before = lines;
    isMade.set(state, fresh.join("\n"));
  });
  const text = [...isMade].map(([state, tree]) => `## ${state}\n${tree}\n`).join("\n");
  await golden("tree.txt", `${text.trimEnd()}\n`);
});
