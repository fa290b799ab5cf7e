import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, type TestContext, test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { AttackedProcess, MIB } from "./tools/attacked-process.ts";
import { RawClient, type RawResponse } from "./tools/raw-client.ts";
import { eventually } from "./tools/served-folder.ts";

const EXPANDED_OCTETS = 64 * MIB;
const zeros = Buffer.alloc(EXPANDED_OCTETS);
/** Each expands a thousandfold, or more. */
const bombs: Readonly<Record<string, Uint8Array>> = {
  gzip: gzipSync(zeros, { level: 9 }),
  deflate: deflateSync(zeros, { level: 9 }),
  br: brotliCompressSync(zeros),
};
const CLIENTS = 20;
/** A heap that may treble before it is collected; every decoder has its window and some pieces, nothing near what it could make. */
const bounds = { grownOctetsMax: 192 * MIB };

describe("under attack: content", { timeout: 120_000 }, () => {
  let server: AttackedProcess;
  before(async () => {
    server = await AttackedProcess.start();
  });
  after(() => server[Symbol.asyncDispose]());

  test("under attack: others are served, and it is refused with 415, when content would expand a thousandfold (RFC9110§15.5.16)", (t) =>
    server.holdsUnder(t, bounds, async () => {
      for (const [coding, bomb] of Object.entries({ ...bombs, zstd: bombs["gzip"]!, "gzip, gzip": bombs["gzip"]! })) {
        for (const [path, type] of refusing) {
          for (const response of await sentByMany(t, server, path, bomb, coding, type)) {
            assert.equal(response.statusCode, 415);
            assert.match(response.head, /^accept-encoding: identity\r$/im);
          }
        }
      }
    }));

  test("under attack: others are served, and it is refused with 413, when content expands a thousandfold where it is decoded (RFC9110§15.5.14)", (t) =>
    server.holdsUnder(t, bounds, async () => {
      for (const [coding, bomb] of Object.entries(bombs)) {
        const responses = await sentByMany(t, server, "/decoded", bomb, coding, "text/plain");
        assert.deepEqual(
          responses.map(({ statusCode }) => statusCode),
          Array(CLIENTS).fill(413),
        );
      }
    }));

  test("under attack: content is decoded up to the limit, and several codings are refused with 415 that names each that may be", async (t) => {
    const small = gzipSync(Buffer.alloc(MIB, "x"));
    const [decoded] = await sentByMany(t, server, "/decoded", small, "gzip", "text/plain", 1);
    assert.equal(decoded?.content, String(MIB));
    const twice = await sentByMany(t, server, "/decoded", gzipSync(small), "gzip, gzip", "text/plain", 1);
    assert.equal(twice[0]?.statusCode, 415);
    assert.match(twice[0].head, /^accept-encoding: gzip, deflate, br\r$/im);
  });

  test("under attack: a handler of a standard Request has the octets as they were sent", async (t) => {
    for (const [coding, bomb] of Object.entries({ ...bombs, nonsense: new Uint8Array(10) })) {
      const [response] = await sentByMany(t, server, "/as-sent", bomb, coding, "text/plain", 1);
      assert.equal(response?.content, String(bomb.length));
    }
  });

  /** One that has a disk of 1 MiB of its own, and one that may write no more than 1 MiB into a file. */
  const disks = [
    ["the disk is full", ["unshare", "-rm"], 'mkdir -p "$1/incoming" && mount -t tmpfs -o size=1m none "$1/incoming"'],
    ["files may not grow any further", [], "ulimit -f 2048"],
  ] as const;
  for (const [condition, within, prepared] of disks) {
    const skip = whyNot(within, prepared);
    test(`under attack: an upload is a 507 and leaves nothing behind, and others are served, when ${condition}`, {
      skip,
    }, async (t) => {
      await using full = await AttackedProcess.start({ within, before: prepared });
      await full.holdsUnder(t, bounds, async () => {
        for (let round = 0; round < 3; round++) {
          const [small] = await uploads(t, full, "/form", 300_000, 1);
          assert.equal(small?.content, "300000");
          const large = await uploads(t, full, "/form", 20 * MIB, 5);
          assert.deepEqual(
            large.map(({ statusCode }) => statusCode),
            Array(5).fill(507),
          );
          assert.match(large[0]!.content, /no room left/);
        }
        const [afterwards] = await uploads(t, full, "/form", 900_000, 1);
        assert.equal(afterwards?.content, "900000", "all the room is there again");
        await eventually(
          () => full.uploadNames(),
          (names) => names.length === 0,
          "no file that came is left",
        );
      });
    });
  }
});

/** What reads content, and of which media type. */
const refusing = [
  ["/text", "text/plain"],
  ["/json", "application/json"],
  ["/form", "application/x-www-form-urlencoded"],
  ["/form", "multipart/form-data; boundary=b"],
] as const;

async function sentByMany(
  t: TestContext,
  server: AttackedProcess,
  path: string,
  content: Uint8Array,
  coding: string,
  type: string,
  count = CLIENTS,
): Promise<RawResponse[]> {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Encoding: ${coding}\r\nContent-Length: ${content.length}\r\n\r\n`;
  return await answersTo(t, server, [Buffer.from(head), content], count);
}

/** A form with one file of so many octets. */
function uploads(t: TestContext, server: AttackedProcess, path: string, octets: number, count: number) {
  const part = `--b\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n`;
  const end = "\r\n--b--\r\n";
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${part.length + octets + end.length}\r\n\r\n`;
  return answersTo(t, server, [Buffer.from(head + part), Buffer.alloc(octets, "u"), Buffer.from(end)], count);
}

/** What each of so many clients is answered when it sends all this at once. */
function answersTo(
  t: TestContext,
  server: AttackedProcess,
  octets: readonly Uint8Array[],
  count: number,
): Promise<RawResponse[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const client = await RawClient.connect(server);
      t.after(() => client.close());
      for (const piece of octets) client.send(piece);
      const [response] = await client.responses(1);
      client.close();
      return response!;
    }),
  );
}

/** Why a process cannot be given such a disk here; false where it can. */
function whyNot(within: readonly string[], prepared: string): string | false {
  if (process.platform !== "linux") return "only Linux lets a process have a disk of its own";
  const cleared = 'status=$?; umount "$1/incoming" 2>/dev/null; rm -rf "$1"; exit $status';
  const script = `set -- "$(mktemp -d)"; ${prepared}; ${cleared}`;
  const [command = "sh", ...args] = [...within, "sh", "-c", script];
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return false;
  return `this system gives no process such a disk (${(error?.message ?? stderr).trim().split("\n")[0]})`;
}
