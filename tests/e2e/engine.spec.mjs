// `parlour/engine` as a program finds it: the wasm in Node, and beside the real server.
import { readFile } from "node:fs/promises";
import { createBot, createServer } from "../../pkg/engine/index.js";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const file = (path) => new URL(`../../${path}`, import.meta.url);
const wasm = await readFile(file("pkg/wasm/parlour_page_bg.wasm"));
const shop = await readFile(file("demo-site/flows/outdoor.toml"), "utf8");
const finder = await readFile(file("demo-site/pages/no-server/flow.toml"), "utf8");
/** The demo's bot with one wording of each text: which one a server chooses nobody can foresee. */
const oneWording = shop.replace(/text = \[("(?:[^"\\]|\\.)*")(?:, "(?:[^"\\]|\\.)*")+\]/g, "text = [$1]");

const texts = ({ messages }) => messages.flatMap(({ actions }) => actions).filter(({ type }) => type === "text").map(({ text }) => text);

test("a bot answers turn by turn, and goes on from its state", async () => {
  const bot = await createBot(finder, { wasm, now: () => 0, seed: () => 1 });
  expect(bot.name).toBe("Bag finder");
  expect(texts(bot.begin()).at(-1)).toBe("How cold does it get at night, in °C?");
  expect(texts(bot.say("-5,5"))).toEqual(["-5.5 °C, noted. And how do you sleep?"]);
  const later = await createBot(finder, { wasm, state: JSON.parse(JSON.stringify(bot.state)) });
  expect(texts(later.say("always warm"))).toEqual(["For a comfort of -2.5 °C take the Plover: 950 g, good to -8 °C, dry in an hour."]);
  expect(texts(later.moveTo("privacy"))[0]).toContain("Nobody but you");
  expect(() => later.moveTo("nowhere")).toThrow(expect.objectContaining({ code: "unknown_module" }));
});

test("the seed chooses the wording, and nothing else does", async () => {
  const goodbye = async (seed) => texts((await createBot(finder, { wasm, seed: () => seed })).moveTo("goodbye"))[0];
  expect(await goodbye(1)).toBe(await goodbye(1));
  const heard = await Promise.all(Array.from({ length: 20 }, (_, seed) => goodbye(seed)));
  expect(new Set(heard)).toEqual(new Set(["Sleep well!", "Good nights out there!"]));
});

test("a flow with mistakes rejects with all of them", async () => {
  const error = await createBot('name = "x"\nsays = 1\n', { wasm }).catch((error) => error);
  expect(error.code).toBe("config_invalid");
  expect(error.mistakes.some((mistake) => mistake.startsWith("2:1: "))).toBe(true);
  expect(error.message).toContain(error.mistakes[0]);
});

test("a module that calls another server is refused with its place", async () => {
  const calling = `${finder}request = { url = "https://example.com" }\n`;
  const error = await createBot(calling, { wasm }).catch((error) => error);
  expect(error.mistakes).toEqual([
    `${calling.split("\n").length - 1}:1: \`not-understood\` calls another server, which a bot in a page does not do (request_unavailable)`,
  ]);
});

test.describe("beside the real server", () => {
  test.use({ flow: oneWording });

  test("the wasm says the same bytes as the server in a whole conversation", async ({ server }) => {
    const own = await createServer(oneWording, { wasm, storage: "none" });
    const talk = async (fetch, origin) => {
      const at = `${origin}/api/webchat/bot/${BOT}/`;
      const headers = { Origin: server.origin, "Content-Type": "application/json" };
      const begun = await (await fetch(`${at}session`, { method: "POST", headers })).text();
      const { token, cursor } = JSON.parse(begun);
      const said = [begun];
      headers.Authorization = `Bearer ${token}`;
      const ask = async (path, method = "GET", body) => {
        const answer = await fetch(at + path, { method, headers, body });
        said.push(`${answer.status} ${await answer.text()}`);
      };
      // As many at once as a visitor may send.
      const words = ["Where is my order?", "où est ma commande ? 🏕️ \\ \"", "Returns, please", "a tent for two"];
      for (const [number, text] of words.entries()) {
        const id = `0198b5d6-0000-7000-8000-00000000000${number}`;
        await ask("messages/", "POST", JSON.stringify({ id, actions: [{ type: "text", text }] }));
      }
      await ask("messages/", "POST", "{");
      await ask("history?limit=200");
      await ask("config");
      const epoch = cursor.split(".")[0];
      return said
        .join("\n")
        .replaceAll(token, "TOKEN")
        .replaceAll(epoch, "EPOCH")
        .replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/g, '"TIME"');
    };
    const real = await talk(fetch, server.origin);
    expect(real.length).toBeGreaterThan(5_000);
    // Colour is the element's to say in a page, the configuration's on a server.
    // Files and people need a server.
    const alone = real
      .replace('"theme":{"accent":"#1f6f54",', '"theme":{')
      .replace(/,"upload_types":\[[^\]]*\]/, "")
      // Whoever looks on is permitted by a server; in a page, by the page itself.
      .replace(',"debug":true', "")
      .replaceAll(/"(uploads|receipts|handover)":true/g, '"$1":false');
    expect((await talk(own, "")).split("\n")).toEqual(alone.split("\n"));
  });
});
