// The microphone is on as long as the visitor speaks to the text box, and no longer.
import { own } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

/** A browser whose recogniser hears what the test says, also a while after it was told to stop, as real ones do. */
const listens = (page) =>
  page.addInitScript(() => {
    window.ears = [];
    window.SpeechRecognition = window.webkitSpeechRecognition = class {
      isOn = false;
      start() {
        this.isOn = true;
        window.ears.push(this);
      }
      stop() {
        this.isOn = false;
        this.onend?.();
      }
      abort() {
        this.isOn = false;
      }
    };
    window.hear = (text) => window.ears.at(-1).onresult?.({ results: [[{ transcript: text }]] });
    window.isHearing = () => window.ears.at(-1).isOn;
  });

const hear = (page, text) => page.evaluate((text) => window.hear(text), text);
const isHearing = (page) => page.evaluate(() => window.isHearing());

async function listening(page, server) {
  await listens(page);
  const chat = await own(page, server, { voice: "", storage: "none" });
  await chat.open();
  const mic = chat.window.locator(".mic");
  await mic.click();
  await expect(mic).toHaveAttribute("aria-pressed", "true");
  await hear(page, "do you deliver");
  await expect(chat.input).toHaveValue("do you deliver");
  return { chat, mic };
}

test("the microphone is off once the message is sent, and what was sent does not come back", async ({ page, server }) => {
  const { chat, mic } = await listening(page, server);
  await chat.input.press("Enter");
  await expect(chat.visitor.last()).toContainText("do you deliver");
  expect(await isHearing(page)).toBe(false);
  await expect(mic).toHaveAttribute("aria-pressed", "false");
  await expect(chat.window.locator(".heard")).toHaveText("");
  await hear(page, "do you deliver to Iceland");
  await expect(chat.input).toHaveValue("");
  // The next message begins with nothing of this one.
  await mic.click();
  await hear(page, "hello");
  await expect(chat.input).toHaveValue("hello");
});

test("the microphone is off once the window is closed", async ({ page, server }) => {
  const { chat, mic } = await listening(page, server);
  await page.keyboard.press("Escape");
  await expect(chat.window).toBeHidden();
  expect(await isHearing(page)).toBe(false);
  await hear(page, "do you deliver to Iceland");
  await chat.launcher.click();
  await expect(mic).toHaveAttribute("aria-pressed", "false");
  await expect(chat.input).toHaveValue("do you deliver");
});

test("what the visitor writes by hand meanwhile stays as written, and ends the listening", async ({ page, server }) => {
  const { chat, mic } = await listening(page, server);
  await chat.input.fill("Do you deliver?");
  await hear(page, "do you deliver to Iceland");
  await expect(chat.input).toHaveValue("Do you deliver?");
  await expect(mic).toHaveAttribute("aria-pressed", "false");
  expect(await isHearing(page)).toBe(false);
});
