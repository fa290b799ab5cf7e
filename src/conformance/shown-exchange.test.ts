import assert from "node:assert/strict";
import { test } from "node:test";
import { masked, type ShownLine, shownExchange } from "./shown-exchange.ts";
import { caseOf, hostFamily, received, resultOf, sent } from "./testing/sample-report.ts";

const bounds = { linesMax: 6, lineOctetsMax: 40 };

function shown(exchanged: Parameters<typeof resultOf>[3] & object, ending: "closed" | "open" | "reset" = "closed") {
  const lines = shownExchange(resultOf(hostFamily, caseOf(), "failed", { ending, ...exchanged }), bounds);
  return lines.map(plain);
}

const arrows = { sent: "> ", received: "< ", note: "" };

function plain({ kind, parts }: ShownLine): string {
  return arrows[kind] + parts.map(({ text }) => text).join("");
}

test("shown exchange: each line of octets has its own line, with marks for what is not printable, when octets are odd", () => {
  assert.deepEqual(shown({ exchanged: [sent("GET /\r\0\x7f\x80\xff HTTP/1.1\r\n\r\n"), received("a\tb\nc")] }), [
    "> GET /␍␀␡\\x80\\xFF HTTP/1.1␍␊",
    "> ␍␊",
    "< a␉b␊",
    "< c",
    "the server closed the connection",
  ]);
});

test("shown exchange: pieces of one line are joined when they went one after the other", () => {
  const pieces = [..."GET /"].map((octet, at) => sent(octet, at));
  assert.equal(shown({ exchanged: pieces })[0], "> GET /");
});

test("shown exchange: it is told how much later octets went when there was a pause", () => {
  const lines = shown({ exchanged: [sent("GET"), sent(" /", 2100), received("x", 2200)] }, "open");
  assert.deepEqual(lines, ["> GET", "2.1 s later", ">  /", "< x", "the connection stayed open"]);
});

test("shown exchange: the middle is left out, and counted, when lines are too many or too long", () => {
  const many = shown({ exchanged: [received("line\r\n".repeat(1000))] });
  assert.equal(many.length, bounds.linesMax + 1);
  assert.ok(many.includes("995 lines, 5,970 octets left out here"), many.join("\n"));
  const [long = ""] = shown({ exchanged: [received(`${"a".repeat(5000)}end\r\n`)] });
  assert.match(long, /^< a{28}‹4,965 octets›a{7}end␍␊$/);
});

test("shown exchange: it is told what was not kept when there was more than the checker keeps", () => {
  const exchanged = [{ direction: "received" as const, atMs: 1, text: "a", octetsInAll: 100_001 }];
  assert.deepEqual(shown({ exchanged }).slice(0, 2), ["< a", "100,000 more octets not kept"]);
});

test("shown exchange: it is told that nothing came back when the server said nothing", () => {
  assert.deepEqual(shown({ exchanged: [sent("x")] }, "reset"), [
    "> x",
    "nothing came back",
    "the server reset the connection",
  ]);
});

test("shown exchange: the secrets that a server sent are masked when it sent any", () => {
  const lines = shown({ exchanged: [received("HTTP/1.1 200 OK\r\nset-cookie: id=opensesame; Secure\r\n\r\n")] });
  assert.equal(lines[1], "< set-cookie: ‹21 octets masked›␍␊");
  assert.equal(masked("Set-Cookies: a"), "Set-Cookies: a");
});
