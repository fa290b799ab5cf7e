import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, visit, withoutBrowser } from "../tools/browser.ts";
import { type ServedFolder, serveFolder } from "../tools/served-folder.ts";
import { webm } from "../tools/webm.ts";

const SECONDS = 60;
const PAD_OCTETS = 1_000_000;

/** The film shows one colour a second, each another one. */
const colourAt = (second: number) => [second % 4, (second >> 2) % 4, second >> 4].map((step) => step * 80) as number[];

const page = (element: string) => `<!doctype html><title>player</title><button>play</button>${element}
<script>document.querySelector("button").onclick = () => document.querySelector("audio, video").play();</script>`;

/** In the page: draws the colours and encodes them, each as a key frame, in base64. */
const encodeFrames = `async (colours) => {
  const canvas = new OffscreenCanvas(160, 90);
  const context = canvas.getContext("2d");
  const frames = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const octets = new Uint8Array(chunk.byteLength);
      chunk.copyTo(octets);
      frames.push(btoa(String.fromCharCode(...octets)));
    },
    error: (error) => { throw error; },
  });
  encoder.configure({ codec: "vp8", width: 160, height: 90, bitrate: 2_000_000 });
  for (const [at, colour] of colours.entries()) {
    context.fillStyle = "rgb(" + colour.join(",") + ")";
    context.fillRect(0, 0, 160, 90);
    const frame = new VideoFrame(canvas, { timestamp: at * 1_000_000, duration: 1_000_000 });
    encoder.encode(frame, { keyFrame: true });
    frame.close();
  }
  await encoder.flush();
  return frames;
}`;

/**
 * In the page: seeks, waits until one of the colours is shown, if any are given, and answers where the player stands
 * and what it shows. The picture comes a moment after the event.
 */
const seek = `async (seconds, colours) => {
  const player = document.querySelector("audio, video");
  const seeked = new Promise((resolve, reject) => {
    player.addEventListener("seeked", resolve, { once: true });
    player.addEventListener("error", () => reject(new Error(player.error.message)), { once: true });
  });
  player.currentTime = seconds;
  await seeked;
  const at = player.currentTime;
  const context = new OffscreenCanvas(160, 90).getContext("2d");
  for (let turn = 0; ; turn++) {
    if (colours.length > 0) context.drawImage(player, 0, 0, 160, 90);
    const shown = [...context.getImageData(80, 45, 1, 1).data].slice(0, 3);
    const isNear = colours.some((one) => one.every((value, channel) => Math.abs(value - shown[channel]) < 36));
    if (isNear || colours.length === 0 || turn === 200) return { at, shown, isNear };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}`;

interface Seeked {
  readonly at: number;
  readonly shown: readonly number[];
  readonly isNear: boolean;
}

describe("media in a browser", { timeout: 90_000 }, () => {
  let browser: Browser;
  let folder: ServedFolder;
  before(async () => {
    if (withoutBrowser !== false) return;
    [browser, folder] = await Promise.all([
      launchBrowser(),
      serveFolder({
        "film.html": page(`<video src="film.webm" muted preload="metadata"></video>`),
        "sound.html": page(`<audio src="sound.wav" muted preload="metadata"></audio>`),
      }),
    ]);
  });
  after(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  test("video: shows the frame of the place that was sought, from parts of a large file", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, folder.server.url);
    await visitor.open("/film.html");
    const colours = Array.from({ length: SECONDS }, (_, second) => colourAt(second));
    const encoded = await visitor.page.evaluate<string[]>(`(${encodeFrames})(${JSON.stringify(colours)})`);
    const frames = encoded.map((base64, at) => ({ timeMs: at * 1000, octets: Buffer.from(base64, "base64") }));
    const film = webm({ width: 160, height: 90, durationMs: SECONDS * 1000, frames, padOctets: PAD_OCTETS });
    await writeFile(join(folder.root, "film.webm"), film);
    const ranges = watchRanges(visitor.page, "/film.webm");
    await Promise.all([visitor.page.waitForEvent("load"), visitor.page.goto("/film.html")]);
    await playsFrom(visitor.page, 0);
    for (const second of [50, 9, 33, 58, 2]) {
      // It goes on playing, so that the next colour may have come already.
      const expected = JSON.stringify([colourAt(second), colourAt(second + 1)]);
      const { at, shown, isNear } = await visitor.page.evaluate<Seeked>(`(${seek})(${second + 0.5}, ${expected})`);
      assert.ok(Math.abs(at - second - 0.5) < 1.5, `sought ${second + 0.5}, stands at ${at}`);
      assert.ok(isNear, `at ${second + 0.5} it shows ${shown}, not ${expected}`);
    }
    requirePartial(ranges, film.length);
  });

  test("audio: plays and seeks in a file of 60 MB without fetching it all", { skip: withoutBrowser }, async () => {
    const sizeOctets = await writeSilence(join(folder.root, "sound.wav"));
    await using visitor = await visit(browser, folder.server.url);
    const ranges = watchRanges(visitor.page, "/sound.wav");
    await visitor.open("/sound.html");
    await playsFrom(visitor.page, 0);
    const duration = await visitor.page.evaluate<number>(`document.querySelector("audio").duration`);
    assert.ok(Math.abs(duration - WAV_SECONDS) < 1, `${duration} s`);
    for (const seconds of [300, 20, 170]) {
      const { at } = await visitor.page.evaluate<Seeked>(`(${seek})(${seconds}, [])`);
      assert.ok(Math.abs(at - seconds) < 2, `sought ${seconds}, stands at ${at}`);
      await playsFrom(visitor.page, seconds);
    }
    requirePartial(ranges, sizeOctets);
  });
});

/** Lets it play, and waits until it has moved on from there. */
async function playsFrom(page: Page, seconds: number): Promise<void> {
  await page.getByRole("button", { name: "play" }).click();
  await page.waitForFunction(`document.querySelector("audio, video").currentTime > ${seconds} + 0.2`);
}

interface Ranged {
  readonly range: string;
  readonly statusCode: number;
  readonly contentRange: string | undefined;
}

/** Notes each request for that path that had a Range, with what was answered. */
function watchRanges(page: Page, path: string): Ranged[] {
  const ranges: Ranged[] = [];
  page.on("response", (response) => {
    const { range } = response.request().headers();
    if (new URL(response.url()).pathname !== path || range === undefined) return;
    ranges.push({ range, statusCode: response.status(), contentRange: response.headers()["content-range"] });
  });
  return ranges;
}

/** Each request was answered with what it asked for, and some asked for the middle of the file. */
function requirePartial(ranges: readonly Ranged[], sizeOctets: number): void {
  for (const { range, statusCode, contentRange } of ranges) {
    assert.equal(statusCode, 206, range);
    const [, first = "", last = ""] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? assert.fail(`Range: ${range}`);
    assert.equal(contentRange, `bytes ${first}-${last || sizeOctets - 1}/${sizeOctets}`);
  }
  const inside = ranges.filter(({ range }) => !/^bytes=0-/.test(range));
  assert.ok(inside.length >= 2, `seeking asks for places in the file: ${JSON.stringify(ranges)}`);
}

const WAV_SECONDS = 340;
const WAV_OCTETS_PER_SECOND = 176_400;

/** Silence as a WAV file: 16 bits, two channels, 44,100 times a second. It takes no room on a disk that knows holes. */
async function writeSilence(path: string): Promise<number> {
  const dataOctets = WAV_SECONDS * WAV_OCTETS_PER_SECOND;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + dataOctets, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(44_100, 24);
  head.writeUInt32LE(WAV_OCTETS_PER_SECOND, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(dataOctets, 40);
  const file = await open(path, "w");
  await file.write(head);
  await file.truncate(head.length + dataOctets);
  await file.close();
  return head.length + dataOctets;
}
