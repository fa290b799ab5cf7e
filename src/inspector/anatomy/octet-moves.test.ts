import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageRecord } from "../record.ts";
import { firstPlace, movedPlace, type NamedMessages, nextOfKind, requestAnatomy, responseAnatomy } from "./index.ts";

function messageOf(octets: string, masked: MessageRecord["masked"] = []): MessageRecord {
  return { start: 0, end: octets.length, kept: octets === "" ? [] : [{ at: 0, octets }], masked, reads: [] };
}

function messagesOf(request: string, response: string, masked: MessageRecord["masked"] = []): NamedMessages {
  const [asked, answered] = [messageOf(request, masked), messageOf(response)];
  return {
    request: { message: asked, anatomy: requestAnatomy(asked) },
    response: { message: answered, anatomy: responseAnatomy(answered) },
  };
}

const head = "GET /a HTTP/1.1\r\nHost: b\r\n\r\n";
const messages = messagesOf(head, "HTTP/1.1 204 \r\n\r\n", [[23, 24]]);
const at = (place: number) => ({ side: "request", at: place }) as const;

test("octet moves: keys lead to octets, parts, lines and ends when there are some", () => {
  const led = (key: string, from: number, isCtrl = false) => movedPlace(messages, at(from), key, isCtrl)?.at;
  assert.equal(led("ArrowRight", 0), 1);
  assert.equal(led("ArrowLeft", 1), 0);
  assert.equal(led("ArrowDown", 0), 3, "the SP behind the method");
  assert.equal(led("ArrowUp", 5), 4, "the beginning of the target");
  assert.equal(led("ArrowUp", 4), 3);
  assert.equal(led("PageDown", 2), head.indexOf("Host"));
  assert.equal(led("PageUp", head.indexOf("Host") + 2), 0);
  assert.equal(led("Home", head.indexOf("b")), head.indexOf("Host"));
  assert.equal(led("End", 0), head.indexOf("\n"));
  assert.equal(led("End", 0, true), head.length - 1);
  assert.equal(led("Home", 20, true), 0);
  assert.equal(led("x", 20), undefined);
});

test("octet moves: beyond the end of the request comes the response, and back, when there is one", () => {
  assert.deepEqual(movedPlace(messages, at(head.length - 1), "ArrowRight", false), { side: "response", at: 0 });
  assert.deepEqual(movedPlace(messages, { side: "response", at: 0 }, "ArrowLeft", false), at(head.length - 1));
  assert.equal(movedPlace(messages, at(0), "ArrowLeft", false), undefined);
  assert.equal(movedPlace(messagesOf(head, ""), at(head.length - 1), "ArrowRight", false), undefined);
});

test("octet moves: what was not kept is passed over when a key leads into it", () => {
  const octets = "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n";
  const kept = [
    { at: 0, octets },
    { at: octets.length + 90, octets: "0123456789" },
  ];
  const message = { start: 0, end: octets.length + 100, kept, masked: [], reads: [] };
  const gapped = { ...messages, request: { message, anatomy: requestAnatomy(message) } };
  const from = { side: "request", at: octets.length - 1 } as const;
  assert.deepEqual(movedPlace(gapped, from, "ArrowRight", false), at(octets.length + 89));
  assert.deepEqual(movedPlace(gapped, at(octets.length + 89), "ArrowRight", false), at(octets.length + 90));
  assert.deepEqual(movedPlace(gapped, at(octets.length + 90), "ArrowLeft", false), at(octets.length));
});

test("octet moves: a kind is found after the place, in the other message, and again from the beginning", () => {
  const first = nextOfKind(messages, "version", undefined)!;
  assert.deepEqual(first, at(head.indexOf("HTTP")));
  assert.deepEqual(nextOfKind(messages, "version", first), { side: "response", at: 0 });
  assert.deepEqual(nextOfKind(messages, "version", { side: "response", at: 0 }), first);
  assert.deepEqual(nextOfKind(messages, "secret", undefined), at(23));
  assert.equal(nextOfKind(messages, "framing", undefined), undefined);
});

test("octet moves: the first place is the octet that was refused when one was", () => {
  const message = messageOf("GET /a b\r\n");
  const anatomy = requestAnatomy(message, { rule: "RFC9112-2.3/VERSION-SYNTAX", at: 7 });
  assert.deepEqual(firstPlace({ ...messages, request: { message, anatomy } }, "request"), at(7));
  assert.deepEqual(firstPlace(messages, "response"), { side: "response", at: 0 });
  assert.equal(firstPlace(messagesOf("", ""), "request"), undefined);
});
