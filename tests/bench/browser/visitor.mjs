// What a visitor does: opens the window, sends messages, and waits until something is painted.

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Fails when something takes longer than `ms`. */
export const within = (ms, what, promise) =>
  Promise.race([promise, new Promise((_, failed) => setTimeout(() => failed(new Error(`${what} took over ${ms} ms`)), ms).unref())]);

/**
 * Presses the launcher: ms until something is shown, the input can be used, and has the focus; `last`: a text that is to
 * be seen as well.
 */
export async function open(chat, page, last) {
  const opened = page.evaluate((last) => window.__bench.opening(last), last);
  // Told by the press, if that fails.
  opened.catch(() => {});
  await chat.press(page);
  const times = await opened;
  if (!times) throw new Error("the input was not usable in 30 s");
  return times;
}

const twoFrames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Types a message and presses Enter; ms from the key until `text` is painted, and what of it was the server's. */
async function say(chat, page, message, text, limit) {
  const hasFocus = await page.evaluate((input) => window.__bench.hasFocus(window.__bench.first(input)), chat.input);
  if (!hasFocus) {
    await page.waitForFunction((input) => window.__bench.isUsable(window.__bench.first(input)), chat.input, { timeout: 5_000 });
    await chat.focus(page);
  }
  await page.keyboard.insertText(message);
  await twoFrames(page);
  const handle = await page.evaluateHandle(([text, limit]) => {
    const painted = window.__bench.expect(text, limit);
    painted.catch(() => {});
    return { painted };
  }, [text, limit]);
  await page.keyboard.press("Enter");
  const ms = await handle.evaluate(({ painted }) => painted.then((time) => time - window.__bench.enterAt));
  await handle.dispose();
  return ms;
}

/** Sends `count` messages, one after the other's reply; `{total, server}` of each, ms. */
export async function talk(chat, page, count, limit = 30_000) {
  const turns = [];
  for (let nth = 1; nth <= count; nth += 1) {
    const total = await say(chat, page, `ping ${nth} where is my parcel, please?`, chat.replyTo(nth), limit);
    await twoFrames(page);
    turns.push({ total, server: await page.evaluate(() => window.__bench.served()) });
  }
  return turns;
}

/** Sends `count` messages; ms until each stands in the log, whatever the bot says to it later. */
export async function tell(chat, page, count, { from, limit }) {
  const times = [];
  for (let nth = from; nth < from + count; nth += 1) {
    times.push(await say(chat, page, `ping ${nth} where is my parcel, please?`, `ping ${nth} where`, limit));
    await page.evaluate(() => window.__bench.quiet(200, 5_000));
  }
  return times;
}
