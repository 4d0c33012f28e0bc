// The states that are not a conversation, drawn on each screen: kept under target/screenshots to be looked
// at, and held to the rules of accessibility.
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { own } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const SCREENS = [
  ["desktop-light", {}, "light"],
  ["desktop-dark", {}, "dark"],
  ["phone-light-rtl", PHONE, "light", "ar"],
  ["phone-dark", PHONE, "dark"],
];
const PRIVACY = {
  text: "We keep what you write for 30 days, so that we can help you again. It is read by our order desk and by nobody else.",
  url: "https://shop.example/privacy",
  label: "How we use your data",
};
const PRE_CHAT = [{ name: "name", required: true }, { name: "email", required: true }, { name: "order", label: "Order number" }];

test.use({ bypassCSP: true });

for (const [name, screen, colorScheme, locale] of SCREENS) {
  test.describe(name, () => {
    test.use({ ...screen, colorScheme });

    const look = async (page, state) => {
      await page.screenshot({ path: `${FOLDER}${name}-state-${state}.png`, animations: "disabled" });
      const { violations } = await new AxeBuilder({ page }).include("parlour-chat").analyze();
      expect(violations.map(({ id, nodes }) => `${state}: ${id} ${nodes.map(({ target }) => target).join(" ")}`)).toEqual([]);
    };
    const start = (page, server, config) => own(page, server, { storage: "none", ...(locale && { locale }), ...config });
    const sheet = (chat) => chat.window.locator(".sheet");

    test(`consent, its refusal and the form before the chat are drawn on ${name}`, async ({ page, server }) => {
      let chat = await start(page, server, { consent: "required", privacy: PRIVACY });
      await chat.launcher.click();
      await expect(sheet(chat)).toBeVisible();
      await chat.input.fill("Do you deliver to Iceland?");
      await look(page, "consent");
      await sheet(chat).getByRole("button").last().click();
      await expect(chat.input).toHaveAttribute("readonly", "");
      await look(page, "denied");
      chat = await start(page, server, { preChat: PRE_CHAT });
      await chat.launcher.click();
      await expect(sheet(chat)).toBeVisible();
      await sheet(chat).getByRole("button").click();
      await look(page, "form");
    });

    test(`connecting, waiting, offline, the menu and a locked text box are drawn on ${name}`, async ({ page, context, server }) => {
      const chat = await start(page, server, { input: "choices-only", voice: "" });
      let answer;
      await page.route("**/session", (route) => (answer = () => route.continue()));
      await chat.launcher.click();
      await expect.poll(() => typeof answer).toBe("function");
      await look(page, "connecting");
      await answer();
      await expect(chat.choices.first()).toBeVisible();
      await look(page, "locked");
      await page.locator('[part~="menu"]').click();
      await expect(page.getByRole("menuitem").first()).toBeVisible();
      await look(page, "menu");
      await page.keyboard.press("Escape");
      let go;
      await page.route("**/messages/", (route) => (go = () => route.continue()));
      await chat.choices.first().click();
      await expect.poll(() => typeof go).toBe("function");
      await expect(chat.notice).toBeVisible();
      await look(page, "waiting");
      await go();
      await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
      await context.setOffline(true);
      await expect(chat.notice).toBeVisible();
      await look(page, "offline");
      await context.setOffline(false);
    });
  });
}
