// A picture whose size is told has its room before it is there: nothing moves when it comes.
import { expect, test } from "./stage/test.mjs";

const svg = (width, height) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#1f6f54"/></svg>`;

test.use({
  flow: `
name = "Views"
fallback = 1
[[module]]
id = 1
name = "hello"
starting = true
say = [
  { image = "/wide.svg", width = 1200, height = 400 },
  { image = "/tall.svg", width = 400, height = 1200 },
  { image = "/plain.svg" },
  { video = "/film.webm", width = 400, height = 400 },
  { text = "Which one?", suggested_replies = ["The first"] },
]
[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`,
});

test("pictures and films keep the room of their shape, and nothing moves when they come", async ({ page, chat }) => {
  let come;
  const away = new Promise((done) => (come = done));
  const pictures = { wide: [1200, 400], tall: [400, 1200], plain: [900, 300] };
  for (const [name, size] of Object.entries(pictures)) {
    await page.route(`**/${name}.svg`, async (route) => {
      await away;
      await route.fulfill({ contentType: "image/svg+xml", body: svg(...size) });
    });
  }
  await page.route("**/film.webm", async () => {});
  await chat.open();
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  const boxes = () =>
    chat.log.evaluate((log) => [...log.querySelectorAll(".picture img, video")].map((one) => [Math.round(one.getBoundingClientRect().width), Math.round(one.getBoundingClientRect().height)]));
  // 1200:400; 400:1200, but not higher than 420; 4:3 where nothing is told; 400:400.
  await expect.poll(async () => (await boxes()).length).toBe(4);
  const expected = await boxes();
  const [width] = expected[0];
  expect(width).toBeGreaterThan(200);
  expect(expected).toEqual([Math.round(width / 3), 420, Math.round((width * 3) / 4), width].map((height) => [width, height]));
  const height = await chat.log.evaluate((log) => log.scrollHeight);
  come();
  const loaded = () => chat.log.evaluate((log) => [...log.querySelectorAll(".picture img")].filter((one) => one.naturalWidth).length);
  await expect.poll(loaded).toBe(3);
  expect(await boxes()).toEqual(expected);
  expect(await chat.log.evaluate((log) => log.scrollHeight)).toBe(height);
});

test.describe("cards, pages and films without a size", () => {
  test.use({
    flow: `
name = "Views"
fallback = 1
[[module]]
id = 1
name = "hello"
starting = true
say = [
  { card = { title = "Heron 2", text = "For two.", image = "/card.svg" } },
  { link = { url = "https://shop.example/care", title = "Care", text = "Dry it.", image = "/page.svg" } },
  { carousel = [{ title = "Moss", text = "Warm.", image = "/one.svg" }, { title = "Scree", text = "Firm.", image = "/two.svg" }] },
  { video = "/film.webm" },
  { text = "Which one?", suggested_replies = ["The first"] },
]
[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`,
  });

  test("have their room before they come, and a film is 16:9", async ({ page, chat }) => {
    let come;
    const away = new Promise((done) => (come = done));
    for (const [name, size] of Object.entries({ card: [300, 900], page: [900, 300], one: [300, 900], two: [900, 300] })) {
      await page.route(`**/${name}.svg`, async (route) => {
        await away;
        await route.fulfill({ contentType: "image/svg+xml", body: svg(...size) });
      });
    }
    await page.route("**/film.webm", async () => {});
    await chat.open();
    await chat.log.evaluate((log) => log.scrollTo(0, 0));
    const shapes = () =>
      chat.log.evaluate((log) =>
        [...log.querySelectorAll('[part~="bubble"] :is(img, video)')].map((one) => {
          const { width, height } = one.getBoundingClientRect();
          return Math.round((100 * width) / height) / 100;
        }),
      );
    await expect.poll(async () => (await shapes()).length).toBe(5);
    const SHAPES = [1.6, 1.6, 1.6, 1.6, 1.78];
    expect(await shapes()).toEqual(SHAPES);
    const height = await chat.log.evaluate((log) => log.scrollHeight);
    come();
    // A picture far from what is seen waits until it is scrolled to.
    for (const picture of await chat.log.locator('[part~="bubble"] img').all()) await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => chat.log.evaluate((log) => [...log.querySelectorAll('[part~="bubble"] img')].filter((one) => one.naturalWidth).length)).toBe(4);
    expect(await shapes()).toEqual(SHAPES);
    expect(await chat.log.evaluate((log) => log.scrollHeight)).toBe(height);
  });
});
