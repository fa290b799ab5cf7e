import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Server, serve } from "../src/index.ts";
import { ranges } from "./tools/neighbours/file-ranges.ts";
import { ALPHABET, conditions, type FileNeighbour, methods, traversals } from "./tools/neighbours/files.ts";
import { get } from "./tools/neighbours/row.ts";
import { RawClient } from "./tools/raw-client.ts";
import { type ReadResponse, readResponses } from "./tools/response-reader.ts";
import { modifiedAt } from "./tools/served-folder.ts";

/** What stands next to the attacks that others have published, as a client of a folder of files sees it. */
const neighbours: readonly FileNeighbour[] = [traversals, ranges, conditions, methods].flat();

const secret = "SECRET-OUTSIDE-ROOT";
const files = {
  "root/hello.txt": ALPHABET,
  "root/long.txt": "0123456789".repeat(100),
  "root/index.html": "<!doctype html><title>index</title>",
  "root/sub/index.html": "<!doctype html><title>sub</title>",
  "root/sub/.hidden": secret,
  "root/.env": secret,
  "root/.git/config": secret,
  "secret.txt": secret,
};

/** A target and field lines for which HEAD and GET differ in their content alone. */
const alikeLines: readonly (readonly string[])[] = [
  ["/hello.txt"],
  ["/"],
  ["/sub"],
  ["/sub/"],
  ["/long.txt?x", "Accept-Encoding: gzip"],
  ["/missing"],
  ["/missing?html", "Accept: text/html"],
  ["/%00"],
  ["/hello.txt?a", "If-None-Match: {etag}"],
  ["/hello.txt?b", 'If-Match: "x"'],
  ["/hello.txt?c", "If-Modified-Since: Tue, 25 Jun 2024 17:12:18 GMT"],
  ["/hello.txt?d", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"],
  ["/../hello.txt"],
  ["/.env"],
];

describe("attack neighbours of files", () => {
  let folder: string;
  let server: Server;
  let etag: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "porthole-neighbours-"));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
      await utimes(join(folder, path), modifiedAt, modifiedAt);
    }
    await symlink("../secret.txt", join(folder, "root", "link-out"));
    server = await serve(join(folder, "root"), { port: 0, host: "127.0.0.1", log: false });
    const { final } = await asked(get("/hello.txt"), "GET");
    etag = fieldOf(final[0]!, "etag");
  });

  after(async () => {
    await server.close({ graceSeconds: 0 });
    await rm(folder, { recursive: true, force: true });
  });

  /** What the server answers to these octets, and to a request behind them. */
  async function asked(octets: string, method: string) {
    const client = await RawClient.connect(server);
    client.send(octets + get("/long.txt", "Connection: close"));
    await client.ending;
    client.close();
    return readResponses(Buffer.from(client.text, "latin1"), [method], true);
  }

  for (const row of neighbours) {
    test(`attack neighbours of files: ${row.statusCodes.join(" or ")} when ${row.family}: ${row.name} (${row.section})`, async () => {
      const { final, rest } = await asked(row.send.replaceAll("{etag}", etag), row.send.split(" ")[0]!);
      const shown = `\n${JSON.stringify(row.send)} was answered with\n${JSON.stringify(final, undefined, 1)}`;
      const response = final[0]!;
      assert.ok(row.statusCodes.includes(response.statusCode), shown);
      assert.ok(!JSON.stringify(final).includes(secret), shown);
      if (row.content !== undefined && !row.send.startsWith("HEAD")) assert.equal(response.content, row.content, shown);
      for (const [name, wanted] of Object.entries(row.fields ?? {})) {
        const value = fieldOf(response, name);
        if (typeof wanted === "string") assert.equal(value, wanted, shown);
        else assert.match(value, wanted, shown);
      }
      assert.equal(rest, "", shown);
      const isLast = fieldOf(response, "connection") === "close";
      assert.equal(final.length, isLast ? 1 : 2, shown);
      if (!isLast) assert.equal(final[1]!.content.length, 1000, shown);
    });
  }

  for (const lines of alikeLines) {
    test(`attack neighbours of files: HEAD says what GET says when it is ${lines[0]} (RFC9110§9.3.2)`, async () => {
      const [target = "/", ...rest] = lines;
      const sent = rest.map((line) => line.replaceAll("{etag}", etag));
      const got = (await asked(get(target, ...sent), "GET")).final[0]!;
      const head = (await asked(get(target, ...sent).replace("GET", "HEAD"), "HEAD")).final[0]!;
      assert.equal(head.statusCode, got.statusCode);
      const fields = ({ fields }: ReadResponse) => fields.filter(([name]) => name !== "date");
      assert.deepEqual(fields(head), fields(got));
      assert.equal(head.content, "");
    });
  }
});

function fieldOf({ fields }: ReadResponse, name: string): string {
  return fields.find(([each]) => each === name)?.[1] ?? "";
}
