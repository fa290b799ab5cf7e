import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { json, route, type Server, serve, site } from "../src/index.ts";
import { RawClient } from "./tools/raw-client.ts";

let folder = "";
let server: Server;
const seen: string[] = [];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-uploads-test-"));
  const uploadFolder = join(folder, "incoming");
  server = await serve(
    site({
      "POST /take": route({ contentOctetsMax: 10_000_000 }, async (context) => {
        const { files } = await context.form({ uploadFolder });
        await files[0]!.saveTo(join(folder, "taken.bin"));
        return json(files.map(({ fileName, sizeOctets }) => [fileName, sizeOctets]));
      }),
      "POST /leave": async (context) => {
        const read = await context.form({ uploadFolder });
        seen.push(...read.files.map(({ path }) => path));
        return json([...read]);
      },
      "POST /small": route({ contentOctetsMax: 10 }, async (context) => json([...(await context.form())])),
      "POST /data": async (context) => json(await context.json()),
    }),
    { port: 0, host: "127.0.0.1", root: folder },
  );
});
after(async () => {
  await server.close({ graceSeconds: 1 });
  await rm(folder, { recursive: true, force: true });
});

const post = (path: string, body: FormData | string, type?: string) =>
  fetch(new URL(path, server.url), {
    method: "POST",
    body,
    ...(type === undefined ? {} : { headers: { "Content-Type": type } }),
  });

function formWith(octets: number): FormData {
  const form = new FormData();
  form.set("name", "Mïa & Tom");
  form.set("photo", new Blob([new Uint8Array(octets).fill(7)], { type: "image/png" }), '../kätz"chen.png');
  return form;
}

/** Deleting follows the response: it is waited for, for a while. */
async function leftovers(): Promise<string[]> {
  for (let turn = 0; turn < 100; turn++) {
    const names = await readdir(join(folder, "incoming"));
    if (names.length === 0) return names;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return readdir(join(folder, "incoming"));
}

test("uploads: a file that a handler takes stays, and nothing else does", async () => {
  const response = await post("/take", formWith(5_000_000));
  assert.deepEqual(await response.json(), [["kätz%22chen.png", 5_000_000]]);
  const taken = await readFile(join(folder, "taken.bin"));
  assert.ok(taken.equals(Buffer.alloc(5_000_000, 7)));
  assert.deepEqual(await leftovers(), []);
});

test("uploads: a file that no handler takes is deleted when the exchange ends", async () => {
  const response = await post("/leave", formWith(1000));
  assert.deepEqual(await response.json(), [["name", "Mïa & Tom"]]);
  assert.equal(seen.length, 1);
  assert.deepEqual(await leftovers(), []);
});

test("uploads: a client that goes away in the middle leaves nothing behind", async () => {
  const client = await RawClient.connect(server);
  client.send(
    "POST /leave HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n" +
      `--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${"x".repeat(300_000)}`,
  );
  const made = async () => (await readdir(join(folder, "incoming"))).length > 0;
  for (let turn = 0; turn < 100 && !(await made()); turn++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(await made(), "the file is on its way");
  client.close();
  assert.deepEqual(await leftovers(), []);
});

test("uploads: too much is refused before it is sent when the client waits (RFC9110§10.1.1)", async () => {
  const client = await RawClient.connect(server);
  client.send(
    "POST /small HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n",
  );
  const [response] = await client.responses(1);
  assert.equal(response!.statusCode, 413);
  assert.doesNotMatch(client.text, /^HTTP\/1\.1 100/);
  client.close();
});

test("uploads: content of the wrong kind is refused with what is right", async () => {
  const wrong = await post("/data", '{"a":1}', "text/plain");
  assert.equal(wrong.status, 415);
  assert.equal(wrong.headers.get("accept"), "application/json");
  assert.match(await wrong.text(), /this expects application\/json/);
  const malformed = await post("/data", '{"a":1,}', "application/json");
  assert.equal(malformed.status, 400);
  assert.match(await malformed.text(), /line 1, column 8/);
  assert.deepEqual(await (await post("/data", '{"a":1}', "application/json")).json(), { a: 1 });
});
