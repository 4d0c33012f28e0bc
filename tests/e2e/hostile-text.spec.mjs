import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

const PROBES = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(2)</script><svg onload=alert(3)>",
  "javascript:alert(4)",
  "[click](javascript:alert(5)) {{constructor.constructor('alert(6)')()}}",
];

/** Nothing in the chat may be there because of a text: no handler, no foreign element, no script address. */
async function strangers(page) {
  return page.evaluate(() => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    const bad = [];
    for (const node of root.querySelectorAll("*")) {
      for (const { name, value } of node.attributes) {
        if (name.startsWith("on") || /^\s*javascript:/i.test(value)) bad.push(`${node.localName} ${name}=${value}`);
      }
    }
    for (const message of root.querySelectorAll('[part~="bubble"], [part~="choice"]')) {
      for (const node of message.querySelectorAll("img, script, svg, iframe, b, a")) bad.push(node.outerHTML);
    }
    return bad;
  });
}

function watchDialogs(page) {
  const dialogs = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  return dialogs;
}

test("what a visitor types is shown as the text it is", async ({ page, server }) => {
  const dialogs = watchDialogs(page);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  for (const [index, probe] of PROBES.entries()) {
    await chat.say(probe);
    await expect(chat.visitor).toHaveCount(index + 1);
    await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText(probe);
  }
  expect(await strangers(page)).toEqual([]);

  await page.reload();
  const again = new Chat(page);
  await again.reopened();
  await expect(again.visitor).toHaveCount(PROBES.length);
  expect(await again.texts(again.visitor)).toEqual(PROBES);
  expect(await strangers(page)).toEqual([]);
  expect(dialogs).toEqual([]);
});

test.describe("a hostile bot", () => {
  const label = "<b onclick=alert(7)>x</b>";
  test.use({
    flow: `name = "Hostile"
fallback = "greeting"
[[module]]
id = 1
name = "greeting"
starting = true
say = [${PROBES.map((probe) => JSON.stringify(`{% raw %}${probe}{% endraw %}`)).join(", ")}, { suggested_replies = [${JSON.stringify(label)}] }]
[[module]]
id = 123456
name = "returns"
by_ref = true
say = ["x"]
`,
  });

  test("what a bot says is shown as the text it is, and its replies are sent as they read", async ({ page, server }) => {
    const dialogs = watchDialogs(page);
    await page.goto(`${server.origin}/`);
    const chat = new Chat(page);
    await chat.open();
    await expect(chat.bot).toHaveCount(PROBES.length);
    expect(await chat.texts(chat.bot)).toEqual(PROBES);
    await expect(chat.choices).toHaveText([label]);
    expect(await strangers(page)).toEqual([]);

    await chat.choices.click();
    await expect(chat.visitor.locator('[part~="bubble"]')).toHaveText([label]);
    await expect(chat.bot).toHaveCount(2 * PROBES.length);
    expect(await strangers(page)).toEqual([]);
    expect(dialogs).toEqual([]);
  });
});
