// A chat that was set up wrong: the visitor reads that there is none, the page hears a code, and whoever made the page
// reads on the console what to do.
import { Chat } from "./stage/chat.mjs";
import { Host, heard } from "./stage/host.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const UNKNOWN = "11111111-1111-4111-8111-111111111111";
const script = (server, bot) => `<!doctype html><title>.</title><body><script async src="${server.origin}/parlour.js" data-bot="${bot}"></script>`;

/** Lines of ours on the console. */
const lines = (page) => {
  const said = [];
  page.on("console", (line) => line.text().startsWith("Parlour:") && said.push(line.text()));
  return said;
};

/** Opens a page of the host called `name` and presses the launcher. */
async function refused(page, server, { name, bot }) {
  const host = await Host.start({ name });
  const said = lines(page);
  const told = await heard(page, "error");
  await page.goto(host.put("/", script(server, bot)));
  const chat = new Chat(page);
  await chat.launcher.click();
  await expect(chat.log).toContainText("This chat is not available right now.");
  await expect(chat.notice).toBeHidden();
  await expect.poll(() => said).not.toEqual([]);
  await host.stop();
  return { origin: host.origin, said, codes: (await told()).map(([, { code }]) => code) };
}

test("a page whose origin is not the bot's is told apart from a server that is slow", async ({ page, server }) => {
  const { origin, said, codes } = await refused(page, server, { name: "127.0.0.3", bot: BOT });
  expect(codes).toEqual(["origin_refused"]);
  expect(said).toEqual([
    `Parlour: the bot ${BOT} of ${server.origin} does not talk to pages of ${origin}. Write it into the bot's origins in the server's parlour.toml: origins = ["${origin}"].`,
  ]);
  expect(server.log()).toMatch(new RegExp(`WARN.*origins.*${BOT}.*${origin}`));
});

test("a bot the server does not have is told by its id", async ({ page, server }) => {
  const { said, codes } = await refused(page, server, { name: "127.0.0.1", bot: UNKNOWN });
  expect(codes).toEqual(["not_found"]);
  expect(said).toEqual([`Parlour: ${server.origin} has no bot ${UNKNOWN}. Compare with the id of its [[bot]] in the server's parlour.toml.`]);
});

test("a name that is nearly an option is told with the one that is meant, and each once", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  const said = lines(page);
  await page.evaluate((bot) => {
    document.querySelector("parlour-chat").remove();
    const element = document.createElement("parlour-chat");
    for (const [name, value] of Object.entries({ bot, acent: "red", "data-theme": "x" })) element.setAttribute(name, value);
    document.body.append(element);
    window.Parlour("init", { bot, heding: "Ask", title: "Ask" });
  }, BOT);
  for (const launcher of await chat.launcher.all()) await launcher.hover({ force: true });
  await page.evaluate(() => Promise.all([...document.querySelectorAll("parlour-chat")].map(({ chat }) => chat.show())));
  await expect.poll(() => said.map((line) => line.replace(/there are: .*/, "…")).toSorted()).toEqual([
    'Parlour: unknown attribute "acent"; did you mean "accent"?',
    'Parlour: unknown option "heding"; did you mean "heading"?',
    'Parlour: unknown option "title"; …',
  ]);
});

test("heading, greeting and input are taken while the window is open", async ({ chat }) => {
  await chat.open();
  await chat.host.evaluate(({ chat }) => chat.update({ heading: "Tents", greeting: "Hello there", input: "choices-only" }));
  await expect(chat.window.locator('[part~="title"]')).toHaveText("Tents");
  await expect(chat.window).toContainText("Hello there");
  await expect(chat.input).toHaveJSProperty("readOnly", true);
  await chat.host.evaluate((element) => (element.input = "always"));
  await expect(chat.input).toHaveJSProperty("readOnly", false);
});
