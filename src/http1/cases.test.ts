import assert from "node:assert/strict";
import { test } from "node:test";
import { cases as allCases, type Case, caseId, filled } from "../cases/index.ts";
import { FieldSection } from "../semantics/index.ts";
import { type EngineEvent, Http1Engine, ProtocolError } from "./index.ts";

/** What is put in, one read after the other; "close" is the peer's end. */
type Read = Uint8Array | "close";

/** What came of it: a line an event, contiguous content joined, and all the octets that were answered. */
interface Run {
  readonly events: readonly string[];
  readonly output: string;
}

const cases = allCases.filter((each) => each.engine.length > 0);
const examples = { authority: "a.example", host: "a.example", port: "80", path: "/", POST: "POST", post: "/" };
const second = "GET /second HTTP/1.1\r\nHost: second.example\r\n\r\n";

for (const each of cases) {
  const section = each.rule.replace("-", "§").split("/")[0];
  const outcome = each.engine.at(-1)!.startsWith("error") ? "refused" : "understood";
  test(`${caseId(each)}: is ${outcome} in any cutting (${section})`, () => checkCase(each));
}

function checkCase(each: Case): void {
  const reads = readsOf(each);
  const whole = run(reads);
  assertEvents(whole.events, each.engine);

  assert.deepEqual(run(reads.flatMap<Read>(octetByOctet)), whole, "octet by octet");
  assert.deepEqual(run(reads, { scribbles: true }), whole, "from a buffer overwritten after the call");
  assert.deepEqual(run(reads.flatMap<Read>(octetByOctet), { scribbles: true }), whole, "octet by octet, overwritten");
  for (const splitAt of splitPlaces(reads)) {
    assert.deepEqual(run(split(reads, splitAt), { scribbles: true }), whole, `split after ${splitAt} octets`);
  }
  if (each.engine.at(-1)?.startsWith("EndOfMessage")) {
    const followed = run([...reads, octetsOf(second)]);
    assertEvents(followed.events, [...each.engine, "RequestHead GET /second authority=second.example", "EndOfMessage"]);
  }
}

/** Every index of a short case; of a long one, those near its ends and others at steps. */
function splitPlaces(reads: readonly Read[]): number[] {
  const total = reads.reduce((sum, read) => sum + (read === "close" ? 0 : read.length), 0);
  const places: number[] = [];
  for (let at = 1; at < total; at++) if (total < 600 || at < 40 || at > total - 40 || at % 509 === 0) places.push(at);
  return places;
}

function readsOf(each: Case): Read[] {
  const reads: Read[] = [];
  for (const step of each.send) {
    if (step === "half-close") reads.push("close");
    else if (typeof step === "string" && step !== "reset" && step !== "await-response") reads.push(octetsOf(step));
  }
  return reads;
}

function octetsOf(text: string): Uint8Array {
  return Buffer.from(filled(text, examples), "latin1");
}

function octetByOctet(read: Read): Read[] {
  return read === "close" ? [read] : Array.from(read, (octet) => Uint8Array.of(octet));
}

function split(reads: readonly Read[], splitAt: number): Read[] {
  let before = 0;
  return reads.flatMap((read): Read[] => {
    if (read === "close") return [read];
    const at = splitAt - before;
    before += read.length;
    return at > 0 && at < read.length ? [read.subarray(0, at), read.subarray(at)] : [read];
  });
}

function run(reads: readonly Read[], { scribbles = false } = {}): Run {
  const engine = new Http1Engine();
  const events: string[] = [];
  let output = "";
  try {
    for (const read of reads) {
      const lent = read === "close" ? undefined : Uint8Array.from(read);
      if (lent === undefined) engine.peerClosed();
      else engine.receive(lent);
      pull(engine, events);
      if (scribbles) lent?.fill(0x58);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    events.push(`error ${error.statusCode} ${error.rule}`);
    assert.equal(engine.nextEvent(), "paused");
  }
  if (engine.isFinished && events.at(-1) !== "ConnectionClosed") events.push("finished");
  const taken = engine.takeOutput() ?? "";
  output +=
    typeof taken === "string" ? taken : Buffer.concat(taken.map((piece) => Buffer.from(piece))).toString("latin1");
  return { events, output };
}

function pull(engine: Http1Engine, events: string[]): void {
  let method = "";
  for (;;) {
    const event = engine.nextEvent();
    if (typeof event === "string") return;
    if (event.type === "Content" && events.at(-1)?.startsWith("Content ")) {
      events.push(events.pop() + Buffer.from(event.octets).toString("latin1"));
    } else {
      events.push(described(event));
    }
    if (event.type === "RequestHead") method = event.method;
    if (event.type === "EndOfMessage") {
      const statusCode = method === "CONNECT" ? 405 : 200;
      const head = { statusCode, headerSection: FieldSection.empty, date: undefined };
      engine.sendResponse(event.exchange, head, "ok");
    }
  }
}

function described(event: EngineEvent): string {
  switch (event.type) {
    case "RequestHead":
      return [
        `RequestHead ${event.method} ${event.requestTarget} authority=${event.authority}`,
        `path=${event.path} query=${event.query} version=${event.httpVersion}`,
        `length=${event.lengthOctets} ${event.hasContent ? "content" : "no-content"}`,
        `expects=${event.expectsContinue} upgrade=${event.upgrade}`,
        ...[...event.headerSection].map(([name, value]) => `\n${name}:${value}`),
        "\n",
      ].join(" ");
    case "Content":
      return `Content ${Buffer.from(event.octets).toString("latin1")}`;
    case "EndOfMessage":
      return `EndOfMessage ${[...event.trailerSection].map((line) => line.join(":")).join("|")}`.trimEnd();
    case "ConnectionClosed":
      return event.type;
  }
}

/** An expected head names some words of its description; expected content may be its beginning. */
function assertEvents(actual: readonly string[], expected: readonly string[]): void {
  const shown = `\n  actual: ${JSON.stringify(actual)}\n  expected: ${JSON.stringify(expected)}`;
  assert.equal(actual.length, expected.length, `as many events${shown}`);
  for (const [index, want] of expected.entries()) {
    const got = actual[index]!;
    const wanted = want.startsWith("RequestHead") && want !== "RequestHead" ? wordsOf(want) : [want];
    for (const word of wanted) assert.ok(word === want ? isLike(got, want) : hasWord(got, word), `${word}${shown}`);
  }
}

function wordsOf(want: string): string[] {
  const [first, ...lines] = want.split("\n");
  return [...first!.split(" "), ...lines.map((line) => `\n${line}`)];
}

function hasWord(got: string, word: string): boolean {
  if (word.startsWith("\n")) return got.includes(`${word} `) || (!word.includes(":") && got.includes(word));
  if (word.includes(":") && !word.includes("=") && got.includes(`\n${word} `)) return true;
  return got.split("\n")[0]!.split(" ").includes(word);
}

function isLike(got: string, want: string): boolean {
  if (want === "RequestHead") return got.startsWith(want);
  return want.startsWith("Content ") ? got.startsWith(want) : got === want;
}
