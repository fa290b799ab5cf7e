import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { partsOf } from "./tools/byteranges.ts";
import { type Answer, CutError, FileClient } from "./tools/file-client.ts";
import { FolderProcess } from "./tools/folder-process.ts";
import { type ChangingFile, changes, contentOf, generationOf, LINE_OCTETS, linesOf } from "./tools/generations.ts";
import { eventually } from "./tools/served-folder.ts";

/** So long at the least, and until enough was seen. */
const CHURN_MS = 8_000;
const CHURN_MS_MAX = 60_000;
const RESPONSES_MIN = 500;
const KINDS = ["200", "206", "304", "br", "gzip", "multipart", "joined"];
const CLIENTS = 8;

/** What is done to a file, again and again. */
type Habit = "replaced" | "rewritten" | "cut" | "deleted";

interface Churned extends ChangingFile {
  readonly habit: Habit;
}

/** Text of a few kilobytes, which is coded and kept in memory, and files too large for that. */
const files: readonly Churned[] = Array.from({ length: 24 }, (_, number) => {
  const isLarge = number % 4 === 3;
  const habits: readonly Habit[] = ["replaced", "replaced", "rewritten", "cut", "deleted"];
  const habit = habits[number % habits.length]!;
  return {
    number,
    habit,
    name: `${number % 2 === 0 ? "even" : "odd"}/${number}.${isLarge ? "bin" : "txt"}`,
    linesMin: isLarge ? 60_000 : 60,
    linesMax: isLarge ? 160_000 : 3_000,
  };
});

describe("churn", { timeout: 120_000 }, () => {
  test("churn: every response is one state of its file while the files change under load", async () => {
    const root = await mkdtemp(join(tmpdir(), "porthole-churn-"));
    try {
      await churned(root);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  for (const how of ["overwritten", "cut"] as const) {
    test(`churn: a download is cut, not completed with other content, when its file is ${how} under way`, async () => {
      const root = await mkdtemp(join(tmpdir(), "porthole-churn-"));
      const film: ChangingFile = { number: 1, name: "film.bin", linesMin: 1_600_000, linesMax: 1_600_000 };
      await changes.replaced(root, film, 1);
      await using server = await FolderProcess.start(root);
      try {
        const client = await FileClient.connect(server);
        const download = client.get("/film.bin").then(
          () => "completed",
          (error: unknown) => error,
        );
        client.pause();
        await new Promise((resolve) => setTimeout(resolve, 300));
        if (how === "overwritten") await changes.overwritten(root, film, contentOf(film, 2));
        else await changes.cut(root, film, 1);
        client.resume();
        const outcome = await download;
        assert.ok(outcome instanceof CutError, `${outcome}`);
        const headEnd = outcome.received.indexOf("\r\n\r\n") + 4;
        assert.ok(outcome.received.length - headEnd < linesOf(film, 1) * LINE_OCTETS);
        const next = await FileClient.connect(server);
        const whole = await eventually(
          () => next.get("/film.bin"),
          ({ content }) => generationOf(film, content, 0, "afterwards") === (how === "cut" ? 1 : 2),
          "the changed file",
        );
        assert.equal(whole.content.length, (linesOf(film, 1) * LINE_OCTETS) / (how === "cut" ? 2 : 1));
        next.close();
        client.close();
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    });
  }

  test("churn: a download goes on to its end when its file is replaced under way", async () => {
    const root = await mkdtemp(join(tmpdir(), "porthole-churn-"));
    const film: ChangingFile = { number: 1, name: "film.bin", linesMin: 1_000_000, linesMax: 1_200_000 };
    await changes.replaced(root, film, 1);
    await using server = await FolderProcess.start(root);
    try {
      for (const leave of ["replaced", "deleted"] as const) {
        const client = await FileClient.connect(server);
        await changes.replaced(root, film, 1);
        await eventually(
          () => client.get("/film.bin"),
          ({ content }) => content.equals(contentOf(film, 1)),
          "the first generation",
        );
        const download = client.get("/film.bin");
        client.pause();
        await new Promise((resolve) => setTimeout(resolve, 300));
        await changes[leave](root, film, 2);
        client.resume();
        assert.ok((await download).content.equals(contentOf(film, 1)), leave);
        client.close();
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  for (const how of ["a folder", "a symbolic link to a folder"] as const) {
    const skip =
      how !== "a folder" && process.platform === "win32" ? "Windows asks for rights to make such links" : false;
    test(`churn: all files of a release are served when ${how} is swapped for another`, { skip }, async () => {
      const root = await mkdtemp(join(tmpdir(), "porthole-churn-"));
      const page = (release: string, number: number) => `release ${release}, page ${number}\n${"line\n".repeat(500)}`;
      try {
        for (const release of ["v1", "v2"]) {
          await mkdir(join(root, release));
          for (let at = 0; at < 20; at++) await writeFile(join(root, release, `${at}.html`), page(release, at));
        }
        const swap = async (release: string) => {
          if (how === "a folder") {
            await rename(join(root, "current"), join(root, "gone")).catch(() => {});
            await rename(join(root, release), join(root, "current"));
          } else {
            await symlink(release, join(root, "next"));
            await rename(join(root, "next"), join(root, "current"));
          }
        };
        await swap("v1");
        await using server = await FolderProcess.start(root);
        const client = await FileClient.connect(server);
        for (const release of ["v1", "v2"]) {
          if (release === "v2") await swap("v2");
          for (let at = 0; at < 20; at++) {
            for (const accept of ["identity", "br"]) {
              await eventually(
                async () => decoded(await client.get(`/current/${at}.html`, `Accept-Encoding: ${accept}`)).toString(),
                (text) => text === page(release, at),
                `page ${at} of ${release}`,
              );
            }
          }
        }
        client.close();
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    });
  }
});

async function churned(root: string): Promise<void> {
  await mkdir(join(root, "even"));
  await mkdir(join(root, "odd"));
  const generations = files.map(() => 1);
  for (const file of files) await changes.replaced(root, file, 1);
  await using server = await FolderProcess.start(root);
  const first = await FileClient.connect(server);
  for (const { name } of files) await first.get(`/${name}`, "Accept-Encoding: br");
  first.close();
  await eventually(
    () => server.health(),
    ({ connections }) => connections === 0,
    "no connection",
  );
  const before = await server.health();

  const startMs = performance.now();
  const seen = new Seen();
  const isOver = () => {
    const spentMs = performance.now() - startMs;
    return spentMs > CHURN_MS_MAX || (spentMs > CHURN_MS && seen.isEnough);
  };
  await Promise.all([
    changeUntil(root, generations, isOver),
    ...Array.from({ length: CLIENTS }, (_, number) => readUntil(server, seen, number, isOver)),
  ]);

  for (const file of files) await changes.replaced(root, file, ++generations[file.number]!);
  const last = await FileClient.connect(server);
  for (const file of files) {
    const expected = contentOf(file, generations[file.number]!);
    for (const line of ["Accept-Encoding: identity", "Accept-Encoding: br"]) {
      await eventually(
        async () => decoded(await last.get(`/${file.name}`, line)),
        (content) => content.equals(expected),
        `the last state of ${file.name}`,
      );
    }
  }
  last.close();
  const after = await eventually(
    () => server.health(),
    ({ connections, descriptors }) => connections === 0 && (descriptors ?? 0) <= (before.descriptors ?? 0),
    "no connection, and no more descriptors than at the start",
  );
  assert.deepEqual(after.failures, []);
  assert.deepEqual(
    Object.keys(after.outcomes).filter((outcome) => outcome.startsWith("5")),
    [],
  );
  assert.ok(seen.isEnough, `${seen}`);
}

/** Changes one file after the other, in the way that is its habit. */
async function changeUntil(root: string, generations: number[], isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn++) {
    const file = files[(turn * 7) % files.length]!;
    const generation = ++generations[file.number]!;
    if (file.habit === "cut") {
      await changes.cut(root, file, generation - 1).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 5));
    } else if (file.habit === "deleted") {
      await changes.deleted(root, file);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (file.habit === "rewritten") await changes.rewritten(root, file, generation);
    else await changes.replaced(root, file, generation);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** What all clients have seen together. */
class Seen {
  responses = 0;
  readonly #kinds = new Set<string>();
  /** What each strong tag of a path stood for. */
  readonly #contents = new Map<string, Buffer>();

  note(...kinds: readonly string[]): void {
    for (const kind of kinds) this.#kinds.add(kind);
  }

  get isEnough(): boolean {
    return this.responses >= RESPONSES_MIN && KINDS.every((kind) => this.#kinds.has(kind));
  }

  toString(): string {
    return `${this.responses} responses, among them ${[...this.#kinds].join(", ")}`;
  }

  /** A strong tag never stands for two contents (RFC 9110 §8.8.1). */
  requireSame(file: Churned, tag: string | undefined, content: Buffer): void {
    if (tag === undefined || tag.startsWith("W/") || content.length > 100_000) return;
    const key = `${file.name} ${tag}`;
    const known = this.#contents.get(key);
    if (known === undefined) this.#contents.set(key, Buffer.from(content));
    else assert.ok(known.equals(content), `${key} stands for two contents`);
  }
}

async function readUntil(server: FolderProcess, seen: Seen, number: number, isOver: () => boolean): Promise<void> {
  let client = await FileClient.connect(server);
  const reader = new Reader(seen);
  for (let turn = number; !isOver(); turn++) {
    const file = files[(turn * 5 + number) % files.length]!;
    try {
      await reader.read(client, file, turn);
    } catch (error) {
      if (!(error instanceof CutError)) throw error;
      assert.ok(file.habit === "rewritten" || file.habit === "cut", `${file.name} is ${file.habit}, and was cut`);
    }
    if (client.isOver) {
      client.close();
      client = await FileClient.connect(server);
    }
  }
  client.close();
}

/** One client's requests, and what it keeps of the responses. */
class Reader {
  readonly #seen: Seen;
  /** What this client holds of each file: a tag, and the octets that it stands for. */
  readonly #held = new Map<string, { readonly tag: string; readonly content: Buffer }>();

  constructor(seen: Seen) {
    this.#seen = seen;
  }

  async read(client: FileClient, file: Churned, turn: number): Promise<void> {
    const target = `/${file.name}`;
    const held = this.#held.get(file.name);
    this.#seen.responses++;
    switch (turn % 7) {
      case 0:
        return this.#wholly(file, await client.get(target), "identity");
      case 1:
        return this.#wholly(file, await client.get(target, "Accept-Encoding: br"), "br");
      case 2:
        return this.#wholly(file, await client.get(target, "Accept-Encoding: gzip"), "gzip");
      case 3:
        return this.#partly(file, await client.get(target, `Range: bytes=${(turn * 131) % 1000}-${1100 + turn}`));
      case 4:
        return this.#partly(file, await client.get(target, "Range: bytes=0-99,700-799,-90"));
      case 5: {
        const answer = await client.get(target, `If-None-Match: ${held?.tag ?? '"none"'}`);
        if (answer.statusCode !== 304) return this.#wholly(file, answer, "identity");
        // A weak tag stands for content that had not been hashed yet; the strong one of the same content is new to us.
        if (!held!.tag.startsWith("W/")) assert.equal(answer.field("etag"), held!.tag);
        return this.#seen.note("304");
      }
      default:
        if (held !== undefined && !held.tag.startsWith("W/")) await this.#joined(client, file, held);
    }
  }

  /** The whole file, one state of it. */
  #wholly(file: Churned, answer: Answer, coding: string): void {
    if (isGone(file, answer)) return;
    assert.equal(answer.statusCode, 200, file.name);
    const content = decoded(answer);
    requireState(file, content, `${file.name}, ${coding}`);
    this.#seen.requireSame(file, answer.field("etag"), answer.content);
    this.#seen.note("200", answer.field("content-encoding") ?? "identity");
    if (answer.field("content-encoding") === undefined) {
      this.#held.set(file.name, { tag: answer.field("etag") ?? 'W/""', content: Buffer.from(content) });
    }
  }

  /** Parts, all of one state. */
  #partly(file: Churned, answer: Answer): void {
    if (isGone(file, answer) || answer.statusCode === 416) return;
    if (answer.statusCode === 200) {
      requireState(file, answer.content, file.name);
      return;
    }
    const parts = partsOf(answer);
    const found = parts.map(({ span, content }) => generationOf(file, content, span[0], file.name));
    const known = found.filter((each) => each !== undefined);
    assert.ok(new Set(known).size <= 1, `${file.name}: parts of the generations ${found}`);
    if (isAlwaysWhole(file)) {
      for (const { sizeOctets } of parts) assert.equal(sizeOctets, linesOf(file, known[0]!) * LINE_OCTETS, file.name);
    }
    this.#seen.note("206", parts.length > 1 ? "multipart" : "single");
  }

  /** The second half of what is held, if it is still that; the two must be one state (RFC 9110 §13.1.5). */
  async #joined(
    client: FileClient,
    file: Churned,
    held: { readonly tag: string; readonly content: Buffer },
  ): Promise<void> {
    const half = held.content.length >> 1;
    const answer = await client.get(`/${file.name}`, `Range: bytes=${half}-`, `If-Range: ${held.tag}`);
    if (answer.statusCode !== 206) return this.#wholly(file, answer, "identity");
    const joined = Buffer.concat([held.content.subarray(0, half), answer.content]);
    assert.ok(joined.equals(held.content), `${file.name}: a half of another state was joined`);
    this.#seen.note("206", "joined");
  }
}

/** Only files that are sometimes deleted are sometimes missing. */
function isGone(file: Churned, { statusCode }: Answer): boolean {
  if (statusCode !== 404) return false;
  assert.equal(file.habit, "deleted", `${file.name} is ${file.habit}, and was not found`);
  return true;
}

/** Whether each moment's file is a whole generation. One that is written where it stands is the beginning of one, too. */
function isAlwaysWhole({ habit }: Churned): boolean {
  return habit === "replaced" || habit === "deleted";
}

function requireState(file: Churned, content: Buffer, shown: string): void {
  const generation = generationOf(file, content, 0, shown);
  if (!isAlwaysWhole(file)) return;
  assert.ok(generation !== undefined, `${shown}: empty`);
  assert.equal(content.length, linesOf(file, generation) * LINE_OCTETS, `${shown}: generation ${generation} is whole`);
}

function decoded(answer: Answer): Buffer {
  const coding = answer.field("content-encoding");
  if (coding === "br") return brotliDecompressSync(answer.content);
  return coding === "gzip" ? gunzipSync(answer.content) : answer.content;
}
