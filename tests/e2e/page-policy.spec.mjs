import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

test("the whole path works under a strict policy with Trusted Types and violates it nowhere", async ({ page, server }) => {
  const complaints = [];
  page.on("console", (line) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript|Refused to/i.test(line.text())) complaints.push(line.text());
  });
  await page.exposeFunction("tellViolation", (text) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });

  const answer = await page.goto(`${server.origin}/`);
  const policy = answer.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).toContain("'wasm-unsafe-eval'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toContain("'unsafe-eval'");

  const chat = new Chat(page);
  await chat.open();
  let before = await chat.bot.count();
  await chat.choices.first().click();
  await chat.answered(before);
  before = await chat.bot.count();
  await chat.say("Gear advice");
  await chat.answered(before);
  await page.reload();
  const again = new Chat(page);
  await again.reopened();
  await expect(again.visitor).toHaveCount(2);
  expect(complaints).toEqual([]);
});

test("no inline style attribute and no style element comes with the chat", async ({ page, chat }) => {
  await chat.open();
  const found = await page.evaluate(() => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    return [...root.querySelectorAll("[style], style, script, iframe, object, embed")].map((node) => node.outerHTML);
  });
  expect(found).toEqual([]);
});
