import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, type TestContext, test } from "node:test";
import { PlayedServer } from "../src/server/testing/played-connection.ts";
import { echo } from "./tools/echo-server.ts";
import { changes, expectations, persistence, pipelines } from "./tools/neighbours/exchanges.ts";
import { chunks, contentLengths, fieldOctets, transferCodings } from "./tools/neighbours/framing.ts";
import { hosts, lineEnds, requestLines, targets } from "./tools/neighbours/heads.ts";
import { responses } from "./tools/neighbours/responses.ts";
import { get, type Neighbour } from "./tools/neighbours/row.ts";
import { contents, limits, values } from "./tools/neighbours/values.ts";
import { readResponses } from "./tools/response-reader.ts";

/** What stands next to the attacks that others have published, as a client of the echo resource sees it. */
const neighbours: readonly Neighbour[] = [
  ...[contentLengths, transferCodings, chunks, fieldOctets, lineEnds, requestLines, targets, hosts].flat(),
  ...[persistence, expectations, changes, pipelines, responses, values, limits, contents].flat(),
];

/** What is larger is only read in larger pieces: many small ones take their time. */
const OCTET_BY_OCTET_MAX = 1500;
const OCTETS_IN_SMALL_PIECES_MAX = 40_000;

describe("attack neighbours", () => {
  for (const family of new Set(neighbours.map((row) => row.family))) {
    describe(family, () => {
      for (const row of neighbours.filter((each) => each.family === family)) {
        const expected = `${row.outcome.length > 40 ? row.outcome.slice(-4) : row.outcome}`;
        test(`attack neighbours: ${expected} when ${row.family}: ${row.name} (${row.section})`, async (t) => {
          await checkRow(t, row, "whole");
          const octets = row.send.join("").length;
          await checkRow(t, row, octets > OCTETS_IN_SMALL_PIECES_MAX ? [4096, 1] : [7, 1, 13, 2]);
          if (octets <= OCTET_BY_OCTET_MAX) await checkRow(t, row, "octets");
        });
      }
    });
  }

  test("attack neighbours: no two send the same octets", () => {
    const sent = neighbours.map((row) => row.send.join("") + row.ends);
    const twice = neighbours.filter((_, at) => sent.indexOf(sent[at]!) !== at);
    assert.deepEqual(
      twice.map((row) => `${row.family}: ${row.name}`),
      [],
    );
  });
});

async function checkRow(t: TestContext, row: Neighbour, reads: "whole" | "octets" | readonly number[]): Promise<void> {
  const server = new PlayedServer(t, { resource: echo, server: { reads } });
  const client = server.connect();
  await server.settle();
  for (const piece of row.send) await client.send(piece);
  if (row.ends) await client.halfClose();
  if (row.outcome.endsWith("open")) await client.send(get("/probe"));
  const sent = row.send.join("");
  const methods = [...sent.matchAll(/^([!-~]+) [!-~]+ HTTP\/1/gm)].map((line) => line[1]!);
  const got = readResponses(Buffer.from(client.text, "latin1"), methods, client.ending !== undefined);
  const seen = got.final.flatMap(({ fields }) =>
    fields.filter(([name]) => name === "x-seen").map(([, value]) => value),
  );
  const statusCodes = client.ending === undefined && row.outcome.endsWith("open") ? got.final.slice(0, -1) : got.final;
  const isOpen = client.ending === undefined;
  const state = !isOpen ? "closed" : seen.at(-1) === "GET /probe 0" ? "open" : "waiting";
  const outcome = [...got.interim, ...statusCodes.map(({ statusCode }) => statusCode), state].join(" ");
  const shown = `\n${JSON.stringify(sent.slice(0, 300))}\nread in ${reads}, was answered with\n${client.text.slice(0, 1000)}`;
  assert.equal(outcome, row.outcome, shown);
  assert.equal(got.rest, "", `octets after the last response${shown}`);
  if (row.seen !== undefined) assert.deepEqual(state === "open" ? seen.slice(0, -1) : seen, row.seen, shown);
  for (const pattern of row.matches) assert.match(client.text, pattern, shown);
  const failures = server.notices.filter(({ level }) => level !== "info");
  assert.deepEqual(failures, [], shown);
}
