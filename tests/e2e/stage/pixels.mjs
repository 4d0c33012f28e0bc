// What a screenshot shows, pixel by pixel: a PNG as browsers write it (8 bits a channel, not interlaced; PNG, second
// edition, §9 and §11).
import { inflateSync } from "node:zlib";

/** How far a channel may differ between two drawings of the same thing: the smoothing of edges varies. */
const NOISE = 24;

const paeth = (left, up, corner) => {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
};

function pixels(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[png[25]];
  const packed = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(packed));
  const row = width * channels;
  const data = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)];
    for (let x = 0; x < row; x += 1) {
      const at = y * row + x;
      const left = x >= channels ? data[at - channels] : 0;
      const up = y ? data[at - row] : 0;
      const corner = y && x >= channels ? data[at - row - channels] : 0;
      const add = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      data[at] = raw[y * (row + 1) + 1 + x] + add;
    }
  }
  return { width, height, data };
}

/** Whether two screenshots show the same: of one size, and no channel of a pixel further apart than noise. */
export function same(one, other) {
  const [a, b] = [pixels(one), pixels(other)];
  return a.width === b.width && a.height === b.height && a.data.every((channel, at) => Math.abs(channel - b.data[at]) <= NOISE);
}
