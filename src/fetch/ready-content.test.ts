import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { noNotes, notesOfBodies, type ReadyContent } from "./ready-content.ts";

const encoder = new TextEncoder();
const nodeMajor = Number(process.versions.node.split(".")[0]);

function taken(response: Response): string | undefined {
  const content: ReadyContent | undefined = notesOfBodies().take(response, response.body!);
  return content instanceof Uint8Array ? new TextDecoder().decode(content) : content;
}

/** What is taken at once, or a turn later where that is said to be of use. */
async function takenSoon(response: Response): Promise<string | undefined> {
  const atOnce = taken(response);
  if (atOnce !== undefined || !notesOfBodies().mayEndSoon(response.body!)) return atOnce;
  await null;
  return taken(response);
}

function streamed(pieces: readonly string[], isEnded: boolean, type?: "bytes"): Response {
  const source = {
    type,
    start(controller: ReadableStreamDefaultController<Uint8Array>) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      if (isEnded) controller.close();
    },
  };
  return new Response(new ReadableStream(source as ConstructorParameters<typeof ReadableStream<Uint8Array>>[0]));
}

test("ready content: this platform's notes of bodies are what they are known to be", () => {
  assert.equal(notesOfBodies() === noNotes, false, `Node ${nodeMajor} notes bodies in another way: find out how`);
});

describe("ready content: what is in memory", () => {
  const bodies: readonly [what: string, make: () => Response, text: string][] = [
    ["a string", () => new Response("café"), "café"],
    ["a lone surrogate", () => new Response("a\ud800b"), "a\ufffdb"],
    ["octets", () => new Response(encoder.encode("purr")), "purr"],
    ["a part of some octets", () => new Response(encoder.encode("a purr!").subarray(2, 6)), "purr"],
    ["an ArrayBuffer", () => new Response(encoder.encode("purr").buffer), "purr"],
    ["JSON", () => Response.json({ a: "é" }), '{"a":"é"}'],
    ["form parameters", () => new Response(new URLSearchParams({ a: "é" })), "a=%C3%A9"],
  ];
  for (const [what, make, text] of bodies) {
    test(`ready content: it is taken within a turn when the body is ${what}`, async () => {
      const response = make();
      assert.equal(await takenSoon(response), text);
    });
    test(`ready content: the body counts as used after it was taken when it is ${what}`, async () => {
      const response = make();
      await takenSoon(response);
      assert.equal(response.bodyUsed, true);
      await assert.rejects(response.text(), TypeError);
      assert.throws(() => response.clone(), TypeError);
      assert.equal(taken(response), undefined);
    });
  }

  test("ready content: octets stay what they were when the handler changes its own afterwards", async () => {
    const octets = encoder.encode("purr");
    const response = new Response(octets);
    octets.fill(0x23);
    assert.equal(await takenSoon(response), "purr");
  });
});

describe("ready content: what is not there, or not ours to take", () => {
  const others: readonly [what: string, make: () => Response | Promise<Response>][] = [
    ["is read already", () => readBefore()],
    ["is being read", () => locked()],
    ["has no octets", () => new Response("")],
    ["has not ended", () => streamed(["a"], false)],
    ["has not ended, and is of octets", () => streamed(["a"], false, "bytes")],
    ["has nothing yet", () => streamed([], false)],
    ["has two pieces", () => streamed(["a", "b"], true)],
    ["is a Blob", () => new Response(new Blob(["a"]))],
    ["is a form", () => new Response(new FormData())],
    ["failed", () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error("no")) }))],
  ];
  for (const [what, make] of others) {
    test(`ready content: nothing is taken, and the body is left as it was, when it ${what}`, async () => {
      const response = await make();
      const before = [response.bodyUsed, response.body!.locked];
      assert.equal(await takenSoon(response), undefined);
      assert.deepEqual([response.bodyUsed, response.body!.locked], before);
    });
  }

  test("ready content: nothing is taken when the Response is not this platform's", () => {
    const foreign = { status: 200, headers: new Headers(), body: { getReader() {}, locked: false } };
    assert.equal(taken(foreign as unknown as Response), undefined);
  });

  test("ready content: nothing is ready when the platform shows nothing", () => {
    const response = new Response("a");
    assert.deepEqual([noNotes.take(response, response.body!), noNotes.mayEndSoon(response.body!)], [undefined, false]);
  });
});

async function readBefore(): Promise<Response> {
  const response = new Response("read");
  await response.text();
  return response;
}

function locked(): Response {
  const response = new Response("locked");
  response.body!.getReader();
  return response;
}
