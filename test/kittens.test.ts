import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import * as fc from "fast-check";
import { describeKitten, drawKitten, kittenNamed, kittenTypes } from "../examples/kittens/drawing.ts";
import { clean, entryProblem, Guestbook, GuestbookFull } from "../examples/kittens/guestbook.ts";
import { kittenNames } from "../examples/kittens/names.ts";
import { type KittensSite, serveKittens } from "./tools/kittens-site.ts";

describe("kittens", () => {
  test("drawing: is the same picture when the name and the type are the same", () => {
    assert.equal(drawKitten("Mochi", "sleepy", 120), drawKitten("Mochi", "sleepy", 120));
    assert.equal(drawKitten("mochi", "sleepy"), drawKitten("MOCHI", "sleepy"));
    assert.equal(drawKitten("Zo\u00eb", "cute"), drawKitten("Zoe\u0308", "cute"));
  });

  test("drawing: is another picture when the type is another", () => {
    const pictures = kittenTypes.map((type) => drawKitten("Mochi", type));
    assert.equal(new Set(pictures).size, kittenTypes.length);
  });

  test("drawing: varies when the names do", () => {
    assert.equal(new Set(kittenNames).size, 100);
    assert.ok(new Set(kittenNames.map(describeKitten)).size > 50);
    assert.equal(new Set(kittenNames.map((name) => drawKitten(name, "cute"))).size, 100);
    for (const trait of ["marking", "ears"] as const) {
      const seen = new Set(kittenNames.map((name) => kittenNamed(name)[trait]));
      assert.ok(seen.size >= 3, `${trait}: ${[...seen].join(", ")}`);
    }
  });

  test("drawing: is well-formed and holds nothing of the name when the name is anything", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...kittenTypes), (name, type) => {
        const svg = drawKitten(name, type, 20);
        assertBalanced(svg);
        assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
      }),
      { numRuns: 200 },
    );
    assert.doesNotMatch(drawKitten('"><script>alert(1)</script>', "cute"), /script/);
  });

  test("drawing: has the size that was asked for when one was", () => {
    assert.match(drawKitten("Mochi", "cute", 2000), /^<svg [^>]*width="2000" height="2000"/);
  });
});

describe("guestbook", () => {
  const folder = mkdtemp(join(tmpdir(), "porthole-guestbook-"));
  after(async () => rm(await folder, { recursive: true, force: true }));
  const newPath = async () => join(await mkdtemp(join(await folder, "book-")), "data", "guestbook.jsonl");
  const entry = (message: string) => ({ name: "Ada", message, time: "2026-01-02T03:04:05.000Z" });

  test("guestbook: has no entries when there is no file yet", async () => {
    assert.deepEqual(await new Guestbook(await newPath()).entries(), []);
  });

  test("guestbook: shows the newest first when opened again", async () => {
    const path = await newPath();
    const first = new Guestbook(path);
    await first.add(entry("one"));
    await first.add(entry("two\nlines, \u2028 and <b>"));
    const messages = ["two\nlines, \u2028 and <b>", "one"];
    assert.deepEqual(
      (await first.entries()).map((each) => each.message),
      messages,
    );
    assert.deepEqual(
      (await new Guestbook(path).entries()).map((each) => each.message),
      messages,
    );
  });

  test("guestbook: keeps every entry, in order, when many are added at once", async () => {
    const book = new Guestbook(await newPath());
    await Promise.all(Array.from({ length: 60 }, (_, index) => book.add(entry(`${index}`))));
    const messages = (await book.entries()).map((each) => each.message);
    assert.deepEqual(
      messages,
      Array.from({ length: 60 }, (_, index) => `${59 - index}`),
    );
  });

  test("guestbook: keeps every entry when two processes add at once", async () => {
    const path = await newPath();
    await Promise.all(["a", "b"].map((mark) => addInAnotherProcess(path, mark, 40).ended));
    const messages = (await new Guestbook(path).entries()).map((each) => each.message);
    const wanted = ["a", "b"].flatMap((mark) => Array.from({ length: 40 }, (_, index) => `${mark}${index}`));
    assert.deepEqual(messages.sort(), wanted.sort());
  });

  test("guestbook: has every entry it said was kept when its process is killed", async () => {
    const path = await newPath();
    const writer = addInAnotherProcess(path, "k", 100_000);
    while (writer.kept.length < 25) await writer.oneMore();
    writer.kill();
    await writer.ended;
    const messages = new Set((await new Guestbook(path).entries()).map((each) => each.message));
    for (const message of writer.kept) assert.ok(messages.has(message), message);
  });

  test("guestbook: loses no other entry when a line was cut short", async () => {
    const path = await newPath();
    await new Guestbook(path).add(entry("before"));
    await appendFile(path, '{"name":"Ada","mess');
    const reopened = new Guestbook(path);
    assert.deepEqual(
      (await reopened.entries()).map((each) => each.message),
      ["before"],
    );
    await reopened.add(entry("after"));
    await reopened.add(entry("later"));
    assert.deepEqual(
      (await reopened.entries()).map((each) => each.message),
      ["later", "after", "before"],
    );
  });

  test("guestbook: sees what another has added when it has read before", async () => {
    const path = await newPath();
    const [one, other] = [new Guestbook(path), new Guestbook(path)];
    await one.add(entry("one"));
    await one.entries();
    await other.add(entry("two"));
    assert.equal((await one.entries()).length, 2);
  });

  test("guestbook: refuses an entry and keeps the others when the file is full", async () => {
    const path = await newPath();
    const line = Buffer.byteLength(`${JSON.stringify(entry("x"))}\n`);
    const book = new Guestbook(path, line * 2);
    await book.add(entry("1"));
    await book.add(entry("2"));
    await assert.rejects(book.add(entry("3")), GuestbookFull);
    await assert.rejects(book.add(entry("4")), GuestbookFull);
    assert.equal((await readFile(path)).length, line * 2);
    assert.equal((await book.entries()).length, 2);
  });

  test("guestbook: says what is wrong when a name or message is empty or too long", () => {
    assert.equal(entryProblem("Ada", "Hello"), undefined);
    assert.equal(entryProblem("A".repeat(60), "m".repeat(1000)), undefined);
    assert.match(entryProblem(clean(" \t "), "Hello")!, /name is missing/);
    assert.match(entryProblem("Ada", clean("\u200b\r\n"))!, /message is missing/);
    assert.match(entryProblem("A".repeat(61), "Hello")!, /60/);
    assert.match(entryProblem("Ada", "m".repeat(1001))!, /1000/);
  });

  test("guestbook: keeps line ends and drops control characters when it cleans text", () => {
    assert.equal(clean("  one\r\ntwo\rthree\u0000\u001b[31m\u009b  "), "one\ntwo\nthree[31m");
  });
});

describe("kittens site", () => {
  const ask = (site: KittensSite, path: string, init: RequestInit = {}) =>
    fetch(new URL(path, site.url), { redirect: "manual", headers: { accept: "text/html" }, ...init });
  const signed = (name: string, message: string) => ({ method: "POST", body: new URLSearchParams({ name, message }) });

  test("kittens site: answers with its status and reason when each address is asked for", async () => {
    await using site = await serveKittens();
    const wanted: [path: string, status: number, reason: string, location?: string][] = [
      ["/", 200, "template home.html"],
      ["/kittens?number=2&type=grumpy&size=50", 200, "template kittens.html"],
      ["/kittens/Mochi?type=sleepy", 200, "template kitten.html"],
      ["/kitten.svg?name=Mochi", 200, "respond"],
      ["/meet?name=Zo%C3%AB+B", 303, "redirect 303", "/kittens/Zo%C3%AB%20B"],
      ["/cats?number=3", 301, "redirect 301", "/kittens?number=3"],
      ["/guestbook", 200, "template guestbook.html"],
      ["/teapot", 418, "template teapot.html"],
      ["/nowhere", 404, "no route"],
      ["/site.ts", 404, "no route"],
      ["/data/guestbook.jsonl", 404, "no route"],
    ];
    for (const [path, status, reason, location] of wanted) {
      const response = await ask(site, path);
      const page = await response.text();
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get("location"), location ?? null, path);
      if (location === undefined && !path.startsWith("/kitten.svg")) assert.match(page, /<\/html>\s*$/, path);
      assert.equal(await site.reasonOf(path), reason, path);
    }
    for (const [path, status] of [
      ["/crash", 500],
      ["/kittens?size=5", 400],
      ["/meet?name=.", 400],
      ["/meet", 400],
    ] as const) {
      assert.equal((await ask(site, path)).status, status, path);
    }
  });

  test("kittens site: has every entry that was answered with 303 when the server stops amid posts", async () => {
    const site = await serveKittens();
    const kept: string[] = [];
    const posts = Array.from({ length: 30 }, async (_, index) => {
      const response = await ask(site, "/guestbook", signed("Ada", `entry ${index}`)).catch(() => undefined);
      if (response?.status === 303) kept.push(`entry ${index}`);
      await response?.body?.cancel();
    });
    await Promise.race(posts);
    await site.close();
    await Promise.all(posts);
    const messages = (await readFile(site.guestbookPath, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).message);
    assert.ok(kept.length > 0);
    assert.deepEqual(
      kept.filter((message) => !messages.includes(message)),
      [],
    );
    await site[Symbol.asyncDispose]();
  });

  test("kittens site: refuses an entry when it is larger than its route takes", async () => {
    await using site = await serveKittens();
    const response = await ask(site, "/guestbook", signed("Ada", "m".repeat(20_000)));
    assert.equal(response.status, 413);
    assert.doesNotMatch(await (await ask(site, "/guestbook")).text(), /mmmmm/);
  });
});

/** Adds entries one after the other in a process of its own, and tells of each that was kept. */
function addInAnotherProcess(path: string, mark: string, count: number) {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const module = new URL(`../examples/kittens/guestbook.${extension}`, import.meta.url).href;
  const code = `
    import { Guestbook } from ${JSON.stringify(module)};
    const book = new Guestbook(${JSON.stringify(path)});
    for (let index = 0; index < ${count}; index++) {
      await book.add({ name: "Ada", message: "${mark}" + index, time: new Date().toISOString() });
      process.stdout.write("${mark}" + index + "\\n");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const kept: string[] = [];
  let rest = "";
  let wake = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    kept.push(...lines);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      wake();
      resolve();
    });
  });
  const oneMore = () =>
    new Promise<void>((resolve, reject) => {
      if (child.exitCode !== null) reject(new Error(`the process ended with ${child.exitCode}`));
      wake = resolve;
    });
  return { kept, ended, oneMore, kill: () => child.kill("SIGKILL") };
}

/** Every tag of an SVG is closed by its own. */
function assertBalanced(svg: string): void {
  const open: string[] = [];
  for (const [, slash, name, empty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s+[a-zA-Z-]+(?:="[^"<>]*"))*\s*(\/?)>/g)) {
    if (slash === "/") assert.equal(open.pop(), name);
    else if (empty !== "/") open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.equal(svg.replace(/<(\/?)([a-z]+)(?:\s+[a-zA-Z:-]+="[^"<>]*")*\s*(\/?)>/g, ""), "");
}
