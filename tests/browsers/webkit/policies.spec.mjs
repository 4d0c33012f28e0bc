// The ladder in WebKit: wasm in the page, a frame, a form without any script (embed contract §6.3).
import { Chat } from "./stage/chat.mjs";
import { expect, BOT, test } from "./stage/test.mjs";

const TRUSTED = "; require-trusted-types-for 'script'";
const WASM = (files) => `default-src 'none'; script-src 'self' ${files} 'wasm-unsafe-eval'; style-src 'self'; connect-src ${files}; img-src ${files} data:`;
const FRAME = (files) => `default-src 'none'; script-src 'self' ${files}; frame-src ${files}; img-src data:${TRUSTED}`;

for (const [name, policy] of [["a strict policy", WASM], ["a strict policy with Trusted Types enforced", (files) => WASM(files) + TRUSTED]]) {
  test(`under ${name} the wasm runs in the page and nothing is refused`, async ({ server, visit, told, driver }) => {
    const chat = await visit({ policy });
    await chat.open();
    await chat.ask("From the page itself");
    expect(await driver.executeScript("return window.heard")).toEqual([]);
    expect(await told()).toEqual([]);
    expect((await server.report()).filter((row) => row.message === "From the page itself")).toHaveLength(1);
  });
}

test("under a policy for a frame only, the chat that is asked to comes in a frame", async ({ driver, server, visit, told }) => {
  const chat = await visit({ policy: FRAME, attributes: 'data-mode="frame"' });
  await chat.click('[part~="launcher"]');
  await chat.enterFrame();
  await chat.greeted();
  // The driver brings no keys into a frame of another origin: a reply is pressed by script.
  const before = await chat.length();
  const reply = await chat.run((root) => {
    const choice = root.querySelector('[part~="choice"]');
    choice.click();
    return choice.innerText.trim();
  });
  await chat.answered(before + 1);
  await driver.switchTo().defaultContent();
  expect(await told()).toEqual([]);
  expect(await driver.executeScript("return window.heard")).toEqual([["fallback", "frame"]]);
  expect((await server.report()).filter((row) => row.message === reply)).toHaveLength(1);
});

test("the plain page is a conversation by forms, without any script", async ({ driver, server }) => {
  const chat = new Chat(driver);
  await driver.get(`${server.origin}/chat/${BOT}`);
  expect(await driver.executeScript("return document.scripts.length")).toBe(0);
  await chat.plain("form button").click();
  await expect.poll(() => driver.executeScript("return document.querySelectorAll('.bot').length")).toBeGreaterThan(0);
  await chat.plain("#text").sendKeys("By a form");
  await chat.plain("form.write button").click();
  await expect.poll(() => driver.executeScript("return document.querySelectorAll('.visitor ~ .bot').length")).toBeGreaterThan(0);
  expect((await server.report()).filter((row) => row.message === "By a form")).toHaveLength(1);
});
