import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { FieldSection, type OutgoingResponse, type Resource } from "../../src/semantics/index.ts";
import { HttpServer, serverBounds } from "../../src/server/index.ts";
import { type MemoryEndOptions, memoryPair } from "../../src/transport/index.ts";
import { engineUnderstanding } from "../tools/differential/understanding.ts";
import { readStrictResponse } from "../tools/strict-response.ts";
import { cutPlaces, pieces, sentText } from "./octets.ts";
import type { Property } from "./property.ts";

/** What the client came to see. */
interface Played {
  readonly text: string;
  readonly hasEnded: boolean;
}

/** The whole server, over a connection in memory: every request that is understood is answered, once, in order. */
export const serverProperties: readonly Property[] = [
  {
    title:
      "server: one response comes for each request, and then the end, when any octets come in any cutting (RFC9112§9.3)",
    runs: 300,
    property: fc.asyncProperty(sentText, cutPlaces, readSizes(), async (text, places, reads) => {
      const sent = pieces(text, places);
      const played = await play(sent, { reads }, {});
      const understood = engineUnderstanding(sent, true);
      const wanted = understood.requests.filter(({ isComplete }) => isComplete);
      assert.ok(played.hasEnded, "the connection is still open");
      const { seen, count } = answersOf(
        played.text,
        understood.requests.map(({ method }) => method),
      );
      assert.deepEqual(
        seen,
        wanted.map(({ method, target, content }) => `${method} ${target} ${content.length}`),
      );
      assert.equal(count - seen.length, understood.refusal === undefined ? 0 : 1, "refusals");
    }),
  },
  {
    title: "server: nothing but the connection is lost when any read or write of it fails (RFC9112§9.5)",
    runs: 200,
    property: fc.asyncProperty(sentText, cutPlaces, failures(), failures(), async (text, places, server, client) => {
      const sent = pieces(text, places);
      const played = await play(sent, server, client);
      const understood = engineUnderstanding(sent, true);
      assert.ok(played.hasEnded, "the connection is still open");
      const { seen } = answersOf(
        played.text,
        understood.requests.map(({ method }) => method),
        true,
      );
      const wanted = understood.requests.map(({ method, target, content }) => `${method} ${target} ${content.length}`);
      assert.deepEqual(seen, wanted.slice(0, seen.length));
    }),
  },
];

function readSizes() {
  return fc.oneof(
    fc.constantFrom("whole" as const, "octets" as const),
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
  );
}

function failures(): fc.Arbitrary<MemoryEndOptions> {
  return fc.oneof(
    fc.record({ failRead: fc.integer({ min: 1, max: 6 }), reads: readSizes() }),
    fc.record({ failWrite: fc.integer({ min: 1, max: 4 }), windowOctets: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ windowOctets: fc.integer({ min: 1, max: 200 }), reads: readSizes() }),
  );
}

/** Takes all content, and tells what it was asked. */
const takesAll: Resource = (request) => {
  const answer = (octets: number): OutgoingResponse => ({
    statusCode: request.method === "CONNECT" ? 501 : 200,
    headerSection: FieldSection.of({ "X-Seen": `${request.method} ${request.requestTarget} ${octets}` }),
    content: "",
  });
  if (request.content === undefined) return answer(0);
  return request.content.octets().then((octets) => answer(octets.length));
};

async function play(sent: readonly Uint8Array[], server: MemoryEndOptions, client: MemoryEndOptions): Promise<Played> {
  const http = new HttpServer({
    resource: takesAll,
    errorPage: ({ statusCode }) => ({ statusCode, headerSection: FieldSection.empty, content: "" }),
    bounds: serverBounds(),
  });
  const pair = memoryPair({ isStepped: true, server, client });
  let text = "";
  let hasEnded = false;
  pair.client.receiver = {
    received: (octets) => {
      text += Buffer.from(octets).toString("latin1");
    },
    peerClosed: () => {
      hasEnded = true;
      pair.client.close();
    },
    drained() {},
    closed: () => {
      hasEnded = true;
    },
  };
  http.accept(pair.server);
  for (const piece of sent) {
    pair.client.write(piece);
    pair.run();
  }
  pair.client.halfClose();
  for (let quiet = 0; quiet < 4; quiet++) {
    if (pair.step()) quiet = -1;
    if (!hasEnded || quiet > -1) await new Promise((resolve) => setImmediate(resolve));
  }
  await http.stop(0);
  return { text, hasEnded };
}

/** The responses in that text, and what X-Seen says in them. @param mayBeCut whether the last may be incomplete */
function answersOf(text: string, methods: readonly string[], mayBeCut = false): { seen: string[]; count: number } {
  const seen: string[] = [];
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    let response: ReturnType<typeof readStrictResponse>;
    try {
      response = readStrictResponse(text, at, methods[count] ?? "GET", true);
    } catch (error) {
      if (mayBeCut) break;
      throw error;
    }
    if (response === undefined) {
      assert.ok(mayBeCut, `a response is cut: ${JSON.stringify(text.slice(at))}`);
      break;
    }
    const value = response.fields.find(([name]) => name === "X-Seen")?.[1];
    if (value !== undefined) seen.push(value);
    at = response.end;
  }
  return { seen, count };
}
