// What a bot says and asks, in WebKit.
import { Key } from "selenium-webdriver";
import { expect, GALLERY, test } from "./stage/test.mjs";

test("a form names what is wrong and is answered in one message; a rating is given by keys", async ({ visit, told }) => {
  const chat = await visit({ bot: GALLERY, attributes: "data-open" });
  await chat.greeted();
  await chat.ask("Form");
  await chat.click(".ask .go");
  await expect.poll(() => chat.texts('.ask > [role="alert"]')).toEqual([expect.stringContaining("2")]);
  expect(await chat.focused()).toMatch(/^input/);
  await chat.press("Ann Lee", Key.TAB, "ann@shop.example");
  // The boxes between lie as far down as the window is high.
  await chat.run((root) => root.querySelector('.ask input[inputmode="decimal"]').focus());
  await chat.press("41,5");
  await chat.click(".ask .go");
  await expect.poll(() => chat.said().then((all) => all.at(-1))).toMatch(/^Name: Ann Lee\nE-mail: ann@shop\.example\nBoot size: 41,5/);

  await chat.answered(3);
  await chat.ask("Rating");
  await chat.reach(/star/, { isBack: true });
  await chat.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ENTER);
  await expect.poll(() => chat.said().then((all) => all.at(-1))).toBe("4");
  expect(await told()).toEqual([]);
});

test("cards are walked by button and by keys, and one is chosen", async ({ visit, told }) => {
  const chat = await visit({ bot: GALLERY, attributes: "data-open" });
  await chat.greeted();
  await chat.ask("Cards");
  const place = () => chat.run((root) => root.querySelector('[data-kind="carousel"]').innerText.match(/\d of \d/)?.[0]);
  await expect.poll(place).toBe("1 of 4");
  await chat.run((root) => root.querySelector(".track").focus());
  await chat.press(Key.ARROW_RIGHT);
  await expect.poll(place).toBe("2 of 4");
  await chat.press(Key.END);
  await expect.poll(place).toBe("4 of 4");
  await chat.press(Key.HOME);
  await expect.poll(place).toBe("1 of 4");
  await chat.click('[data-kind="carousel"] button');
  await expect.poll(() => chat.said().then((all) => all.at(-1))).toBe("The Heron");
  expect(await told()).toEqual([]);
});

test("a picture opens over the page, and Escape gives the focus back", async ({ visit }) => {
  const chat = await visit({ bot: GALLERY, attributes: "data-open" });
  await chat.greeted();
  await chat.ask("Pictures and sound");
  await chat.run((root) => root.querySelector(".picture").focus());
  await chat.press(Key.ENTER);
  await expect.poll(() => chat.isSeen("dialog[open] img")).toBe(true);
  await chat.press(Key.ESCAPE);
  await expect.poll(() => chat.count("dialog[open]")).toBe(0);
  expect(await chat.isSeen('[part~="window"]')).toBe(true);
  expect(await chat.run((root) => root.activeElement?.className)).toContain("picture");
});
