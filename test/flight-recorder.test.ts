import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Session } from "../src/inspector/record.ts";
import { folderOf, startPorthole } from "./tools/porthole-process.ts";
import { RawClient } from "./tools/raw-client.ts";

test("flight recorder: what is refused at the window's place is recorded and logged where there is no window", {
  timeout: 60_000,
}, async (t) => {
  const recordFile = join(folderOf(t, {}), "flight.json");
  const flags = ["--record", recordFile, "--log", "json"];
  const porthole = startPorthole(t, [folderOf(t, { "index.html": "<p>site" }), "-p", "0", ...flags]);
  const port = Number(new URL(await porthole.url()).port);
  const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
  client.send("POST /~porthole/send HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  await client.ending;
  await porthole.says(/"url.path":"\/~porthole\/send"/);
  porthole.child.kill("SIGTERM");
  assert.equal(await porthole.exit(), 0);
  const { exchanges } = JSON.parse(readFileSync(recordFile, "utf8")) as Session;
  assert.deepEqual(
    exchanges.map(({ requestTarget, refusal }) => [requestTarget, refusal?.rule]),
    [["/~porthole/send", "RFC9112-7.1/CHUNK-SIZE"]],
  );
});
